//! The rules that change a desk.
