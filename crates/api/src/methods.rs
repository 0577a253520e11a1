//! The list of methods: the only one. Routing, verbs, logins, required parameters and the reference follow from it.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "handlers have the signatures that the table asks for"
)]

mod customer;
mod document;
mod labels;
mod request;
mod staff;
mod version;

use crate::dispatch::Verb::{Get, Post};
use crate::method::{Method, private, public};

/// Every method, in the order of the reference.
#[rustfmt::skip]
pub(crate) fn all() -> Vec<Method> {
    vec![
        public::read (Get,  "version", "The version of the API", version::public),
        public::long_read(Get, "customer.getRequests", "All requests of a customer", customer::requests),
        public::write(Post, "request.create", "Creates a request, as a customer's form does", request::create::public),
        public::write(Post, "request.update", "Adds a customer's note to a request", request::update::public),
        public::read (Get,  "request.get", "A request as its customer sees it", request::get::public),
        public::read (Get,  "request.getCategories", "The categories that customers may choose", request::lists::public_categories),
        public::read (Get,  "request.getCustomFields", "The custom fields that customers see", request::lists::public_custom_fields),
        public::read (Get,  "util.getFieldLabels", "The names of fields", labels::public),

        private::read (Get,  "private.version", "The version of the API, after a login", version::private),
        private::read (Get,  "private.customer.getPasswordByEmail", "Removed; answers an error", customer::password),
        private::staged_write(Get, "private.customer.setPasswordByEmail", "Sets the portal password of a customer", customer::hash_password, customer::set_password),
        private::write(Post, "private.request.create", "Creates a request", request::create::private),
        private::write(Post, "private.request.update", "Changes a request and adds a note", request::update::private),
        private::read (Get,  "private.request.get", "A request with everything", request::get::private),
        private::long_read(Get, "private.request.multiGet", "Several requests with everything", request::get::multi),
        private::long_read(Get, "private.request.search", "Searches requests", request::search::search),
        private::long_read(Get, "private.request.getChanged", "The requests that changed since a time", request::changed::get_changed),
        private::read (Get,  "private.request.getCategories", "All categories with their staff, fields and tags", request::lists::categories),
        private::read (Get,  "private.request.getCustomFields", "The custom fields", request::lists::custom_fields),
        private::read (Get,  "private.request.getStatusTypes", "The statuses", request::lists::statuses),
        private::read (Get,  "private.request.getMailboxes", "The mailboxes", request::lists::mailboxes),
        private::long_read(Get, "private.document.get", "A document with its content", document::get),
        private::read (Get,  "private.user.preferences", "The caller's preferences", staff::preferences),
        private::read (Get,  "private.util.getActiveStaff", "All active staff", staff::active),
    ]
}
