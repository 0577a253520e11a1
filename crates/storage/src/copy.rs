//! Moving a desk between databases.
