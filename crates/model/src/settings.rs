//! The desk's settings: what an administrator decides for all servers of a desk.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All settings of a desk, with their defaults.
///
/// ```
/// let settings = deskhand_model::Settings::default();
/// assert!(!settings.api.public);
/// assert_eq!(settings.format.date, "%B %e, %Y");
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The desk itself.
    pub desk: DeskSettings,
    /// The web service API.
    pub api: ApiSettings,
    /// How dates are written.
    pub format: FormatSettings,
    /// Rules for requests.
    pub requests: RequestSettings,
    /// The customers' portal.
    pub portal: PortalSettings,
    /// Mail.
    pub mail: MailSettings,
}

/// The desk itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeskSettings {
    /// The desk's name.
    pub name: String,
    /// Where customers and staff reach the desk, such as `https://help.example.org`, without a trailing slash. When it is
    /// empty, links are made from the host name that the caller used.
    pub base_url: String,
    /// The number of the first request.
    pub first_request_id: i64,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self { name: "Deskhand".to_owned(), base_url: String::new(), first_request_id: 12_400 }
    }
}

/// How numbers are written in JSON and PHP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum JsonScalars {
    /// As strings, as older servers did.
    #[default]
    Strings,
    /// As numbers.
    Native,
}

/// The web service API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApiSettings {
    /// Whether the public methods answer.
    pub public: bool,
    /// Whether the private methods answer.
    pub private: bool,
    /// How numbers are written in JSON and PHP.
    pub json_scalars: JsonScalars,
    /// The most rows that one answer holds; `start` pages on.
    pub max_rows: i64,
    /// Whether `username` and `password` are taken from the parameters.
    pub parameter_credentials: bool,
    /// What `version` answers.
    pub version: String,
    /// What `version` answers as the oldest usable version.
    pub min_version: String,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self {
            public: false,
            private: false,
            json_scalars: JsonScalars::Strings,
            max_rows: 10_000,
            parameter_credentials: true,
            version: "3.0".to_owned(),
            min_version: "1.0".to_owned(),
        }
    }
}

/// How dates are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FormatSettings {
    /// The short form, in the notation of `strftime`.
    pub date: String,
    /// The long form, in the notation of `strftime`.
    pub datetime: String,
    /// The zone, by its name in the IANA time zone database.
    pub time_zone: String,
}

impl Default for FormatSettings {
    fn default() -> Self {
        Self { date: "%B %e, %Y".to_owned(), datetime: "%a, %B %e, %Y, %I:%M %p".to_owned(), time_zone: "UTC".to_owned() }
    }
}

/// Rules for requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RequestSettings {
    /// Whether notes are HTML when the caller does not say.
    pub html_notes: bool,
    /// Whether a customer's reply opens a closed request again.
    pub customer_reply_reopens: bool,
    /// Whether closing without a closing status is refused; otherwise the first closing status is taken.
    pub strict_close: bool,
    /// Days that a request stays in the trash before it is deleted; 0 keeps it.
    pub trash_days: i64,
}

impl Default for RequestSettings {
    fn default() -> Self {
        Self { html_notes: false, customer_reply_reopens: true, strict_close: false, trash_days: 30 }
    }
}

/// By what a customer's requests are found after the portal login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortalMatch {
    /// By the e-mail address.
    #[default]
    Email,
    /// By the customer ids that stand in the requests with that address.
    CustomerId,
}

/// The customers' portal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PortalSettings {
    /// By what a customer's requests are found.
    pub match_by: PortalMatch,
}

/// Mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// The mailbox that public notes are sent from when the caller names none; 0 is the first active one.
    pub default_mailbox: i64,
    /// The line above which customers reply.
    pub reply_marker: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { default_mailbox: 0, reply_marker: "## Reply above this line to add to your request ##".to_owned() }
    }
}
