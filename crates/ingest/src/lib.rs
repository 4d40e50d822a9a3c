//! The one door for writes and its consumer.
