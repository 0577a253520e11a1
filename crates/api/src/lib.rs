//! The web service API: method table, access, errors.
