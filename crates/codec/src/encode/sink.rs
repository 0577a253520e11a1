//! What the serializer tells a format.

use std::borrow::Cow;

use super::EncodeError;

/// A format: it prints what the serializer meets, in order, onto its buffer.
///
/// Every call says where the value stands, so a sink keeps no stack.
pub(super) trait Sink {
    /// The element name for a key that is known at run time only.
    fn element_name<'a>(&self, key: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(key)
    }

    /// Opens the record around a root that is a single scalar.
    fn begin_sole(&mut self) {}

    /// Closes it.
    fn end_sole(&mut self) {}

    /// Opens a group that announces a number of entries, which may prove wrong.
    fn begin(&mut self, place: &Place<'_>, kind: GroupKind, announced: usize) -> Group;

    /// Closes a group after the number of entries that were really written.
    fn end(&mut self, place: &Place<'_>, group: Group, written: usize);

    /// Writes a text.
    fn text(&mut self, place: &Place<'_>, text: &str);

    /// Writes a whole number or a truth value, given by its digits.
    fn integer(&mut self, place: &Place<'_>, digits: &str);

    /// Opens a text that comes in pieces; the mark goes back to [`Sink::end_text`].
    fn begin_text(&mut self, place: &Place<'_>) -> usize;

    /// Writes a piece.
    fn add_text(&mut self, piece: &str);

    /// Closes it.
    fn end_text(&mut self, place: &Place<'_>, mark: usize);
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The XML element; empty at a root that has no name yet.
    pub(super) element: &'a str,
    /// What stands before the value in JSON and PHP.
    pub(super) key: Key<'a>,
}

impl<'a> Place<'a> {
    /// A named field of a record.
    pub(super) fn field(name: &'a str) -> Self {
        Self { element: name, key: Key::Field }
    }

    pub(super) fn unsupported(&self, shape: &'static str) -> EncodeError {
        EncodeError::Unsupported { shape, element: self.element.to_owned() }
    }
}

/// How a value is found in the group around it.
#[derive(Clone, Copy)]
pub(super) enum Key<'a> {
    /// It is the answer itself.
    Root,
    /// By the name of the element, in a record.
    Field,
    /// By this name, in a record; the element could not be called so.
    Name(&'a str),
    /// By position, in a list.
    Index(usize),
    /// By id, in a keyed list.
    Id(i64),
    /// It is a map whose entries belong to the record around it, each named by this prefix and its number.
    Family(&'a str),
}

/// The kinds of groups.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupKind {
    Record,
    List,
    Keyed,
}

/// A group that was begun and has to be ended.
#[derive(Clone, Copy)]
pub(super) struct Group {
    pub(super) kind: GroupKind,
    /// The end of the buffer when the group was opened, to a format's own choice.
    pub(super) mark: usize,
    pub(super) announced: usize,
}
