//! Reads an agency's own files and maps them to its reports.
