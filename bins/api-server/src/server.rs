//! The running server.

use crate::config::Config;
use crate::http::{self, Front, Limits, State};
use crate::metrics::Metrics;
use crate::random::SystemRandom;
use actix_http::HttpService;
use actix_server::{Server, ServerHandle};
use actix_service::{ServiceFactoryExt, map_config};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{App, web};
use deskhand_api::{Api, ApiOptions};
use deskhand_model::Clock;
use deskhand_model::time::SystemClock;
use deskhand_storage::Store;
use deskhand_worker::Worker;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may wait for its next request.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a caller may take to read the end of an answer.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the histograms are brought up to date.
const SETTLE_EVERY: Duration = Duration::from_secs(5);

/// Why the server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A thread could not be started.
    #[error("cannot start the job loops")]
    Jobs(#[source] io::Error),
}

/// A running server.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    server: JoinHandle<io::Result<()>>,
    upkeep: JoinHandle<()>,
    jobs: Option<Worker>,
    store: Store,
}

/// Starts a server for a desk, on a runtime of actix. It listens when this returns.
///
/// The crate's first page has an example.
///
/// # Errors
/// When the address cannot be listened on or a thread cannot be started.
pub async fn start(config: &Config, store: &Store) -> Result<Running, StartError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let failed = |cause| StartError::Listen { address: config.server.listen.clone(), cause };
    let listener = listen(&config.server.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let options = ApiOptions { clock: Arc::clone(&clock), random: Arc::new(SystemRandom) };
    let state = web::Data::new(State {
        api: Api::new(store.clone(), options),
        store: store.clone(),
        metrics: Metrics::new(clock.now()),
        request_ids: http::RequestIds::new(),
        limits: Limits { body_bytes: config.server.max_body_bytes, query_bytes: config.server.max_query_bytes },
        trusted_proxies: config.server.trusted_proxies.clone(),
        min_free_disk_bytes: config.server.min_free_disk_bytes,
        address,
    });
    let upkeep = actix_web::rt::spawn(upkeep(state.metrics.clone()));
    let server = serve(config, listener, state).map_err(failed)?;
    let jobs = if config.jobs.run { Some(deskhand_worker::start(store, clock).map_err(StartError::Jobs)?) } else { None };
    tracing::info!(%address, "listening");
    let handle = server.handle();
    Ok(Running { address, handle, server: actix_web::rt::spawn(server), upkeep, jobs, store: store.clone() })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a program on this machine reaches it, without a trailing slash.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
        }
        format!("http://{address}")
    }

    /// Serves until the process gets SIGTERM or SIGINT, and then stops as [`Running::stop`] does; a second signal cuts off what
    /// still runs.
    ///
    /// # Errors
    /// When signals cannot be received or the server broke off.
    pub async fn until_signal(mut self) -> io::Result<()> {
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            ended = &mut self.server => return ended.map_err(io::Error::other)?,
        }
        tracing::info!("stopping");
        let handle = self.handle.clone();
        tokio::select! {
            () = self.stop() => {}
            _ = terminate.recv() => handle.stop(false).await,
            _ = interrupt.recv() => handle.stop(false).await,
        }
        Ok(())
    }

    /// Stops: accepts no more connections, gives running calls the configured time to end, and waits until all changes are
    /// durable.
    pub async fn stop(mut self) {
        self.handle.stop(true).await;
        self.upkeep.abort();
        let (jobs, store) = (self.jobs.take(), self.store.clone());
        let end = move || {
            if let Some(jobs) = jobs {
                jobs.stop();
            }
            store.flush();
        };
        if web::block(end).await.is_err() {
            tracing::error!("the database could not be flushed");
        }
        tracing::info!("stopped");
    }
}

async fn listen(address: &str) -> io::Result<TcpListener> {
    let mut error = io::Error::other("the name has no address");
    for address in tokio::net::lookup_host(address).await? {
        match listen_on(address) {
            Ok(listener) => return Ok(listener),
            Err(cause) => error = cause,
        }
    }
    Err(error)
}

fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { tokio::net::TcpSocket::new_v4()? } else { tokio::net::TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(2_048)?.into_std()
}

fn serve(config: &Config, listener: TcpListener, state: web::Data<State>) -> io::Result<Server> {
    let longest_query = config.server.max_query_bytes;
    let builder = Server::build().workers(config.server.workers).shutdown_timeout(config.server.shutdown_seconds);
    let stopping = builder.graceful_shutdown_signal();
    let service = move || {
        let (state, stopping) = (state.clone(), stopping.clone());
        let app = App::new().app_data(state).default_service(web::to(http::entry));
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .on_connect_ext(|front: &Front<TcpStream>, data| {
                data.insert(front.queries());
            })
            .finish(map_config(app, |()| AppConfig::default()));
        let front = move |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            // An answer is one write; waiting for more only delays it. A socket that refuses works all the same.
            drop(stream.set_nodelay(true));
            async move { Ok((Front::new(stream, longest_query), actix_http::Protocol::Http1, peer)) }
        };
        actix_service::fn_service(front).and_then(http)
    };
    Ok(builder.disable_signals().listen("http", listener, service)?.run())
}

async fn upkeep(metrics: Metrics) {
    let mut interval = tokio::time::interval(SETTLE_EVERY);
    loop {
        interval.tick().await;
        metrics.settle();
    }
}
