//! A connection to a database that can be cut and mended.

use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Stands before a PostgreSQL server.
pub(crate) struct Proxy {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    is_cut: bool,
    streams: Vec<TcpStream>,
}

impl Proxy {
    /// Before the server of a URL such as `postgres://user:password@host:port/name`.
    pub(crate) fn before(url: &str) -> Self {
        let (user, rest) = url.split_once('@').unwrap();
        let (address, name) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{user}@{}/{name}", listener.local_addr().unwrap());
        let state = Arc::<Mutex<State>>::default();
        let (served, address) = (Arc::clone(&state), address.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                connect(&served, client, &address);
            }
        });
        Self { url, state }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Breaks all connections and lets no new one live.
    pub(crate) fn cut(&self) {
        let mut state = self.state.lock().unwrap();
        state.is_cut = true;
        for stream in state.streams.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn mend(&self) {
        self.state.lock().unwrap().is_cut = false;
    }
}

/// A client that is dropped here sees its connection closed.
fn connect(state: &Mutex<State>, client: TcpStream, address: &str) {
    let mut state = state.lock().unwrap();
    if state.is_cut {
        return;
    }
    let server = TcpStream::connect(address).unwrap();
    state.streams.extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
    pump(client.try_clone().unwrap(), server.try_clone().unwrap());
    pump(server, client);
}

fn pump(mut from: TcpStream, mut to: TcpStream) {
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}
