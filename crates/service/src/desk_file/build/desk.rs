//! The desk's frame: settings, portals, statuses, mailboxes, forums.

use super::Builder;
use super::outline::{arrange, outlines, stored, with_retired};
use crate::desk_file::format;
use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;
use deskhand_model::desk::StatusRole;
use deskhand_model::{EmailAddress, Settings};
use deskhand_storage::catalog::{ForumRow, MailboxRow, PortalRow, StatusRow};

impl Builder<'_> {
    pub(super) fn portals(&mut self) {
        let Some(entries) = &self.file.portals else { return };
        let outlines = outlines("portals", "portal", entries, |entry| (entry.id, &entry.name, entry.active.0));
        let known: Vec<_> = self.old.portals.iter().map(|row| stored(row.id, &row.name, row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        for (entry, outline) in entries.iter().zip(&outlines) {
            if !is_base_url(&entry.base_url) {
                self.add(&outline.place, BASE_URL);
            }
        }
        let build = |(entry, id): (&format::Portal, i64)| PortalRow {
            id,
            name: entry.name.clone(),
            base_url: entry.base_url.clone(),
            is_active: entry.active.0,
        };
        self.new.portals = with_retired(entries.iter().zip(ids).map(build).collect(), &self.old.portals);
    }

    pub(super) fn statuses(&mut self) {
        let Some(entries) = &self.file.statuses else { return };
        let outlines = outlines("statuses", "status", entries, |entry| (entry.id, &entry.name, entry.active.0));
        let known: Vec<_> = self.old.statuses.iter().map(|row| stored(row.id, &row.name, row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        for (entry, outline) in entries.iter().zip(&outlines) {
            if !entry.active.0 && entry.role != StatusRole::Closing {
                self.add(&outline.place, "a status with the role `active` or `spam` must be in use");
            }
        }
        for (role, word) in [(StatusRole::Active, "active"), (StatusRole::Spam, "spam")] {
            let count = entries.iter().filter(|entry| entry.role == role).count();
            if count != 1 {
                self.problems.add(None, format!("statuses: exactly one must have the role `{word}`, not {count}"));
            }
        }
        let build = |(entry, id): (&format::Status, i64)| StatusRow {
            id,
            name: entry.name.clone(),
            role: entry.role.code(),
            is_active: entry.active.0,
            position: 0,
        };
        let mut rows: Vec<StatusRow> = entries.iter().zip(ids).map(build).collect();
        arrange(&mut rows, &self.old.statuses);
        self.new.statuses = with_retired(rows, &self.old.statuses);
    }

    pub(super) fn mailboxes(&mut self) {
        let Some(entries) = &self.file.mailboxes else { return };
        let outlines = outlines("mailboxes", "mailbox", entries, |entry| (entry.id, &entry.reply_address, entry.active.0));
        let known: Vec<_> = self.old.mailboxes.iter().map(|row| stored(row.id, &row.reply_address, row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let categories = self.directories().categories;
        let mut rows = Vec::with_capacity(entries.len());
        for ((entry, outline), id) in entries.iter().zip(&outlines).zip(ids) {
            if EmailAddress::parse(&entry.reply_address).is_none() {
                self.add(&outline.place, "reply_address: is not an address");
            }
            let config =
                self.old.mailboxes.iter().find(|row| row.id == id).map_or_else(|| "{}".to_owned(), |row| row.config.clone());
            rows.push(MailboxRow {
                id,
                reply_name: entry.reply_name.clone(),
                reply_address: entry.reply_address.clone(),
                is_active: entry.active.0,
                category_id: self.find_optional(&outline.place, "category", &categories, entry.category.as_ref()),
                config,
            });
        }
        self.new.mailboxes = with_retired(rows, &self.old.mailboxes);
    }

    pub(super) fn forums(&mut self) {
        let Some(entries) = &self.file.forums else { return };
        let outlines = outlines("forums", "forum", entries, |entry| (entry.id, &entry.name, entry.active.0));
        let known: Vec<_> = self.old.forums.iter().map(|row| stored(row.id, &row.name, row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let build = |(entry, id): (&format::Forum, i64)| ForumRow {
            id,
            name: entry.name.clone(),
            description: entry.description.clone(),
            is_closed: entry.closed,
            is_public: entry.public,
            position: 0,
            is_active: entry.active.0,
        };
        let mut rows: Vec<ForumRow> = entries.iter().zip(ids).map(build).collect();
        arrange(&mut rows, &self.old.forums);
        self.new.forums = with_retired(rows, &self.old.forums);
    }

    pub(super) fn settings(&mut self) {
        let Some(settings) = &self.file.settings else { return };
        for problem in problems_of(settings) {
            self.problems.add(None, format!("settings: {problem}"));
        }
        self.new.settings = settings.clone();
    }

    /// Notes a default mailbox that is not there, be it by the settings of the file or by its mailboxes.
    pub(super) fn default_mailbox(&mut self) {
        let id = self.new.settings.mail.default_mailbox;
        if id != 0 && !self.directories().mailboxes.is_in_use(id) {
            self.problems.add(None, format!("settings: mail.default_mailbox: there is no active mailbox with the id {id}"));
        }
    }
}

const BASE_URL: &str = "base_url: must begin with https:// or http:// and not end with a slash";

fn is_base_url(url: &str) -> bool {
    let has_host =
        |prefix: &str| url.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace));
    url.is_empty() || (!url.ends_with('/') && (has_host("https://") || has_host("http://")))
}

fn problems_of(settings: &Settings) -> Vec<String> {
    let zone = &settings.format.time_zone;
    let is_format = |text: &str| !text.is_empty() && !StrftimeItems::new(text).any(|item| item == Item::Error);
    let rules = [
        (settings.desk.first_request_id >= 1, "desk.first_request_id: must be at least 1".to_owned()),
        (is_base_url(&settings.desk.base_url), format!("desk.{BASE_URL}")),
        (settings.api.max_rows >= 1, "api.max_rows: must be at least 1".to_owned()),
        (is_format(&settings.format.date), "format.date: is no strftime format".to_owned()),
        (is_format(&settings.format.datetime), "format.datetime: is no strftime format".to_owned()),
        (zone.parse::<Tz>().is_ok(), format!("format.time_zone: \"{zone}\" is no time zone such as `Europe/Berlin`")),
        (settings.requests.trash_days >= 0, "requests.trash_days: must not be negative".to_owned()),
    ];
    rules.into_iter().filter(|(holds, _)| !holds).map(|(_, problem)| problem).collect()
}
