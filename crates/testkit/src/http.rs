//! A blocking HTTP client for tests. It follows no redirects, uses no proxy, keeps no cookies and unpacks nothing.
//!
//! The functions block, so a test that calls them is an ordinary function, not an async one.

use reqwest::{
    Client, Method, RequestBuilder,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use serde_json::Value;
use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    sync::OnceLock,
    time::Duration,
};
use tokio::runtime::{Builder, Runtime};

const LIMIT: Duration = Duration::from_mins(1);
const SILENCE: Duration = Duration::from_secs(5);

/// A request about to be sent.
///
/// ```no_run
/// use deskhand_testkit::http::Call;
///
/// let reply = Call::new("PATCH", "http://127.0.0.1:8080/api/index.php").header("Accept", "*/*").body("odd").send();
/// assert_eq!(reply.status, 405);
/// ```
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    request: RequestBuilder,
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers as they came.
    pub headers: HeaderMap,
    /// The body as it came, still packed if it came so.
    pub body: Vec<u8>,
}

/// Gets a page.
///
/// ```no_run
/// let reply = deskhand_testkit::http::get("http://127.0.0.1:8080/healthz");
/// assert_eq!(reply.status, 200);
/// ```
///
/// # Panics
/// When there is no answer.
pub fn get(url: &str) -> Reply {
    Call::get(url).send()
}

/// Posts a form in the `application/x-www-form-urlencoded` encoding. Names may be repeated.
///
/// ```no_run
/// let form = [("method", "request.create"), ("tNote", "The printer is on fire.")];
/// let reply = deskhand_testkit::http::post_form("http://127.0.0.1:8080/api/index.php", &form);
/// ```
///
/// # Panics
/// When there is no answer.
pub fn post_form(url: &str, fields: &[(&str, &str)]) -> Reply {
    Call::post(url).form(fields).send()
}

/// Sends bytes to `host:port` and returns what comes until the server closes, or is silent for five seconds.
///
/// The connection is not half closed after sending, so send `Connection: close` where a well-formed request would be kept alive.
///
/// ```
/// # use std::{io::{Read, Write}, net::TcpListener};
/// # let listener = TcpListener::bind("127.0.0.1:0").unwrap();
/// # let address = listener.local_addr().unwrap().to_string();
/// # std::thread::spawn(move || {
/// #     let (mut stream, _) = listener.accept().unwrap();
/// #     stream.read_exact(&mut [0; 4]).unwrap();
/// #     stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
/// # });
/// let answer = deskhand_testkit::http::raw(&address, b"\0\0\0\0");
/// assert!(answer.starts_with(b"HTTP/1.1 400"));
/// ```
///
/// # Panics
/// When nobody listens there.
pub fn raw(address: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap_or_else(|cause| panic!("nobody listens at {address}: {cause}"));
    stream.set_read_timeout(Some(SILENCE)).expect("a socket takes a time limit");
    // A server may answer and close before it has read all that is wrong.
    let _ = stream.write_all(bytes);
    let answer = read_until_silence(&mut stream);
    let _ = stream.shutdown(Shutdown::Both);
    answer
}

impl Call {
    /// A call with any method.
    ///
    /// # Panics
    /// When the method is not one word.
    pub fn new(method: &str, url: &str) -> Self {
        let method = Method::from_bytes(method.as_bytes()).expect("the method is a word");
        Self { request: client().request(method, url) }
    }

    /// A GET call.
    pub fn get(url: &str) -> Self {
        Self::new("GET", url)
    }

    /// A POST call.
    pub fn post(url: &str) -> Self {
        Self::new("POST", url)
    }

    /// Adds a header. The value is bytes, as on the wire; a name may come twice.
    ///
    /// # Panics
    /// When name or value cannot stand in a header; [`raw`] sends those.
    pub fn header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("the name can stand in a header");
        let value = HeaderValue::from_bytes(value.as_ref()).expect("the value can stand in a header");
        Self { request: self.request.header(name, value) }
    }

    /// Authenticates by a token.
    pub fn bearer(self, token: &str) -> Self {
        Self { request: self.request.bearer_auth(token) }
    }

    /// Authenticates by name and password.
    pub fn basic(self, user: &str, password: &str) -> Self {
        Self { request: self.request.basic_auth(user, Some(password)) }
    }

    /// Sets the body to a form in the `application/x-www-form-urlencoded` encoding. Names may be repeated.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        Self { request: self.request.form(fields) }
    }

    /// Sets the body to bytes, with no content type.
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { request: self.request.body(body.into()) }
    }

    /// Sends the call and reads the whole answer.
    ///
    /// # Panics
    /// When there is no answer; [`Call::try_send`] says so instead.
    pub fn send(self) -> Reply {
        self.try_send().unwrap_or_else(|cause| panic!("no answer: {cause}"))
    }

    /// Sends the call to a server that may be killed meanwhile.
    ///
    /// ```
    /// use deskhand_testkit::http::Call;
    ///
    /// assert!(Call::get("http://127.0.0.1:1/").try_send().is_err());
    /// ```
    ///
    /// # Errors
    /// When there is no whole answer; the text holds every cause.
    pub fn try_send(self) -> Result<Reply, String> {
        runtime().block_on(exchange(self.request)).map_err(|error| all_causes(&error))
    }
}

impl Reply {
    /// A header's value, the first if there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text.
    ///
    /// # Panics
    /// When the body is not UTF-8.
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When the body is not JSON, with the body.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|cause| panic!("{cause} in {}", String::from_utf8_lossy(&self.body)))
    }
}

async fn exchange(request: RequestBuilder) -> reqwest::Result<Reply> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Reply { status, headers, body: response.bytes().await?.to_vec() })
}

/// Threads of its own, so that connections live on between the calls of different tests.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads can be started"))
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let builder = Client::builder().redirect(Policy::none()).no_proxy().gzip(false).timeout(LIMIT);
        builder.build().expect("the client needs no more than memory")
    })
}

fn all_causes(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", all_causes(cause)),
        None => error.to_string(),
    }
}

fn read_until_silence(stream: &mut TcpStream) -> Vec<u8> {
    let (mut answer, mut chunk) = (Vec::new(), [0; 8192]);
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return answer,
            Ok(length) => answer.extend_from_slice(chunk.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Silence, or a server that reset the connection after its answer.
            Err(_) => return answer,
        }
    }
}
