//! The only list of agencies.
