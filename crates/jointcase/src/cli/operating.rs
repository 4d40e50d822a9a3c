//! Options of what keeps the system well: quarantine, read tables, the doctor.

use clap::{Args, Subcommand};

use super::Actor;

/// Options of `quarantine`.
#[derive(Debug, Args)]
pub struct QuarantineArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: QuarantineAction,
}

/// What can be done with refused messages.
#[derive(Debug, Subcommand)]
pub enum QuarantineAction {
    /// Lists them, the latest first.
    List {
        /// Also those that were decided.
        #[arg(long)]
        all: bool,
        /// How many at most.
        #[arg(long, default_value_t = 50, allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(1..=100_000))]
        limit: i64,
    },
    /// Shows one with its bytes.
    Show {
        /// Its number.
        id: i64,
    },
    /// Judges one anew.
    Retry {
        /// Its number.
        id: i64,
        /// Why it should pass now.
        #[arg(long)]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Closes one without effect.
    Discard {
        /// Its number.
        id: i64,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
}

/// Options of `projections`.
#[derive(Debug, Args)]
pub struct ProjectionsArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: ProjectionsAction,
}

/// What can be done with the read tables.
#[derive(Debug, Subcommand)]
pub enum ProjectionsAction {
    /// How far they are.
    Status,
    /// Builds them anew beside the live ones, and swaps.
    Rebuild {
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
}

/// Options of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}
