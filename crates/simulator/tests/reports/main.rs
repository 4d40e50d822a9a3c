//! The fixture and the simulator against the domain: everything that is made is understood, and counts what its maker says.

mod domain;
mod fixture;
mod law;
mod year;
