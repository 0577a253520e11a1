//! How values are shown: as people read them, or raw.

use crate::snapshot::Snapshot;
use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;
use deskhand_model::settings::FormatSettings;
use deskhand_model::{Actor, CategoryId, Channel, MailboxId, StaffId, StatusId, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::Write;

/// What `fRawValues` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Names and formatted dates.
    Labels,
    /// Ids and Unix seconds.
    Raw,
}

impl From<crate::types::Flag> for Show {
    fn from(raw: crate::types::Flag) -> Self {
        if raw.0 { Self::Raw } else { Self::Labels }
    }
}

/// A number or its label.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shown {
    Number(i64),
    Text(String),
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl JsonSchema for Shown {
    fn schema_name() -> Cow<'static, str> {
        "Shown".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"] })
    }
}

/// The desk's two forms of dates.
pub(crate) struct Dates {
    zone: Tz,
    short: Vec<Item<'static>>,
    long: Vec<Item<'static>>,
}

impl Dates {
    /// Reads the settings; the error says which of them is wrong.
    pub(crate) fn new(settings: &FormatSettings) -> Result<Self, String> {
        let zone = settings.time_zone.parse().map_err(|_| format!("unknown time zone {:?}", settings.time_zone))?;
        let parse = |text: &str| {
            let items = StrftimeItems::new(text).parse_to_owned();
            items.map_err(|_| format!("unusable date format {text:?}"))
        };
        Ok(Self { zone, short: parse(&settings.date)?, long: parse(&settings.datetime)? })
    }

    pub(crate) fn zone(&self) -> Tz {
        self.zone
    }

    fn format(&self, time: Timestamp, items: &[Item<'static>]) -> String {
        let Some(utc) = time.to_utc() else { return time.to_string() };
        let mut text = String::with_capacity(40);
        // Formatting fails only for items that cannot print a date, which are then left out.
        let _printed = write!(text, "{}", utc.with_timezone(&self.zone).format_with_items(items.iter()));
        text
    }
}

impl Snapshot {
    /// A date in the short form; empty when there is none.
    pub(crate) fn date(&self, show: Show, time: Option<Timestamp>) -> Shown {
        match (show, time) {
            (Show::Raw, time) => Shown::Number(time.map_or(0, |t| t.0)),
            (Show::Labels, Some(time)) => Shown::Text(self.dates.format(time, self.dates.short())),
            (Show::Labels, None) => Shown::Text(String::new()),
        }
    }

    /// A date in the long form.
    pub(crate) fn datetime(&self, show: Show, time: Timestamp) -> Shown {
        match show {
            Show::Raw => Shown::Number(time.0),
            Show::Labels => Shown::Text(self.dates.format(time, self.dates.long())),
        }
    }

    /// Who did something: a name, empty for the customer and the desk itself.
    pub(crate) fn actor(&self, show: Show, actor: Actor) -> Shown {
        let id = match actor {
            Actor::Staff(id) => Some(id),
            Actor::Customer | Actor::System => None,
        };
        self.person(show, id)
    }

    /// A staff member; empty when there is none.
    pub(crate) fn person(&self, show: Show, id: Option<StaffId>) -> Shown {
        match show {
            Show::Raw => Shown::Number(id.map_or(0, |id| id.0)),
            Show::Labels => Shown::Text(id.map(|id| self.staff_name(id)).unwrap_or_default()),
        }
    }

    /// Who replied last: a name, or `0` for the customer.
    pub(crate) fn last_reply(&self, show: Show, id: Option<StaffId>) -> Shown {
        match (show, id) {
            (Show::Labels, Some(id)) => Shown::Text(self.staff_name(id)),
            (_, id) => Shown::Number(id.map_or(0, |id| id.0)),
        }
    }

    pub(crate) fn channel(show: Show, channel: Channel) -> Shown {
        match show {
            Show::Raw => Shown::Number(channel.code()),
            Show::Labels => Shown::Text(channel.label().to_owned()),
        }
    }

    /// The mailbox that a request came through: its name for requests by mail, otherwise its number.
    pub(crate) fn via(&self, show: Show, channel: Channel, via: Option<MailboxId>) -> Shown {
        let mailbox = via.and_then(|id| self.mailboxes.get(&id));
        match (show, channel, mailbox) {
            (Show::Labels, Channel::Email, Some(mailbox)) => Shown::Text(mailbox.reply_name.clone()),
            _ => Shown::Number(via.map_or(0, |id| id.0)),
        }
    }

    pub(crate) fn status_shown(&self, show: Show, id: StatusId) -> Shown {
        match show {
            Show::Raw => Shown::Number(id.0),
            Show::Labels => Shown::Text(self.status(id).map(|s| s.name.clone()).unwrap_or_default()),
        }
    }

    pub(crate) fn category_shown(&self, show: Show, id: Option<CategoryId>) -> Shown {
        match show {
            Show::Raw => Shown::Number(id.map_or(0, |id| id.0)),
            Show::Labels => Shown::Text(id.and_then(|id| self.categories.get(&id)).map(|c| c.name.clone()).unwrap_or_default()),
        }
    }
}

impl Dates {
    fn short(&self) -> &[Item<'static>] {
        &self.short
    }

    fn long(&self) -> &[Item<'static>] {
        &self.long
    }
}
