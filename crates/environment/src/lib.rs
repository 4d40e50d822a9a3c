//! Pure domain of the environment agency.
