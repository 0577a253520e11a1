//! The way of a call: method, side, maintenance, login, verb, parameters, handler.

use crate::access::{Credentials, Door, Login, Refusal};
use crate::answer::Encoder;
use crate::cx::{ReadCx, StageCx, WriteCx};
use crate::error::{ApiError, ApiResult, Errors};
use crate::method::{Handler, Method, Staged};
use crate::methods;
use crate::snapshot::{Current, Snapshot, Snapshots};
use deskhand_codec::{Format, Params, Scalars};
use deskhand_model::settings::JsonScalars;
use deskhand_model::{Clock, Staff, Timestamp};
use deskhand_service::Random;
use deskhand_storage::{Store, throttle, tokens};
use std::collections::HashMap;
use std::sync::Arc;

/// The verb of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// GET, and HEAD as far as the API is concerned.
    Get,
    /// POST.
    Post,
    /// Anything else.
    Other,
}

/// A call as a server received it.
pub struct Call {
    /// The verb.
    pub verb: Verb,
    /// The parameters of query and body.
    pub params: Params,
    /// The header `Authorization`.
    pub authorization: Option<String>,
    /// The caller's address, by which failed logins are counted.
    pub peer: String,
    /// Where the caller reached the server, such as `https://help.example.org`, for links.
    pub origin: String,
}

/// Where a prepared call should run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the thread that received it: it is short.
    Inline,
    /// On a thread that may wait.
    Blocking,
}

/// What is sent back.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: &'static str,
    /// The answer.
    pub body: Vec<u8>,
    /// What went wrong in the server, for the log only.
    pub fault: Option<String>,
}

/// What the API needs from its program.
pub struct ApiOptions {
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where secrets come from.
    pub random: Arc<dyn Random>,
}

/// A method, for lists of them.
#[derive(Debug, Clone)]
pub struct MethodInfo {
    /// The name that callers send.
    pub name: &'static str,
    /// Other names that are understood.
    pub aliases: &'static [&'static str],
    /// The verb.
    pub verb: Verb,
    /// Whether it asks for a login.
    pub is_private: bool,
    /// What it does.
    pub summary: &'static str,
}

/// The web service API of a desk. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    pub(crate) methods: Vec<Method>,
    by_name: HashMap<&'static str, usize>,
    pub(crate) snapshots: Snapshots,
    pub(crate) door: Door,
}

/// A call that knows its method and where it should run.
pub struct Prepared {
    call: Call,
    method: Option<usize>,
    name: &'static str,
    is_private: bool,
    credentials: Credentials,
    format: Format,
    place: Place,
}

impl Prepared {
    /// Where it should run.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The name of its method, or `unknown`.
    pub fn method_name(&self) -> &'static str {
        self.name
    }
}

/// What stands between a call and its handler.
struct Admitted {
    snapshot: Arc<Snapshot>,
    login: Option<Login>,
}

impl Api {
    /// The API of the desk in a store.
    pub fn new(store: Store, options: ApiOptions) -> Self {
        let methods = methods::all();
        let names = methods.iter().enumerate();
        let by_name =
            names.flat_map(|(at, m)| std::iter::once(m.name).chain(m.aliases.iter().copied()).map(move |name| (name, at)));
        let by_name = by_name.collect();
        let door = Door::new(options.random.as_ref());
        let inner = Inner {
            store,
            clock: options.clock,
            random: options.random,
            by_name,
            methods,
            snapshots: Snapshots::default(),
            door,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The methods, in the order of the reference.
    pub fn methods(&self) -> impl Iterator<Item = MethodInfo> {
        self.inner.methods.iter().map(|m| MethodInfo {
            name: m.name,
            aliases: m.aliases,
            verb: m.verb,
            is_private: m.is_private(),
            summary: m.summary,
        })
    }

    /// Finds the method of a call and where it should run, without waiting for anything.
    pub fn prepare(&self, mut call: Call) -> Prepared {
        call.params.split_method();
        let name = call.params.get("method").unwrap_or_default().trim().to_owned();
        let format = Format::from_param(call.params.get("output").unwrap_or_default());
        let method = self.inner.by_name.get(name.as_str()).copied();
        let known = method.and_then(|at| self.inner.methods.get(at));
        let is_private = name.starts_with("private.");
        let credentials =
            if is_private { Credentials::of(call.authorization.as_deref(), &call.params) } else { Credentials::None };
        let is_short = self.inner.store.is_embedded()
            && !known.is_some_and(|m| m.handler.is_long())
            && !self.inner.door.is_slow(&credentials);
        Prepared {
            call,
            method,
            name: known.map_or("unknown", |m| m.name),
            is_private,
            credentials,
            format,
            place: if is_short { Place::Inline } else { Place::Blocking },
        }
    }

    /// Runs a call and passes the reply to `done`: before it returns, or later from the thread that writes.
    pub fn run(&self, prepared: Prepared, done: impl FnOnce(Reply) + Send + 'static) {
        let is_write = self.method(&prepared).is_some_and(|m| m.handler.writes());
        if is_write {
            return self.run_write(prepared, done);
        }
        let inner = &self.inner;
        let mut encoder = Encoder { format: prepared.format, scalars: Scalars::Strings };
        let mut failed_keys = Vec::new();
        let mut notes = None;
        let result = inner.store.read(|db| -> ApiResult<Vec<u8>> {
            let current = inner.snapshots.current(db, inner.store.is_embedded())?;
            encoder = Encoder::new(prepared.format, current.snapshot.settings.api.json_scalars);
            let now = inner.clock.now();
            let admitted = self.admit(db, &current, &prepared, now).map_err(|refusal| {
                failed_keys = refusal.keys;
                refusal.error
            })?;
            let method = self.method(&prepared).ok_or(ApiError::InvalidMethod)?;
            check_call(method, &prepared.call)?;
            let mut cx = ReadCx { db, desk: &admitted.snapshot, now, origin: &prepared.call.origin };
            let staff = admitted.login.as_ref().map(|login| &login.staff);
            let answer = match &method.handler {
                Handler::Read(run) | Handler::LongRead(run) => run(&mut cx, staff, &prepared.call.params, encoder),
                Handler::Write(..) | Handler::LongWrite(..) => Err(ApiError::InvalidMethod),
            };
            notes = admitted.login;
            answer
        });
        self.note_login(notes);
        self.finish(result, encoder, failed_keys, done);
    }

    fn run_write(&self, prepared: Prepared, done: impl FnOnce(Reply) + Send + 'static) {
        let inner = Arc::clone(&self.inner);
        let mut encoder = Encoder::new(prepared.format, JsonScalars::Strings);
        let mut failed_keys = Vec::new();
        let admitted = inner.store.read(|db| -> ApiResult<Admitted> {
            let current = inner.snapshots.current(db, inner.store.is_embedded())?;
            encoder = Encoder::new(prepared.format, current.snapshot.settings.api.json_scalars);
            self.admit(db, &current, &prepared, inner.clock.now()).map_err(|refusal| {
                failed_keys = refusal.keys;
                refusal.error
            })
        });
        let ready = admitted.and_then(|admitted| {
            let method = self.method(&prepared).ok_or(ApiError::InvalidMethod)?;
            check_call(method, &prepared.call)?;
            let staged = match &method.handler {
                Handler::Write(stage, _) | Handler::LongWrite(stage, _) => {
                    stage(&StageCx { random: inner.random.as_ref() }, &prepared.call.params)?
                }
                Handler::Read(_) | Handler::LongRead(_) => return Err(ApiError::InvalidMethod),
            };
            Ok((admitted, staged))
        });
        let (admitted, staged) = match ready {
            Ok(ready) => ready,
            Err(error) => return self.finish(Err(error), encoder, failed_keys, done),
        };
        let api = self.clone();
        let Admitted { snapshot, login } = admitted;
        let staff = login.as_ref().map(|login| login.staff.clone());
        self.note_login(login);
        let write =
            move |db: &mut deskhand_storage::Writer<'_>| api.write_in(db, &prepared, &snapshot, staff.as_ref(), &staged, encoder);
        let api = self.clone();
        inner.store.submit(write, move |result| api.finish(result, encoder, Vec::new(), done));
    }

    fn write_in(
        &self,
        db: &mut deskhand_storage::Writer<'_>,
        prepared: &Prepared,
        snapshot: &Snapshot,
        staff: Option<&Staff>,
        staged: &Staged,
        encoder: Encoder,
    ) -> ApiResult<Vec<u8>> {
        let method = self.method(prepared).ok_or(ApiError::InvalidMethod)?;
        let now = self.inner.clock.now();
        let mut cx = WriteCx { db, desk: snapshot, now, random: self.inner.random.as_ref() };
        match &method.handler {
            Handler::Write(_, run) | Handler::LongWrite(_, run) => {
                run(&mut cx, staff, &prepared.call.params, staged.as_ref(), encoder)
            }
            Handler::Read(_) | Handler::LongRead(_) => Err(ApiError::InvalidMethod),
        }
    }

    /// A refusal of the server around the API, as a document of errors in the desk's form.
    pub fn refusal(&self, status: u16, id: i64, description: &str, format: Format) -> Reply {
        let encoder = Encoder::new(format, self.inner.snapshots.json_scalars());
        let body = encoder.encode(&Errors::one(id, description)).unwrap_or_default();
        Reply { status, content_type: format.content_type(), body, fault: None }
    }

    /// Runs a call and waits for the reply; for embedders and tests.
    pub fn call(&self, call: Call) -> Reply {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.run(self.prepare(call), move |reply| {
            // The receiver is on this thread's stack until the reply has come.
            let _sent = sender.send(reply);
        });
        receiver.recv().unwrap_or_else(|_| fault("the call was dropped"))
    }

    fn method(&self, prepared: &Prepared) -> Option<&Method> {
        self.inner.methods.get(prepared.method?)
    }

    /// Checks, in this order: the side is on, no maintenance, the login.
    fn admit(
        &self,
        db: &mut deskhand_storage::Reader,
        current: &Current,
        prepared: &Prepared,
        now: Timestamp,
    ) -> Result<Admitted, Refusal> {
        let api = &current.snapshot.settings.api;
        let (is_on, side) = if prepared.is_private { (api.private, "Private") } else { (api.public, "Public") };
        if !is_on {
            return Err(ApiError::NotEnabled(side).into());
        }
        if let Some(message) = &current.snapshot.maintenance {
            return Err(ApiError::Maintenance(message.clone()).into());
        }
        let login = if prepared.is_private {
            Some(self.inner.door.enter(db, current, &prepared.credentials, &prepared.call.peer, now)?)
        } else {
            None
        };
        Ok(Admitted { snapshot: Arc::clone(&current.snapshot), login })
    }

    /// Notes what follows from a successful login; nobody waits for it.
    fn note_login(&self, login: Option<Login>) {
        let Some(login) = login else { return };
        if login.token_to_note.is_none() && login.keys_to_clear.is_empty() {
            return;
        }
        let now = self.inner.clock.now();
        let write = move |db: &mut deskhand_storage::Writer<'_>| -> ApiResult<()> {
            if let Some(token) = login.token_to_note {
                tokens::set_used(db, token, now)?;
            }
            if !login.keys_to_clear.is_empty() {
                throttle::clear(db, &login.keys_to_clear)?;
            }
            Ok(())
        };
        self.inner.store.submit(write, |result| {
            if let Err(error) = result {
                tracing::warn!(fault = error.fault(), "a login could not be noted");
            }
        });
    }

    /// Turns a result into the reply; a failed login is counted first.
    fn finish(
        &self,
        result: ApiResult<Vec<u8>>,
        encoder: Encoder,
        failed_keys: Vec<String>,
        done: impl FnOnce(Reply) + Send + 'static,
    ) {
        let reply = reply(result, encoder);
        if failed_keys.is_empty() {
            return done(reply);
        }
        let now = self.inner.clock.now();
        let inner = Arc::clone(&self.inner);
        let write = move |db: &mut deskhand_storage::Writer<'_>| -> ApiResult<()> {
            Ok(throttle::add_failure(db, &failed_keys, now, now.plus(-3600))?)
        };
        self.inner.store.submit(write, move |result| {
            if let Err(error) = result {
                tracing::error!(fault = error.fault(), "a failed login could not be counted");
            }
            inner.snapshots.expire();
            done(reply);
        });
    }
}

fn check_call(method: &Method, call: &Call) -> ApiResult<()> {
    let is_allowed = match call.verb {
        Verb::Post => true,
        Verb::Get => method.verb == Verb::Get,
        Verb::Other => false,
    };
    if !is_allowed {
        return Err(ApiError::InvalidMethod);
    }
    method.check_required(&call.params)
}

fn reply(result: ApiResult<Vec<u8>>, encoder: Encoder) -> Reply {
    match result {
        Ok(body) => Reply { status: 200, content_type: encoder.format.content_type(), body, fault: None },
        Err(error) => Reply {
            status: error.status(),
            content_type: encoder.format.content_type(),
            body: encoder.error(&error),
            fault: error.fault(),
        },
    }
}

fn fault(text: &str) -> Reply {
    reply(Err(ApiError::Internal(text.to_owned())), Encoder { format: Format::Xml, scalars: Scalars::Strings })
}
