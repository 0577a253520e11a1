//! From the bytes of a mail to what a help desk needs of it.
