//! The desk's configuration: everything that administrators define and that every call needs.

use crate::{
    Assignment, CategoryId, CustomField, CustomFieldId, GroupId, MailboxId, PortalId, Role, Settings, StaffId, StatusId, TagId,
    Timestamp, TokenId,
};
use std::collections::BTreeMap;

/// A desk's configuration as it was at one version; shared by all calls until the version changes.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Rises with every change of the configuration.
    pub version: i64,
    /// The settings.
    pub settings: Settings,
    /// Whether maintenance is on, with the message for callers.
    pub maintenance: Option<String>,
    /// When a login last failed, on any server of the desk.
    pub last_login_failure: Timestamp,
    /// All staff, inactive ones too.
    pub staff: BTreeMap<StaffId, Staff>,
    /// All permission groups.
    pub groups: BTreeMap<GroupId, PermissionGroup>,
    /// All categories, inactive ones too, in the order of their ids.
    pub categories: BTreeMap<CategoryId, Category>,
    /// All statuses, in display order.
    pub statuses: Vec<Status>,
    /// All custom fields, in display order.
    pub custom_fields: Vec<CustomField>,
    /// All reporting tags by id.
    pub tags: BTreeMap<TagId, ReportingTag>,
    /// All mailboxes.
    pub mailboxes: BTreeMap<MailboxId, Mailbox>,
    /// All secondary portals.
    pub portals: BTreeMap<PortalId, Portal>,
    /// All tokens that were not revoked.
    pub tokens: BTreeMap<TokenId, Token>,
}

impl Desk {
    /// The status of new requests: the one marked active.
    pub fn active_status(&self) -> StatusId {
        self.statuses.iter().find(|s| s.role == StatusRole::Active).map_or(StatusId(1), |s| s.id)
    }

    /// The status of spam.
    pub fn spam_status(&self) -> StatusId {
        self.statuses.iter().find(|s| s.role == StatusRole::Spam).map_or(StatusId(2), |s| s.id)
    }

    /// The first status that a request can be closed with.
    pub fn closing_status(&self) -> Option<StatusId> {
        self.statuses.iter().find(|s| s.is_active && s.role == StatusRole::Closing).map(|s| s.id)
    }

    /// The status of an id, inactive ones too.
    pub fn status(&self, id: StatusId) -> Option<&Status> {
        self.statuses.iter().find(|s| s.id == id)
    }

    /// The custom field of an id.
    pub fn custom_field(&self, id: CustomFieldId) -> Option<&CustomField> {
        self.custom_fields.iter().find(|f| f.id == id)
    }

    /// The custom fields that count for a category: its own and those of every category.
    pub fn fields_of(&self, category: Option<&Category>) -> impl Iterator<Item = &CustomField> {
        self.custom_fields
            .iter()
            .filter(move |field| field.is_always_visible || category.is_some_and(|c| c.custom_fields.contains(&field.id)))
    }

    /// A staff member's full name, or an empty text for an unknown one.
    pub fn staff_name(&self, id: StaffId) -> String {
        self.staff.get(&id).map(Staff::full_name).unwrap_or_default()
    }

    /// The permission group of a staff member.
    pub fn group_of(&self, staff: &Staff) -> Option<&PermissionGroup> {
        staff.group.and_then(|id| self.groups.get(&id))
    }
}

/// A staff member.
#[derive(Debug, Clone, PartialEq)]
pub struct Staff {
    /// Their number.
    pub id: StaffId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Login name; may be empty.
    pub username: String,
    /// Address; also a login name.
    pub email: String,
    /// Second address.
    pub second_email: String,
    /// Telephone.
    pub phone: String,
    /// What kind of user they are.
    pub role: Role,
    /// Their permission group.
    pub group: Option<GroupId>,
    /// Whether they still work here.
    pub is_active: bool,
    /// The hash of their password (PHC string format), or empty when they cannot log in with one.
    pub password_hash: String,
    /// Who gets what would be assigned to them.
    pub out_of_office: Option<StaffId>,
    /// Their preferences.
    pub preferences: Preferences,
}

impl Staff {
    /// First and last name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// What a staff member prefers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Preferences {
    /// Address for text messages.
    pub sms: String,
    /// Number of the text message service.
    pub sms_service: i64,
    /// Signature as text.
    pub signature: String,
    /// Signature on mobile devices.
    pub mobile_signature: String,
    /// Signature as HTML.
    pub signature_html: String,
    /// Mail about assigned requests to the address.
    pub notify_email: bool,
    /// The same to the second address.
    pub notify_second_email: bool,
    /// The same by text message.
    pub notify_sms: bool,
    /// Text message for urgent requests.
    pub notify_sms_urgent: bool,
    /// Mail about new requests.
    pub notify_new_request: bool,
    /// Document number of the photograph.
    pub photo: i64,
    /// `myq`, `inbox` or the number of a filter.
    pub workspace: String,
    /// Whether notes are public unless said otherwise.
    pub default_to_public: bool,
    /// Whether the time tracker is open.
    pub time_tracker_open: bool,
    /// Whether the rich editor is off.
    pub hide_editor: bool,
    /// Whether inline images are off.
    pub hide_images: bool,
    /// History entries a page.
    pub history_limit: i64,
    /// Whether one returns to the request after an update.
    pub return_to_request: bool,
    /// `wysiwyg` or `markdown`.
    pub editor: String,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            sms: String::new(),
            sms_service: 0,
            signature: String::new(),
            mobile_signature: String::new(),
            signature_html: String::new(),
            notify_email: true,
            notify_second_email: false,
            notify_sms: false,
            notify_sms_urgent: false,
            notify_new_request: false,
            photo: 0,
            workspace: "myq".to_owned(),
            default_to_public: false,
            time_tracker_open: false,
            hide_editor: false,
            hide_images: false,
            history_limit: 10,
            return_to_request: false,
            editor: "wysiwyg".to_owned(),
        }
    }
}

/// What the members of a group may do beyond their role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Permissions {
    /// May see reports.
    pub reports: bool,
    /// May edit knowledge books.
    pub manage_books: bool,
    /// May edit forums.
    pub manage_forums: bool,
    /// May answer many requests at once.
    pub batch_respond: bool,
    /// May merge requests.
    pub merge: bool,
    /// May use every search field, not only the quick search.
    pub advanced_search: bool,
    /// May mark spam.
    pub manage_spam: bool,
    /// May move requests to the trash.
    pub manage_trash: bool,
    /// May read private books.
    pub private_books: bool,
    /// Sees only requests of the categories they are listed in.
    pub only_assigned_categories: bool,
}

impl Default for Permissions {
    fn default() -> Self {
        Self {
            reports: true,
            manage_books: true,
            manage_forums: true,
            batch_respond: true,
            merge: true,
            advanced_search: true,
            manage_spam: true,
            manage_trash: true,
            private_books: true,
            only_assigned_categories: false,
        }
    }
}

/// A permission group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionGroup {
    /// Its number.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// What its members may do.
    pub permissions: Permissions,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its number.
    pub id: CategoryId,
    /// Its name.
    pub name: String,
    /// The group of categories that it is listed under.
    pub group: String,
    /// Whether it is in use.
    pub is_active: bool,
    /// Whether customers may choose it.
    pub is_public: bool,
    /// The default contact.
    pub default_contact: Option<StaffId>,
    /// Who gets its new requests.
    pub assignment: Assignment,
    /// Its people.
    pub staff: Vec<StaffId>,
    /// Its custom fields.
    pub custom_fields: Vec<CustomFieldId>,
    /// Its reporting tags, in display order.
    pub tags: Vec<TagId>,
}

/// A reporting tag of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportingTag {
    /// Its number.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// The category it belongs to.
    pub category: CategoryId,
}

/// What a status means to the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StatusRole {
    /// The status of new requests; nothing can be closed with it.
    Active,
    /// The status of spam.
    Spam,
    /// Any other: requests are closed with it.
    #[default]
    Closing,
}

impl StatusRole {
    /// The role behind a code.
    pub fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Active,
            2 => Self::Spam,
            _ => Self::Closing,
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i64 {
        match self {
            Self::Active => 1,
            Self::Spam => 2,
            Self::Closing => 0,
        }
    }
}

/// A status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its number.
    pub id: StatusId,
    /// Its name.
    pub name: String,
    /// What it means.
    pub role: StatusRole,
    /// Whether it is in use.
    pub is_active: bool,
}

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Its number.
    pub id: MailboxId,
    /// The name it replies as.
    pub reply_name: String,
    /// The address it replies from.
    pub reply_address: String,
    /// Whether it is in use.
    pub is_active: bool,
    /// The category of its mail.
    pub category: Option<CategoryId>,
}

/// A secondary portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// Its number.
    pub id: PortalId,
    /// Its name.
    pub name: String,
    /// Where it is reached.
    pub base_url: String,
    /// Whether it is in use.
    pub is_active: bool,
}

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: TokenId,
    /// Whose rights it carries.
    pub staff: StaffId,
    /// What it is for.
    pub name: String,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}
