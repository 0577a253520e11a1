//! From a state of the desk to the file that describes it.

use super::conditions::Vocabulary;
use super::directories::Directories;
use super::format::{
    Active, Book, Category, Chapter, CustomField, DeskFile, FieldType, Filter, Forum, Mailbox, Page, PermissionGroup, Portal,
    Reference, Response, Staff, Status, Tag, TagEntry,
};
use super::state::State;
use deskhand_model::desk::StatusRole;
use deskhand_model::{Assignment, CustomFieldKind, Role};
use deskhand_storage::catalog::filters::{BuiltinColumn, Column};
use deskhand_storage::catalog::{self, BookRow, ChapterRow, CustomFieldRow, FilterRow, MailboxRow, ResponseRow, StaffRow};

/// What joins the levels of a drill-down path where it is stored.
pub(super) const LEVELS: &str = "#-#";

/// What filters are ordered by when they do not say.
pub(super) const DEFAULT_ORDER: Column = Column::Builtin(BuiltinColumn::OpenedAt);

/// The file that describes a state of the desk.
pub(super) fn file(state: &State) -> DeskFile {
    let export = Export { state, directories: &Directories::of(state) };
    DeskFile {
        settings: Some(state.settings.clone()),
        permission_groups: Some(state.groups.iter().map(group).collect()),
        staff: Some(state.staff.iter().map(|row| export.person(row)).collect()),
        portals: Some(state.portals.iter().map(portal).collect()),
        custom_fields: Some(state.custom_fields.iter().map(custom_field).collect()),
        categories: Some(state.categories.iter().map(|category| export.category(category)).collect()),
        statuses: Some(state.statuses.iter().map(status).collect()),
        mailboxes: Some(state.mailboxes.iter().map(|row| export.mailbox(row)).collect()),
        filters: Some(state.filters.iter().map(|row| export.filter(row)).collect()),
        responses: Some(state.responses.iter().map(|row| export.response(row)).collect()),
        forums: Some(state.forums.iter().map(forum).collect()),
        books: Some(state.books.iter().map(|row| export.book(row)).collect()),
        ..DeskFile::default()
    }
}

struct Export<'a> {
    state: &'a State,
    directories: &'a Directories,
}

impl Export<'_> {
    fn person(&self, row: &StaffRow) -> Staff {
        Staff {
            id: Some(row.id),
            email: row.email.clone(),
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            username: row.username.clone(),
            second_email: row.second_email.clone(),
            phone: row.phone.clone(),
            role: Role::from_code(row.role).unwrap_or(Role::Guest),
            group: row.group_id.map(|id| self.directories.groups.reference(id)),
            active: Active(row.is_active),
            password: None,
            password_hash: None,
            out_of_office: self.person_reference(row.out_of_office),
            preferences: row.preferences.0.clone(),
        }
    }

    fn person_reference(&self, id: i64) -> Option<Reference> {
        (id != 0).then(|| self.directories.staff.reference(id))
    }

    fn category(&self, category: &catalog::Category) -> Category {
        let row = &category.row;
        let tags = self.state.tags.iter().filter(|tag| tag.category_id == row.id);
        Category {
            id: Some(row.id),
            name: row.name.clone(),
            group: row.group_name.clone(),
            public: row.is_public,
            active: Active(row.is_active),
            default_contact: self.person_reference(row.default_contact),
            assignment: Assignment::from_code(row.assignment).unwrap_or_default(),
            staff: category.staff.iter().map(|id| self.directories.staff.reference(*id)).collect(),
            custom_fields: category.custom_fields.iter().map(|id| self.directories.custom_fields.reference(*id)).collect(),
            tags: tags
                .map(|tag| TagEntry::Full(Tag { id: Some(tag.id), name: tag.name.clone(), active: Active(tag.is_active) }))
                .collect(),
        }
    }

    fn mailbox(&self, row: &MailboxRow) -> Mailbox {
        Mailbox {
            id: Some(row.id),
            reply_address: row.reply_address.clone(),
            reply_name: row.reply_name.clone(),
            category: (row.category_id != 0).then(|| self.directories.categories.reference(row.category_id)),
            active: Active(row.is_active),
        }
    }

    fn filter(&self, row: &FilterRow) -> Filter {
        // The zone matters for times that are given in words; here they are numbers.
        let vocabulary =
            Vocabulary { directories: self.directories, custom_fields: &self.state.custom_fields, zone: chrono_tz::Tz::UTC };
        Filter {
            id: Some(row.id),
            name: row.name.clone(),
            folder: row.folder.clone(),
            owner: self.person_reference(row.staff_id),
            shared: row.is_global,
            columns: row.display_columns.0.iter().map(|column| vocabulary.column_entry(*column)).collect(),
            order_by: Some(row.order_by.0)
                .filter(|column| *column != DEFAULT_ORDER)
                .map(|column| vocabulary.column_entry(column)),
            descending: row.is_descending,
            active: Active(row.is_active),
            conditions: vocabulary.filter_entry(&row.conditions.0),
        }
    }

    fn response(&self, row: &ResponseRow) -> Response {
        Response {
            id: Some(row.id),
            title: row.title.clone(),
            folder: row.folder.clone(),
            body: row.body.clone(),
            owner: self.person_reference(row.staff_id),
            shared: row.kind == ResponseRow::EVERYONE,
            group: row.group_id.map(|id| self.directories.groups.reference(id)),
            active: Active(row.is_active),
        }
    }

    fn book(&self, row: &BookRow) -> Book {
        let chapters = self.state.chapters.iter().filter(|chapter| chapter.book_id == row.id);
        Book {
            id: Some(row.id),
            name: row.name.clone(),
            description: row.description.clone(),
            public: row.is_public,
            active: Active(row.is_active),
            chapters: chapters.map(|chapter| self.chapter(chapter)).collect(),
        }
    }

    fn chapter(&self, row: &ChapterRow) -> Chapter {
        let pages = self.state.pages.iter().filter(|page| page.row.chapter_id == row.id);
        Chapter {
            id: Some(row.id),
            name: row.name.clone(),
            appendix: row.is_appendix,
            pages: pages.map(|page| self.page(page)).collect(),
        }
    }

    fn page(&self, page: &catalog::Page) -> Page {
        Page {
            id: Some(page.row.id),
            title: page.row.title.clone(),
            body: page.row.body.clone(),
            highlighted: page.row.is_highlighted,
            published: Active(page.row.is_published),
            tags: page.tags.clone(),
            related: page.related.iter().map(|id| self.directories.pages.reference(*id)).collect(),
        }
    }
}

fn group(row: &catalog::GroupRow) -> PermissionGroup {
    PermissionGroup { id: Some(row.id), name: row.name.clone(), permissions: row.permissions.0.clone() }
}

fn portal(row: &catalog::PortalRow) -> Portal {
    Portal { id: Some(row.id), name: row.name.clone(), base_url: row.base_url.clone(), active: Active(row.is_active) }
}

fn status(row: &catalog::StatusRow) -> Status {
    Status { id: Some(row.id), name: row.name.clone(), role: StatusRole::from_code(row.role), active: Active(row.is_active) }
}

fn forum(row: &catalog::ForumRow) -> Forum {
    Forum {
        id: Some(row.id),
        name: row.name.clone(),
        description: row.description.clone(),
        closed: row.is_closed,
        public: row.is_public,
        active: Active(row.is_active),
    }
}

fn custom_field(row: &CustomFieldRow) -> CustomField {
    let mut entry = CustomField {
        id: Some(row.id),
        name: row.name.clone(),
        kind: FieldType::Text,
        choices: None,
        paths: None,
        size: None,
        rows: None,
        places: None,
        pattern: None,
        url: None,
        required: row.is_required,
        public: row.is_public,
        always_visible: row.is_always_visible,
        active: Active(row.is_active),
    };
    let levels = |path: &String| path.split(LEVELS).map(str::to_owned).collect();
    entry.kind = match &row.kind.0 {
        CustomFieldKind::Text { size } => keep(FieldType::Text, &mut entry.size, *size),
        CustomFieldKind::Select { choices } => keep(FieldType::Select, &mut entry.choices, Some(choices.clone())),
        CustomFieldKind::LargeText { rows } => keep(FieldType::LargeText, &mut entry.rows, *rows),
        CustomFieldKind::Checkbox => FieldType::Checkbox,
        CustomFieldKind::Number => FieldType::Number,
        CustomFieldKind::Decimal { places } => keep(FieldType::Decimal, &mut entry.places, Some(*places)),
        CustomFieldKind::Date => FieldType::Date,
        CustomFieldKind::DateTime => FieldType::DateTime,
        CustomFieldKind::Regex { pattern } => keep(FieldType::Regex, &mut entry.pattern, Some(pattern.clone())),
        CustomFieldKind::Ajax { url } => keep(FieldType::Ajax, &mut entry.url, Some(url.clone())),
        CustomFieldKind::Drilldown { choices } => {
            keep(FieldType::Drilldown, &mut entry.paths, Some(choices.iter().map(levels).collect()))
        }
    };
    entry
}

fn keep<T>(kind: FieldType, place: &mut Option<T>, value: Option<T>) -> FieldType {
    *place = value;
    kind
}
