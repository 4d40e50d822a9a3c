//! Pure domain of the police agency.
