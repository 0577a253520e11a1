//! A line of the method table: from a handler's signature to everything that is known of the method.

use crate::answer::Encoder;
use crate::cx::{ReadCx, StageCx, WriteCx};
use crate::dispatch::Verb;
use crate::error::{ApiError, ApiResult};
use deskhand_codec::{ParamError, Params};
use deskhand_model::Staff;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::any::Any;

/// A method of the API.
pub(crate) struct Method {
    /// The name that callers send.
    pub(crate) name: &'static str,
    /// Other names, from slips of the manual.
    pub(crate) aliases: &'static [&'static str],
    /// The verb of the manual.
    pub(crate) verb: Verb,
    /// What it does, in a sentence.
    pub(crate) summary: &'static str,
    /// Which of its parameters must be there and not be empty.
    pub(crate) required: Vec<String>,
    /// The schema of its parameters.
    pub(crate) params: fn() -> Schema,
    /// The schema of its answer.
    pub(crate) answer: fn() -> Schema,
    /// The element that encloses its answer in XML.
    pub(crate) handler: Handler,
}

type Read = Box<dyn Fn(&mut ReadCx<'_>, Option<&Staff>, &Params, Encoder) -> ApiResult<Vec<u8>> + Send + Sync>;
type Write = Box<
    dyn Fn(&mut WriteCx<'_, '_>, Option<&Staff>, &Params, &(dyn Any + Send + Sync), Encoder) -> ApiResult<Vec<u8>> + Send + Sync,
>;
/// What a call that writes has ready before its transaction begins.
pub(crate) type Staged = Box<dyn Any + Send + Sync>;
type Stage = Box<dyn Fn(&StageCx<'_>, &Params) -> ApiResult<Staged> + Send + Sync>;

/// How a method runs.
pub(crate) enum Handler {
    /// It reads a little.
    Read(Read),
    /// It may read for long.
    LongRead(Read),
    /// It changes something; the first part runs before the transaction.
    Write(Stage, Write),
    /// As `Write`, but the first part takes long.
    LongWrite(Stage, Write),
}

impl Handler {
    pub(crate) fn writes(&self) -> bool {
        matches!(self, Self::Write(..) | Self::LongWrite(..))
    }

    pub(crate) fn is_long(&self) -> bool {
        matches!(self, Self::LongRead(_) | Self::LongWrite(..))
    }
}

impl Method {
    fn new<P: JsonSchema, R: JsonSchema>(verb: Verb, name: &'static str, summary: &'static str, handler: Handler) -> Self {
        let params = || inlining().into_root_schema_for::<P>();
        let answer = || inlining().into_root_schema_for::<R>();
        let schema = params();
        let names = schema.get("required").and_then(|list| list.as_array()).cloned().unwrap_or_default();
        let required = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        Self { name, aliases: &[], verb, summary, required, params, answer, handler }
    }

    /// Whether the method asks for a login.
    pub(crate) fn is_private(&self) -> bool {
        self.name.starts_with("private.")
    }

    /// Checks that every required parameter is there.
    pub(crate) fn check_required(&self, params: &Params) -> ApiResult<()> {
        let is_missing = |name: &&String| params.all(name).all(|value| value.trim().is_empty());
        let missing: Vec<String> = self.required.iter().filter(is_missing).cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(ApiError::Missing(missing)) }
    }
}

/// Schemas that refer to nothing outside of themselves, for they become parts of a larger document.
fn inlining() -> SchemaGenerator {
    SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator()
}

fn parse<P: DeserializeOwned>(params: &Params) -> ApiResult<P> {
    params.parse().map_err(|error| match error {
        ParamError::Missing(name) | ParamError::Invalid { name, .. } => ApiError::Missing(vec![name]),
    })
}

fn logged_in(staff: Option<&Staff>) -> ApiResult<&Staff> {
    staff.ok_or(ApiError::NotAuthenticated)
}

fn staged<P: DeserializeOwned + Send + Sync + 'static>() -> Stage {
    Box::new(|_, params| Ok(Box::new(std::sync::Mutex::new(Some(parse::<P>(params)?)))))
}

/// Takes the parameters that were read before the transaction, or reads them again when it is tried anew.
fn take<P: DeserializeOwned + Send + 'static>(staged: &(dyn Any + Send + Sync), params: &Params) -> ApiResult<P> {
    let ready = staged.downcast_ref::<std::sync::Mutex<Option<P>>>().and_then(|slot| slot.lock().ok()?.take());
    ready.map_or_else(|| parse(params), Ok)
}

/// Methods that anybody may call.
pub(crate) mod public {
    use super::{
        ApiResult, DeserializeOwned, Handler, JsonSchema, Method, ReadCx, Serialize, Verb, WriteCx, parse, staged, take,
    };

    /// A method that reads.
    pub(crate) fn read<P, R>(
        verb: Verb,
        name: &'static str,
        summary: &'static str,
        f: fn(&mut ReadCx<'_>, P) -> ApiResult<R>,
    ) -> Method
    where
        P: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let run = Box::new(move |cx: &mut ReadCx<'_>, _: Option<&_>, params: &_, encoder: super::Encoder| {
            encoder.encode(&f(cx, parse(params)?)?)
        });
        Method::new::<P, R>(verb, name, summary, Handler::Read(run))
    }

    /// A method that changes something.
    pub(crate) fn write<P, R>(
        verb: Verb,
        name: &'static str,
        summary: &'static str,
        f: fn(&mut WriteCx<'_, '_>, P) -> ApiResult<R>,
    ) -> Method
    where
        P: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let run = Box::new(move |cx: &mut WriteCx<'_, '_>, _: Option<&_>, params: &_, ready: &_, encoder: super::Encoder| {
            encoder.encode(&f(cx, take(ready, params)?)?)
        });
        Method::new::<P, R>(verb, name, summary, Handler::Write(staged::<P>(), run))
    }

    /// A method that reads, perhaps for long.
    pub(crate) fn long_read<P, R>(
        verb: Verb,
        name: &'static str,
        summary: &'static str,
        f: fn(&mut ReadCx<'_>, P) -> ApiResult<R>,
    ) -> Method
    where
        P: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        into_long(read(verb, name, summary, f))
    }

    pub(super) fn into_long(mut method: Method) -> Method {
        method.handler = match method.handler {
            Handler::Read(run) => Handler::LongRead(run),
            Handler::Write(stage, run) => Handler::LongWrite(stage, run),
            long => long,
        };
        method
    }
}

/// Methods for staff: their handlers get who is calling.
pub(crate) mod private {
    use super::{
        ApiResult, DeserializeOwned, Handler, JsonSchema, Method, ReadCx, Serialize, Staff, StageCx, Verb, WriteCx, logged_in,
        parse, public, staged, take,
    };

    /// A method that reads.
    pub(crate) fn read<P, R>(
        verb: Verb,
        name: &'static str,
        summary: &'static str,
        f: fn(&mut ReadCx<'_>, &Staff, P) -> ApiResult<R>,
    ) -> Method
    where
        P: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let run = Box::new(move |cx: &mut ReadCx<'_>, staff: Option<&Staff>, params: &_, encoder: super::Encoder| {
            encoder.encode(&f(cx, logged_in(staff)?, parse(params)?)?)
        });
        Method::new::<P, R>(verb, name, summary, Handler::Read(run))
    }

    /// A method that reads, perhaps for long.
    pub(crate) fn long_read<P, R>(
        verb: Verb,
        name: &'static str,
        summary: &'static str,
        f: fn(&mut ReadCx<'_>, &Staff, P) -> ApiResult<R>,
    ) -> Method
    where
        P: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        public::into_long(read(verb, name, summary, f))
    }

    /// A method that changes something.
    pub(crate) fn write<P, R>(
        verb: Verb,
        name: &'static str,
        summary: &'static str,
        f: fn(&mut WriteCx<'_, '_>, &Staff, P) -> ApiResult<R>,
    ) -> Method
    where
        P: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let run =
            Box::new(move |cx: &mut WriteCx<'_, '_>, staff: Option<&Staff>, params: &_, ready: &_, encoder: super::Encoder| {
                encoder.encode(&f(cx, logged_in(staff)?, take(ready, params)?)?)
            });
        Method::new::<P, R>(verb, name, summary, Handler::Write(staged::<P>(), run))
    }

    /// A method that does something slow before it changes something: `stage` runs outside of the transaction, which would keep
    /// others waiting.
    pub(crate) fn staged_write<P, S, R>(
        verb: Verb,
        name: &'static str,
        summary: &'static str,
        stage: fn(&StageCx<'_>, &P) -> ApiResult<S>,
        f: fn(&mut WriteCx<'_, '_>, &Staff, P, &S) -> ApiResult<R>,
    ) -> Method
    where
        P: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        S: Send + Sync + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let prepare = Box::new(move |cx: &StageCx<'_>, params: &_| -> ApiResult<super::Staged> {
            Ok(Box::new(stage(cx, &parse(params)?)?))
        });
        let run = Box::new(
            move |cx: &mut WriteCx<'_, '_>,
                  staff: Option<&Staff>,
                  params: &_,
                  ready: &(dyn std::any::Any + Send + Sync),
                  encoder: super::Encoder| {
                let ready =
                    ready.downcast_ref::<S>().ok_or_else(|| super::ApiError::Internal("lost a prepared value".to_owned()))?;
                encoder.encode(&f(cx, logged_in(staff)?, parse(params)?, ready)?)
            },
        );
        Method::new::<P, R>(verb, name, summary, Handler::LongWrite(prepare, run))
    }
}
