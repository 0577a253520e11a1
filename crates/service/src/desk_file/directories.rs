//! What references can mean in one state of the desk.

use super::names::{Directory, Named};
use super::state::State;
use deskhand_storage::catalog::{BookRow, Page, StaffRow, TagRow};

/// A directory for each kind of thing that others refer to.
pub(super) struct Directories {
    pub(super) groups: Directory,
    pub(super) staff: Directory,
    pub(super) portals: Directory,
    pub(super) custom_fields: Directory,
    pub(super) categories: Directory,
    pub(super) tags: Directory,
    pub(super) statuses: Directory,
    pub(super) mailboxes: Directory,
    pub(super) filters: Directory,
    pub(super) pages: Directory,
}

impl Directories {
    pub(super) fn of(state: &State) -> Self {
        let named = |id: i64, name: &str, is_active: bool| Named { id, names: vec![name.to_owned()], is_active };
        let tag = |tag: &TagRow| named_tag(tag, state);
        let page = |page: &Page| named_page(page, state);
        Self {
            groups: Directory::new("permission group", state.groups.iter().map(|row| named(row.id, &row.name, true))),
            staff: Directory::new("staff member", state.staff.iter().map(named_person)),
            portals: Directory::new("portal", state.portals.iter().map(|row| named(row.id, &row.name, row.is_active))),
            custom_fields: Directory::new(
                "custom field",
                state.custom_fields.iter().map(|row| named(row.id, &row.name, row.is_active)),
            ),
            categories: Directory::new(
                "category",
                state.categories.iter().map(|category| named(category.row.id, &category.row.name, category.row.is_active)),
            ),
            tags: Directory::new("reporting tag", state.tags.iter().map(tag)),
            statuses: Directory::new("status", state.statuses.iter().map(|row| named(row.id, &row.name, row.is_active))),
            mailboxes: Directory::new(
                "mailbox",
                state.mailboxes.iter().map(|row| named(row.id, &row.reply_address, row.is_active)),
            ),
            filters: Directory::new("filter", state.filters.iter().map(|row| named(row.id, &row.name, row.is_active))),
            pages: Directory::new("page", state.pages.iter().map(page)),
        }
    }
}

/// The address, the login name, the full name.
fn named_person(row: &StaffRow) -> Named {
    let full_name = format!("{} {}", row.first_name, row.last_name).trim().to_owned();
    let names = [row.email.clone(), row.username.clone(), full_name];
    Named { id: row.id, names: names.into_iter().filter(|name| !name.is_empty()).collect(), is_active: row.is_active }
}

/// The tag's name, and `category/tag` for names that several categories have.
fn named_tag(tag: &TagRow, state: &State) -> Named {
    let category = state.categories.iter().find(|category| category.row.id == tag.category_id);
    let long = category.map(|category| format!("{}/{}", category.row.name, tag.name));
    Named { id: tag.id, names: [Some(tag.name.clone()), long].into_iter().flatten().collect(), is_active: tag.is_active }
}

/// `book/page title`.
fn named_page(page: &Page, state: &State) -> Named {
    let chapter = state.chapters.iter().find(|chapter| chapter.id == page.row.chapter_id);
    let book: Option<&BookRow> = chapter.and_then(|chapter| state.books.iter().find(|book| book.id == chapter.book_id));
    let name = book.map(|book| format!("{}/{}", book.name, page.row.title));
    Named { id: page.row.id, names: name.into_iter().collect(), is_active: book.is_some_and(|book| book.is_active) }
}
