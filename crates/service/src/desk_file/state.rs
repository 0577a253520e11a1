//! All that a desk file describes, as it stands in the database.

use deskhand_model::Settings;
use deskhand_storage::catalog::{
    BookRow, Category, ChapterRow, CustomFieldRow, Definition, FilterRow, ForumRow, GroupRow, MailboxRow, Page, PortalRow,
    ResponseRow, StaffRow, StatusRow, TagRow,
};
use deskhand_storage::{Reader, StoreResult, desk};

/// Everything that administrators define, inactive things too.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) settings: Settings,
    pub(super) groups: Vec<GroupRow>,
    pub(super) staff: Vec<StaffRow>,
    pub(super) portals: Vec<PortalRow>,
    pub(super) custom_fields: Vec<CustomFieldRow>,
    pub(super) categories: Vec<Category>,
    pub(super) tags: Vec<TagRow>,
    pub(super) statuses: Vec<StatusRow>,
    pub(super) mailboxes: Vec<MailboxRow>,
    pub(super) filters: Vec<FilterRow>,
    pub(super) responses: Vec<ResponseRow>,
    pub(super) forums: Vec<ForumRow>,
    pub(super) books: Vec<BookRow>,
    pub(super) chapters: Vec<ChapterRow>,
    pub(super) pages: Vec<Page>,
}

impl State {
    pub(super) fn load(db: &mut Reader) -> StoreResult<Self> {
        Ok(Self {
            settings: desk::load(db)?.settings,
            groups: GroupRow::all(db)?,
            staff: StaffRow::all(db)?,
            portals: PortalRow::all(db)?,
            custom_fields: CustomFieldRow::all(db)?,
            categories: Category::all(db)?,
            tags: TagRow::all(db)?,
            statuses: StatusRow::all(db)?,
            mailboxes: MailboxRow::all(db)?,
            filters: FilterRow::all(db)?,
            responses: ResponseRow::all(db)?,
            forums: ForumRow::all(db)?,
            books: BookRow::all(db)?,
            chapters: ChapterRow::all(db)?,
            pages: Page::all(db)?,
        })
    }
}
