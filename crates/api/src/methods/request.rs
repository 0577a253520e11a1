//! `request.*` and `private.request.*`.
pub(crate) mod answer;
pub(crate) mod changed;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod lists;
pub(crate) mod search;
pub(crate) mod update;
