//! The only list of agencies, and the trees they report in.

pub mod reference;
pub mod schema;

use kernel::Host;

pub use reference::{InvalidReference, reference};
pub use schema::SchemaBook;

/// Mounts every agency: a further one is one line here.
pub fn mount_all(host: &mut impl Host) {
    joint_office::mount(host);
    police::mount(host);
    food_drug::mount(host);
    environment::mount(host);
    procuratorate::mount(host);
}
