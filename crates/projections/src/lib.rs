//! Folds of events into read tables and their runner.
