//! What a person's act may break beyond its own record: asked of whoever knows the facts of the matter.

use std::future::Future;
use std::pin::Pin;

use chrono::NaiveDate;
use event_store::{PreparedEvent, StoreError};
use kernel::{Action, AgencyCode, DivisionCode, OrgId, RecordId, Refusal};

/// An answer while it is looked up.
pub type Looked<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// Who would act on which record, and on which local day.
#[derive(Clone, Debug)]
pub struct Acting {
    /// The record.
    pub record: RecordId,
    /// The organisation.
    pub org: OrgId,
    /// Its agency.
    pub agency: AgencyCode,
    /// Where.
    pub division: DivisionCode,
    /// The local day.
    pub on: NaiveDate,
}

/// The facts of all matters as they are known; the read tables, which are a moment behind the history.
pub trait Matters: Send + Sync {
    /// Why the other records of its matter bar an act that led to `events`; `None` if none does.
    fn bar(&self, events: Vec<PreparedEvent>) -> Looked<Option<Refusal>>;

    /// Those of `actions` that the other records of its matter do not bar.
    fn allow(&self, acting: Acting, actions: Vec<Action>) -> Looked<Vec<Action>>;
}
