//! Identifiers: one newtype for each kind of thing, so that two ids cannot be mixed up.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The id behind a stored or sent number; zero and negative numbers mean "none".
            pub fn from_code(code: i64) -> Option<Self> {
                (code > 0).then_some(Self(code))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A request (`xRequest`).
    RequestId,
    /// A history entry of a request (`xRequestHistory`).
    HistoryId,
    /// A staff member (`xPerson`).
    StaffId,
    /// A category (`xCategory`).
    CategoryId,
    /// A status (`xStatus`).
    StatusId,
    /// A reporting tag (`xReportingTag`).
    TagId,
    /// A custom field (`xCustomField`, the number in `Custom#`).
    CustomFieldId,
    /// A mailbox (`xMailbox`).
    MailboxId,
    /// A secondary portal (`xPortal`).
    PortalId,
    /// A permission group.
    GroupId,
    /// A document, that is an attachment (`xDocumentId`).
    DocumentId,
    /// A time event (`xTimeId`).
    TimeEventId,
    /// A subscription of a staff member to a request (`xSubscriptions`).
    SubscriptionId,
    /// A filter (`xFilter`).
    FilterId,
    /// A canned response (`xResponse`).
    ResponseId,
    /// A forum (`xForumId`).
    ForumId,
    /// A forum topic (`xTopicId`).
    TopicId,
    /// A forum post (`xPostId`).
    PostId,
    /// A knowledge book (`xBook`).
    BookId,
    /// A chapter of a knowledge book (`xChapter`).
    ChapterId,
    /// A page of a knowledge book (`xPage`).
    PageId,
    /// An address book contact (`xContact`).
    ContactId,
    /// An API token (the number before the bar).
    TokenId,
}

/// The portals a thing with id `0` belongs to: the primary one.
pub const PRIMARY_PORTAL: i64 = 0;
