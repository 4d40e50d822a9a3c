//! The report types of the steps that all regulators report alike.

use super::event::Event;

kernel::admin_reports!();
