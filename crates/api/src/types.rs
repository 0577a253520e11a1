//! The types of parameters: read as the manual and old clients write them.

use crate::error::{ApiError, ApiResult};
use deskhand_codec::Base64Bytes;
use deskhand_model::request::CustomValues;
use deskhand_model::{AccessKey, CustomFieldId, EmailAddress, RequestId, Timestamp};
use deskhand_service::requests::File;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

macro_rules! text_type {
    ($name:ident, $parse:expr, $schema:expr) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let parse: fn(&str) -> $name = $parse;
                Ok(parse(&text))
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let schema: fn() -> Schema = $schema;
                schema()
            }
        }
    };
}

/// A flag: true for `1` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flag(pub(crate) bool);

text_type!(Flag, |text| Flag(text.trim() == "1"), || json_schema!({ "type": "integer", "enum": [0, 1] }));

/// A flag that may be left alone: anything but `1` and `0` counts as not sent, for clients send `NaN` and empty texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Switch(pub(crate) Option<bool>);

text_type!(
    Switch,
    |text| Switch(match text.trim() {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }),
    || json_schema!({ "type": "integer", "enum": [0, 1] })
);

/// A whole number; a text that is none counts as not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Number(pub(crate) Option<i64>);

text_type!(Number, |text| Number(text.trim().parse().ok()), || json_schema!({ "type": "integer" }));

impl Number {
    /// The id that the number is; 0 and no number are none.
    pub(crate) fn id<T>(self, build: fn(i64) -> T) -> Option<T> {
        self.0.filter(|number| *number > 0).map(build)
    }

    /// A time in Unix seconds; 0 and no number are none.
    pub(crate) fn time(self) -> Option<Timestamp> {
        self.0.filter(|number| *number > 0).map(Timestamp)
    }
}

/// The number of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestRef(Option<RequestId>);

text_type!(
    RequestRef,
    |text| RequestRef(text.trim().parse().ok().and_then(RequestId::from_code)),
    || json_schema!({ "type": "integer" })
);

impl RequestRef {
    pub(crate) fn id(self) -> ApiResult<RequestId> {
        self.0.ok_or(ApiError::InvalidRequest)
    }
}

/// Numbers of requests, sent as an array or as one value, perhaps with commas.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct RequestRefs(Vec<String>);

impl RequestRefs {
    /// The numbers, each once, in the order of their first mention.
    pub(crate) fn ids(&self) -> Vec<RequestId> {
        let mut seen = std::collections::HashSet::new();
        let parts = self.0.iter().flat_map(|text| text.split(','));
        parts.filter_map(|part| part.trim().parse().ok()).filter_map(RequestId::from_code).filter(|id| seen.insert(*id)).collect()
    }
}

/// An access key.
#[derive(Debug, Clone)]
pub(crate) struct AccessKeyText(Option<AccessKey>);

text_type!(AccessKeyText, |text| AccessKeyText(AccessKey::parse(text)), || json_schema!({ "type": "string" }));

impl AccessKeyText {
    pub(crate) fn key(&self) -> ApiResult<&AccessKey> {
        self.0.as_ref().ok_or(ApiError::InvalidAccessKey)
    }
}

/// A comma-separated list of numbers; blanks and parts that are no numbers are skipped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Numbers(pub(crate) Vec<i64>);

text_type!(
    Numbers,
    |text| Numbers(text.split(',').filter_map(|part| part.trim().parse().ok()).filter(|number| *number > 0).collect()),
    || json_schema!({ "type": "string", "description": "comma-separated numbers" })
);

/// A comma-separated list of e-mail addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Emails(String);

text_type!(
    Emails,
    |text| Emails(text.to_owned()),
    || json_schema!({ "type": "string", "description": "comma-separated addresses" })
);

impl Emails {
    /// The addresses, joined by a comma and a blank.
    pub(crate) fn list(&self) -> ApiResult<String> {
        let addresses = EmailAddress::parse_list(&self.0).map_err(|_| ApiError::InvalidEmail)?;
        Ok(addresses.iter().map(EmailAddress::as_str).collect::<Vec<_>>().join(", "))
    }
}

/// Checks an address that may be left out.
pub(crate) fn optional_email(text: &str) -> ApiResult<String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    EmailAddress::parse(text).map(|address| address.as_str().to_owned()).ok_or(ApiError::InvalidEmail)
}

/// Custom values by the numbers of their fields.
pub(crate) type CustomParams = BTreeMap<i64, String>;

pub(crate) fn custom_values(params: CustomParams) -> CustomValues {
    params.into_iter().map(|(id, value)| (CustomFieldId(id), value)).collect()
}

/// A file: it is taken when both name and body are there.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Upload {
    /// File name.
    #[serde(rename = "sFilename")]
    name: String,
    /// Media type; by default `application/octet-stream`.
    #[serde(rename = "sFileMimeType")]
    mime: String,
    /// Content, in base64.
    #[serde(rename = "bFileBody")]
    #[schemars(with = "String")]
    body: UploadBody,
}

/// The content of a file; nothing when its base64 cannot be read.
#[derive(Debug, Default)]
struct UploadBody(Option<Result<Vec<u8>, ()>>);

impl<'de> Deserialize<'de> for UploadBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Some(Base64Bytes::deserialize(deserializer).map(|bytes| bytes.0).map_err(|_| ()))))
    }
}

/// The files of a call, by their numbers.
pub(crate) type Uploads = BTreeMap<i64, Upload>;

/// The files that a call brings.
///
/// # Errors
/// A text for whoever sent a tenth file or a body that is no base64.
pub(crate) fn files(uploads: Uploads) -> Result<Vec<File>, String> {
    let mut files = Vec::new();
    for (number, upload) in uploads {
        let Some(body) = upload.body.0 else { continue };
        if upload.name.trim().is_empty() {
            continue;
        }
        if !(1..=9).contains(&number) {
            return Err(format!("File{number}: files are numbered from 1 to 9"));
        }
        let content = body.map_err(|()| format!("File{number}_bFileBody is not base64"))?;
        let name =
            upload.name.trim().rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(200);
        files.push(File { name: name.collect(), mime: media_type(&upload.mime), content_id: String::new(), content });
    }
    Ok(files)
}

/// A media type that can stand in a header, or the one for any bytes.
fn media_type(text: &str) -> String {
    let is_token = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.split_once('/') {
        Some((kind, subtype)) if is_token(kind) && is_token(subtype) && essence.len() <= 127 => essence,
        _ => "application/octet-stream".to_owned(),
    }
}
