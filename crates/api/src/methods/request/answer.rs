//! How requests and their history are answered.

use crate::cx::ReadCx;
use crate::show::{Show, Shown};
use crate::snapshot::Snapshot;
use deskhand_codec::Keyed;
use deskhand_model::request::{CustomValues, Extras};
use deskhand_model::{Actor, CustomField, Document, HistoryId, HistoryItem, Request, Visibility};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Custom values by the numbers of their fields; empty ones are there too.
pub(crate) type CustomAnswer = BTreeMap<i64, String>;

/// The values of some fields.
pub(crate) fn custom_answer<'a>(fields: impl Iterator<Item = &'a CustomField>, values: Option<&CustomValues>) -> CustomAnswer {
    let value = |field: &CustomField| values.and_then(|values| values.get(&field.id)).cloned().unwrap_or_default();
    fields.map(|field| (field.id.0, value(field))).collect()
}

/// A request's own fields.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "request")]
pub(crate) struct RequestAnswer {
    #[serde(rename = "xRequest")]
    id: i64,
    #[serde(rename = "fOpenedVia")]
    channel: Shown,
    #[serde(rename = "xOpenedViaId")]
    via: Shown,
    #[serde(rename = "xPersonOpenedBy")]
    opened_by: Shown,
    #[serde(rename = "xPersonAssignedTo")]
    assigned_to: Shown,
    #[serde(rename = "fOpen")]
    is_open: bool,
    #[serde(rename = "xStatus")]
    status: Shown,
    #[serde(rename = "fUrgent")]
    is_urgent: bool,
    #[serde(rename = "xCategory")]
    category: Shown,
    #[serde(rename = "dtGMTOpened")]
    opened_at: Shown,
    #[serde(rename = "dtGMTClosed")]
    closed_at: Shown,
    #[serde(rename = "sRequestPassword")]
    secret: String,
    #[serde(rename = "sTitle")]
    title: String,
    #[serde(rename = "sUserId")]
    customer_ref: String,
    #[serde(rename = "sFirstName")]
    first_name: String,
    #[serde(rename = "sLastName")]
    last_name: String,
    #[serde(rename = "sEmail")]
    email: String,
    #[serde(rename = "sPhone")]
    phone: String,
    #[serde(rename = "iLastReplyBy")]
    last_reply_by: Shown,
    #[serde(rename = "fTrash")]
    is_trash: bool,
    #[serde(rename = "dtGMTTrashed")]
    trashed_at: Shown,
    #[serde(rename = "fullname")]
    full_name: String,
    /// The first note, in lists.
    #[serde(rename = "tNote", skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(rename = "reportingTags", skip_serializing_if = "Option::is_none")]
    tags: Option<TagsAnswer>,
    #[serde(rename = "request_history", skip_serializing_if = "Option::is_none")]
    history: Option<HistoryAnswer>,
    #[serde(rename = "xPortal")]
    portal: i64,
    #[serde(rename = "xMailboxToSendFrom")]
    send_from: i64,
    /// Seconds of all time events, when asked for.
    #[serde(rename = "iTimeTotal", skip_serializing_if = "Option::is_none")]
    time_total: Option<i64>,
    /// The same as hours and minutes.
    #[serde(rename = "sTimeTotal", skip_serializing_if = "Option::is_none")]
    time_total_text: Option<String>,
    #[serde(rename = "Custom#")]
    custom: CustomAnswer,
}

/// The reporting tags of a request.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TagsAnswer {
    tag: Vec<TagAnswer>,
}

/// A reporting tag.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TagAnswer {
    #[serde(rename = "xReportingTag")]
    pub(crate) id: i64,
    #[serde(rename = "sReportingTag")]
    pub(crate) name: String,
}

/// The history of a request, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HistoryAnswer {
    #[schemars(with = "BTreeMap<i64, ItemAnswer>")]
    item: Keyed<ItemAnswer>,
}

/// A line of the history.
#[derive(Serialize, JsonSchema)]
struct ItemAnswer {
    #[serde(rename = "xRequestHistory")]
    id: i64,
    #[serde(rename = "xRequest")]
    request: i64,
    #[serde(rename = "xPerson")]
    actor: Shown,
    #[serde(rename = "dtGMTChange")]
    created_at: Shown,
    #[serde(rename = "fPublic")]
    is_public: bool,
    #[serde(rename = "fInitial")]
    is_initial: bool,
    #[serde(rename = "tLog")]
    log: String,
    #[serde(rename = "tNote")]
    note: String,
    #[serde(rename = "tEmailHeaders")]
    email_headers: String,
    #[serde(rename = "fNoteIsHTML")]
    is_html: bool,
    #[serde(rename = "fMergedFromRequest")]
    merged_from: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<FilesAnswer>,
    #[serde(rename = "fPinned")]
    is_pinned: bool,
    external: bool,
    person_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bcc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_notified: Option<Vec<i64>>,
}

/// The documents of a note.
#[derive(Serialize, JsonSchema)]
struct FilesAnswer {
    file: Vec<FileAnswer>,
}

/// A document.
#[derive(Serialize, JsonSchema)]
struct FileAnswer {
    #[serde(rename = "sFileMimeType")]
    mime: String,
    #[serde(rename = "sFilename")]
    name: String,
    #[serde(rename = "xDocumentId")]
    id: i64,
    /// A link for whoever has the access key; empty when the note is not public.
    public_url: String,
    /// A link for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    private_url: Option<String>,
}

/// Who an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Staff,
    Customer,
}

/// How a request is answered.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) desk: &'a Snapshot,
    pub(crate) show: Show,
    pub(crate) audience: Audience,
    /// Where links lead.
    pub(crate) base: &'a str,
}

impl<'a> View<'a> {
    pub(crate) fn new(cx: &ReadCx<'a>, show: Show, audience: Audience) -> Self {
        let base = cx.desk.settings.desk.base_url.trim_end_matches('/');
        Self { desk: cx.desk, show, audience, base: if base.is_empty() { cx.origin } else { base } }
    }

    /// A request's own fields.
    pub(crate) fn request(&self, request: Request, values: Option<&CustomValues>) -> RequestAnswer {
        let Self { desk, show, .. } = *self;
        let fields = desk.custom_fields.iter().filter(|f| f.is_public || self.audience == Audience::Staff);
        RequestAnswer {
            id: request.id.0,
            channel: Snapshot::channel(show, request.channel),
            via: desk.via(show, request.channel, request.via),
            opened_by: desk.actor(show, request.opened_by),
            assigned_to: desk.person(show, request.assigned_to),
            is_open: request.is_open,
            status: desk.status_shown(show, request.status),
            is_urgent: request.is_urgent,
            category: desk.category_shown(show, request.category),
            opened_at: desk.date(show, Some(request.opened_at)),
            closed_at: desk.date(show, request.closed_at),
            secret: request.secret.as_str().to_owned(),
            title: request.title,
            full_name: request.customer.full_name(),
            customer_ref: request.customer.customer_ref,
            first_name: request.customer.first_name,
            last_name: request.customer.last_name,
            email: request.customer.email,
            phone: request.customer.phone,
            last_reply_by: desk.last_reply(show, request.last_reply_by),
            is_trash: request.is_trash,
            trashed_at: desk.date(show, request.trashed_at),
            note: None,
            tags: None,
            history: None,
            portal: request.portal.map_or(0, |id| id.0),
            send_from: request.send_from.map_or(0, |id| id.0),
            time_total: None,
            time_total_text: None,
            custom: custom_answer(fields, values),
        }
    }

    /// A request with everything.
    pub(crate) fn full(
        &self,
        request: Request,
        extras: &Extras,
        items: Vec<HistoryItem>,
        documents: Vec<Document>,
    ) -> RequestAnswer {
        let access_key = request.access_key().to_string();
        let mut files: HashMap<HistoryId, Vec<FileAnswer>> = HashMap::new();
        for document in documents {
            let is_public = items.iter().any(|item| item.id == document.history && item.visibility == Visibility::Public);
            let key = is_public.then_some(access_key.as_str());
            files.entry(document.history).or_default().push(self.file(document, key));
        }
        let answer_item = |item: HistoryItem| (item.id.0, self.item(item, &mut files));
        let item = Keyed(items.into_iter().map(answer_item).collect());
        RequestAnswer {
            tags: Some(self.tags(extras)),
            history: Some(HistoryAnswer { item }),
            ..self.request(request, Some(&extras.custom))
        }
    }

    fn tags(&self, extras: &Extras) -> TagsAnswer {
        let known = extras.tags.iter().filter_map(|id| self.desk.tags.get(id));
        TagsAnswer { tag: known.map(|tag| TagAnswer { id: tag.id.0, name: tag.name.clone() }).collect() }
    }

    fn item(&self, item: HistoryItem, files: &mut HashMap<HistoryId, Vec<FileAnswer>>) -> ItemAnswer {
        let is_log = !item.log.is_empty() && item.note.body.is_empty() && item.document_count == 0;
        let recipients = item.recipients.filter(|_| self.audience == Audience::Staff);
        ItemAnswer {
            id: item.id.0,
            request: item.request.0,
            actor: self.desk.actor(self.show, item.actor),
            created_at: self.desk.datetime(self.show, item.created_at),
            is_public: item.visibility == Visibility::Public,
            is_initial: item.is_initial,
            log: item.log,
            note: item.note.body,
            email_headers: if self.audience == Audience::Staff { item.email_headers } else { String::new() },
            is_html: item.note.is_html,
            merged_from: match (item.merged_from, self.show) {
                (None, _) => 0,
                (Some(id), Show::Raw) => id.0,
                (Some(_), Show::Labels) => 1,
            },
            files: (!is_log).then(|| FilesAnswer { file: files.remove(&item.id).unwrap_or_default() }),
            is_pinned: item.is_pinned,
            external: item.visibility == Visibility::External,
            person_type: match item.actor {
                Actor::Staff(_) => "staff",
                Actor::Customer => "customer",
                Actor::System => "system",
            },
            to: recipients.as_ref().map(|r| r.to.clone()),
            cc: recipients.as_ref().map(|r| r.cc.clone()),
            bcc: recipients.as_ref().map(|r| r.bcc.clone()),
            staff_notified: recipients.map(|r| r.staff.into_iter().map(|id| id.0).collect()),
        }
    }

    fn file(&self, document: Document, access_key: Option<&str>) -> FileAnswer {
        let base = self.base;
        let id = document.id;
        let (request, history) = (document.request, document.history);
        FileAnswer {
            mime: document.mime,
            name: document.name,
            id: id.0,
            public_url: access_key
                .map(|key| format!("{base}/index.php?pg=file&from=3&id={id}&reqid={request}&reqhisid={history}&key={key}"))
                .unwrap_or_default(),
            private_url: (self.audience == Audience::Staff)
                .then(|| format!("{base}/admin.php?pg=file&from=0&id={id}&showfullsize=1&download=1")),
        }
    }
}

impl RequestAnswer {
    /// The answer with the first note, as lists show it.
    pub(crate) fn with_note(mut self, note: String) -> Self {
        self.note = Some(note);
        self
    }

    /// The answer with the time that was spent, in seconds.
    pub(crate) fn with_time(mut self, seconds: i64) -> Self {
        self.time_total = Some(seconds);
        self.time_total_text = Some(format!("{}:{:02}", seconds / 3600, seconds % 3600 / 60));
        self
    }
}
