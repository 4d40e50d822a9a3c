//! Police (公安, 食药环侦): criminal cases against food, drug and environment crime, from acceptance to judgment.

pub mod case;
pub mod measures;
#[cfg(test)]
mod tests;
mod words;

use kernel::{Agency, Host};

/// The agency.
pub const AGENCY: Agency = Agency { code: "police", zh: "公安", en: "Police" };

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    kernel::host::declare(host, words::FIELDS);
    host.measures(measures::ALL);
    case::mount(host);
}
