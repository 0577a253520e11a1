//! Enumerations with their codes on the wire and in the database; each converts in one place.

use crate::StaffId;

/// What kind of user a staff member is (`fUserType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// May do everything.
    Admin,
    /// Sees the inbox and all requests.
    HelpDesk,
    /// Sees the requests of the categories they are listed in, and their own.
    LevelTwo,
    /// Sees the requests assigned to them.
    Guest,
}

impl Role {
    /// The role behind a code, 1 to 4.
    pub fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            1 => Self::Admin,
            2 => Self::HelpDesk,
            3 => Self::LevelTwo,
            4 => Self::Guest,
            _ => return None,
        })
    }

    /// The code of the role, 1 to 4.
    pub fn code(self) -> i64 {
        match self {
            Self::Admin => 1,
            Self::HelpDesk => 2,
            Self::LevelTwo => 3,
            Self::Guest => 4,
        }
    }
}

/// How a request reached the desk (`fOpenedVia`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// An e-mail.
    Email,
    /// A telephone call.
    Phone,
    /// A visit.
    WalkIn,
    /// A letter.
    Mail,
    /// Anything else.
    Other,
    /// The web service API.
    WebService,
    /// The portal's form.
    WebForm,
    /// A forum.
    Forum,
    /// An instant message.
    InstantMessenger,
    /// A fax.
    Fax,
    /// A voice message.
    Voicemail,
    /// Staff began it.
    StaffInitiated,
    /// The widget on a web site.
    TabWidget,
}

impl Channel {
    const ALL: [(Self, i64, &'static str); 13] = [
        (Self::Email, 1, "Email"),
        (Self::Phone, 2, "Phone"),
        (Self::WalkIn, 3, "Walk In"),
        (Self::Mail, 4, "Mail"),
        (Self::Other, 5, "Other"),
        (Self::WebService, 6, "Web Service"),
        (Self::WebForm, 7, "Web Form"),
        (Self::Forum, 8, "Forum"),
        (Self::InstantMessenger, 9, "Instant Messenger"),
        (Self::Fax, 10, "Fax"),
        (Self::Voicemail, 11, "Voicemail"),
        (Self::StaffInitiated, 12, "Staff Initiated"),
        (Self::TabWidget, 13, "Tab Widget"),
    ];

    /// The channel behind a code, 1 to 13.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == code).map(|row| row.0)
    }

    /// The code of the channel.
    pub fn code(self) -> i64 {
        Self::ALL.iter().find(|row| row.0 == self).map_or(5, |row| row.1)
    }

    /// The name that staff see.
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|row| row.0 == self).map_or("Other", |row| row.2)
    }
}

/// Who may see a note (`fNoteType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Visibility {
    /// Staff only.
    #[default]
    Private,
    /// Staff and the customer.
    Public,
    /// Staff, and somebody outside who got it by mail; not the customer.
    External,
}

impl Visibility {
    /// The visibility behind a code, 0 to 2.
    pub fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            0 => Self::Private,
            1 => Self::Public,
            2 => Self::External,
            _ => return None,
        })
    }

    /// The code of the visibility.
    pub fn code(self) -> i64 {
        match self {
            Self::Private => 0,
            Self::Public => 1,
            Self::External => 2,
        }
    }
}

/// Who did something to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The customer (`xPerson` 0).
    Customer,
    /// A staff member.
    Staff(StaffId),
    /// The desk itself: a rule, an import, a clean-up.
    System,
}

impl Actor {
    /// The actor behind a stored number: 0 the customer, positive a staff member, negative the desk.
    pub fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Customer,
            n if n > 0 => Self::Staff(StaffId(n)),
            _ => Self::System,
        }
    }

    /// The number that is stored for the actor.
    pub fn code(self) -> i64 {
        match self {
            Self::Customer => 0,
            Self::Staff(id) => id.0,
            Self::System => -1,
        }
    }
}

/// Who gets a new request of a category (`fAutoAssignTo`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Assignment {
    /// Nobody: it stays in the inbox.
    #[default]
    None,
    /// The category's default contact.
    DefaultContact,
    /// Anybody of the category.
    Random,
    /// Anybody of the category who is not an administrator.
    RandomNoAdmins,
    /// Whoever of the category has the fewest open requests.
    FewestOpen,
    /// The same without administrators.
    FewestOpenNoAdmins,
    /// Each of the category in turn.
    RoundRobin,
}

impl Assignment {
    const ALL: [Self; 7] = [
        Self::None,
        Self::DefaultContact,
        Self::Random,
        Self::RandomNoAdmins,
        Self::FewestOpen,
        Self::FewestOpenNoAdmins,
        Self::RoundRobin,
    ];

    /// The assignment behind a code, 0 to 6.
    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code).ok().and_then(|index| Self::ALL.get(index).copied())
    }

    /// The code of the assignment.
    pub fn code(self) -> i64 {
        Self::ALL.iter().position(|a| *a == self).and_then(|index| i64::try_from(index).ok()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_comes_back() {
        assert!((1..=13).all(|code| Channel::from_code(code).is_some_and(|c| c.code() == code)));
        assert!((1..=4).all(|code| Role::from_code(code).is_some_and(|c| c.code() == code)));
        assert!((0..=2).all(|code| Visibility::from_code(code).is_some_and(|c| c.code() == code)));
        assert!((0..=6).all(|code| Assignment::from_code(code).is_some_and(|c| c.code() == code)));
        assert!((-1..=9).all(|code| Actor::from_code(code).code() == code));
        assert_eq!(Channel::from_code(14), None);
    }
}
