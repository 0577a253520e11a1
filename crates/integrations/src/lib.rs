//! Outgoing calls: live lookup, AJAX field, request push, webhooks.
