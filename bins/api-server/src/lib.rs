//! The web service API server and its administration.
