//! What stands between a connection and the HTTP library.
//!
//! The library refuses request lines beyond 64 KiB, but clients may send queries of 256 KiB. [`Front`] follows the requests of a
//! connection, takes a long query out of its request line and keeps it in [`LongQueries`], which the handler finds with the
//! connection. It understands plain requests with a `Content-Length` or without a body. From the first other one on it passes
//! everything through as it is: then long queries are refused by the library, and nothing can be misread.

mod head;

use head::Head;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How many long queries of requests that were not answered yet one connection may hold.
const PIPELINED: usize = 4;

/// The long queries of a connection's requests.
#[derive(Clone, Default)]
pub(crate) struct LongQueries(Rc<RefCell<Kept>>);

#[derive(Default)]
struct Kept {
    next: u64,
    queries: VecDeque<(u64, LongQuery)>,
}

/// A query that was taken out of its request line.
pub(crate) enum LongQuery {
    /// The query.
    Text(Vec<u8>),
    /// It was longer than any query may be, and thrown away.
    TooLong,
}

impl LongQueries {
    /// The long query behind the mark that stands in its place, or nothing when this is an ordinary query.
    pub(crate) fn take(&self, mark: &str) -> Option<LongQuery> {
        let number: u64 = mark.strip_prefix(head::MARK)?.split('&').next()?.parse().ok()?;
        let queries = &mut self.0.borrow_mut().queries;
        let position = queries.iter().position(|(kept, _)| *kept == number)?;
        queries.remove(position).map(|(_, query)| query)
    }

    /// Keeps a query; returns the mark that stands in its place.
    fn keep(&self, query: LongQuery) -> String {
        let mut kept = self.0.borrow_mut();
        let number = kept.next;
        kept.next += 1;
        if kept.queries.len() >= PIPELINED {
            kept.queries.pop_front();
        }
        kept.queries.push_back((number, query));
        format!("{}{number}", head::MARK)
    }
}

/// A connection whose long queries are taken out.
pub(crate) struct Front<S> {
    stream: S,
    state: State,
    /// Bytes that were read and are not passed on yet: the beginning of a head, or what came behind a request.
    held: Vec<u8>,
    /// Bytes to pass on, and how many of them were.
    ready: Vec<u8>,
    passed: usize,
    longest: usize,
    queries: LongQueries,
}

enum State {
    /// Before or within the head of a request.
    Head(Head),
    /// So many bytes of a body are to come.
    Body(u64),
    /// Everything passes as it is.
    Open,
}

impl<S> Front<S> {
    /// Stands before a connection; queries beyond `longest` are thrown away while they arrive.
    pub(crate) fn new(stream: S, longest: usize) -> Self {
        let queries = LongQueries::default();
        Self { stream, state: State::Head(Head::default()), held: Vec::new(), ready: Vec::new(), passed: 0, longest, queries }
    }

    /// The connection's long queries.
    pub(crate) fn queries(&self) -> LongQueries {
        self.queries.clone()
    }

    /// Moves what is understood from `held` to `ready`.
    fn advance(&mut self) {
        while !self.held.is_empty() {
            match &mut self.state {
                State::Open => self.ready.append(&mut self.held),
                State::Body(0) => self.state = State::Head(Head::default()),
                State::Body(left) => {
                    let size = usize::try_from(*left).unwrap_or(usize::MAX).min(self.held.len());
                    *left -= u64::try_from(size).unwrap_or(0);
                    self.ready.extend(self.held.drain(..size));
                }
                State::Head(head) => match head.read(&mut self.held, self.longest, &self.queries) {
                    head::Progress::More => break,
                    head::Progress::Complete { size, body } => {
                        self.ready.extend(self.held.drain(..size));
                        self.state = State::Body(body);
                    }
                    head::Progress::Odd => self.state = State::Open,
                },
            }
        }
        if self.held.is_empty() {
            // An idle connection keeps no buffer.
            self.held = Vec::new();
        }
    }

    /// Passes on what is ready; says whether that was anything.
    fn pass(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        let rest = self.ready.get(self.passed..).unwrap_or_default();
        if rest.is_empty() {
            return false;
        }
        let size = rest.len().min(buf.remaining());
        buf.put_slice(rest.get(..size).unwrap_or_default());
        self.passed += size;
        if self.passed >= self.ready.len() {
            self.ready = Vec::new();
            self.passed = 0;
        }
        true
    }

    /// Looks at bytes that were read straight into the caller's buffer, behind the first `before`. Whole plain requests stay
    /// there; the rest is held.
    fn inspect(&mut self, buf: &mut ReadBuf<'_>, before: usize) {
        let fresh = buf.filled().get(before..).unwrap_or_default();
        let mut kept = 0;
        while kept < fresh.len() {
            match &mut self.state {
                State::Open => kept = fresh.len(),
                State::Body(0) => self.state = State::Head(Head::default()),
                State::Body(left) => {
                    let size = usize::try_from(*left).unwrap_or(usize::MAX).min(fresh.len() - kept);
                    *left -= u64::try_from(size).unwrap_or(0);
                    kept += size;
                }
                State::Head(_) => match head::short(fresh.get(kept..).unwrap_or_default()) {
                    head::Progress::Complete { size, body } => {
                        kept += size;
                        self.state = State::Body(body);
                    }
                    head::Progress::Odd => self.state = State::Open,
                    head::Progress::More => break,
                },
            }
        }
        self.held.extend_from_slice(fresh.get(kept..).unwrap_or_default());
        buf.set_filled(before + kept);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Front<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if matches!(this.state, State::Open) && this.held.is_empty() && this.ready.is_empty() {
            return Pin::new(&mut this.stream).poll_read(cx, buf);
        }
        loop {
            this.advance();
            if this.pass(buf) {
                return Poll::Ready(Ok(()));
            }
            let before = buf.filled().len();
            ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
            let read = buf.filled().get(before..).unwrap_or_default();
            if read.is_empty() {
                // The end: what is held is no whole request and never will be.
                this.state = State::Open;
                this.advance();
                this.pass(buf);
                return Poll::Ready(Ok(()));
            }
            if this.held.is_empty() {
                this.inspect(buf, before);
                if buf.filled().len() > before {
                    return Poll::Ready(Ok(()));
                }
            } else {
                this.held.extend_from_slice(read);
                buf.set_filled(before);
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Front<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
