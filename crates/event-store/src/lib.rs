//! Postgres append, load, feed, inbox, quarantine and keys of persons; the cqrs-es adapter.
