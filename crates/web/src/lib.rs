//! Pages, live updates and exports: what people see, read-only.
//!
//! [`App`] holds what a page needs, [`router`] the pages, [`serve`] runs them until it is told to stop. Nothing here writes.

mod app;
mod assets;
mod csv;
mod error;
mod format;
mod frame;
mod guard;
mod lang;
mod live;
mod mask;
mod metrics;
mod pages;
mod params;
mod server;
mod visitor;
mod words;

pub use app::{App, Intake, WebConfig};
pub use format::length;
pub use lang::Lang;
pub use server::{ServeError, router, serve};
pub use words::side;
