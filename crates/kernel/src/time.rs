//! The one place where the clock is read; everything below the rim is handed the time.

use chrono::{DateTime, Utc};

/// Now, for the rim (binary, web, consumer); the domain is handed the time in the command.
#[allow(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
