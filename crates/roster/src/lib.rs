//! The only list of agencies, and the trees they report in.

pub mod reference;
pub mod schema;
#[cfg(test)]
mod words;

use joint_office::{evidence, transfer};
use kernel::Host;

pub use reference::{InvalidReference, reference};
pub use schema::SchemaBook;

/// Mounts every agency: a further one is one line here, and another with its side of transfers if it takes part in them.
pub fn mount_all(host: &mut impl Host) {
    joint_office::mount(host);
    police::mount(host);
    transfer::mount_police(host);
    evidence::mount_reports(host);
    food_drug::mount(host);
    transfer::mount_regulator(host);
    evidence::mount_reports(host);
    environment::mount(host);
    transfer::mount_regulator(host);
    evidence::mount_reports(host);
    procuratorate::mount(host);
    transfer::mount_procuratorate(host);
    evidence::mount_reports(host);
}
