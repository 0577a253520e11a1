//! What administrators define.
