//! The store under load, under faults and in wrong hands.

mod memory;
mod persons;
mod quarantine;
mod roles;
mod set_up;
mod stalls;
mod tampering;
mod writers;
