//! Commands of a person or of the system, which nobody reported.

use std::collections::BTreeMap;

use event_store::unit::Denied;
use event_store::{Circumstances, Outcome, PreparedEvent, Priority, StoreError, Unit, UnitOfWork};
use kernel::law::Law;
use kernel::reference::{Adopt, Adopted, Adoption};
use kernel::{Action, AgencyCode, Decider, DivisionCode, OrgId, RecordId, Refusal};
use serde_json::Value;

use super::Door;
use crate::Acting;
use crate::envelope::unlisted;

impl Door {
    /// Runs a person's command on one record, with priority over machine batches.
    ///
    /// # Errors
    /// [`Denied`] with the refusal for the person, or the store's failure.
    pub async fn command<D>(
        &self,
        record: RecordId,
        command: D::Command,
        circumstances: &Circumstances,
    ) -> Result<Vec<PreparedEvent>, Denied>
    where
        D: Decider,
        D::Command: Clone,
    {
        self.run::<D>(record, command, circumstances, Priority::Person).await
    }

    async fn run<D>(
        &self,
        record: RecordId,
        command: D::Command,
        circumstances: &Circumstances,
        priority: Priority,
    ) -> Result<Vec<PreparedEvent>, Denied>
    where
        D: Decider,
        D::Command: Clone,
    {
        for _ in 0..self.inner.limits.rounds {
            let unit = UnitOfWork::load(&self.inner.pool, &[record]).await.map_err(Denied::Failed)?;
            let events = unit.run::<D>(record, command.clone(), circumstances).await?;
            if events.is_empty() {
                return Ok(events);
            }
            let unit = Unit { events: events.clone(), inbox: None };
            match self.inner.writer.append(vec![unit], priority).await.map_err(Denied::Failed)?.as_slice() {
                [Outcome::Written { .. }] => return Ok(events),
                _ => continue, // Somebody else was faster: decide again on what stands now.
            }
        }
        Err(Denied::Failed(StoreError::Unavailable(sqlx::Error::Protocol("the command lost every race for its record".into()))))
    }

    /// What `org` may lawfully do now to `record`, a record of `kind`: exactly the acts that the law does not bar.
    ///
    /// # Errors
    /// [`Denied`] if the organisation is not listed, or the store cannot be read.
    pub async fn actions(&self, record: RecordId, kind: &str, org: &OrgId) -> Result<Vec<Action>, Denied> {
        let organisation = self.reference().organisations.get(org).ok_or_else(|| Denied::Rejected(unlisted(org)))?;
        let zone = self.reference().divisions.root_of(&organisation.division).map_or(chrono_tz::UTC, |root| root.zone);
        let today = kernel::time::now().with_timezone(&zone).date_naive();
        let unit = UnitOfWork::load(&self.inner.pool, &[record]).await.map_err(Denied::Failed)?;
        let asked = self.inner.registry.actions(unit, kind, record, org.clone(), organisation.agency.clone(), today);
        let actions = asked.await.map_err(Denied::Failed)?;
        let Some(matters) = &self.matters else { return Ok(actions) };
        let (agency, division) = (organisation.agency.clone(), organisation.division.clone());
        let acting = Acting { record, org: org.clone(), agency, division, on: today };
        matters.allow(acting, actions).await.map_err(Denied::Failed)
    }

    /// Adopts the trees as they are now, and `law`, by which clocks are computed from here on; an event only for what has changed.
    ///
    /// # Errors
    /// [`Denied`] if the store fails.
    pub async fn adopt(&self, law: &Law) -> Result<(), Denied> {
        self.adopt_one(Adopted::Trees, self.inner.reference.content()).await?;
        self.adopt_one(Adopted::Law, law.content()).await
    }

    async fn adopt_one(&self, what: Adopted, content: Value) -> Result<(), Denied> {
        let name = |text: &str| Refusal::new("own-name", text.to_owned(), text.to_owned());
        let agency = AgencyCode::new("reference").map_err(|error| Denied::Rejected(name(&error.to_string())))?;
        let division = DivisionCode::new("ALL").map_err(|error| Denied::Rejected(name(&error.to_string())))?;
        let now = kernel::time::now();
        let circumstances = Circumstances {
            agency,
            division: division.clone(),
            root: division,
            occurred: kernel::Span { earliest: now, latest: now, precision: kernel::Precision::Instant },
            message: None,
            metadata: BTreeMap::from([("actor".to_owned(), "system".to_owned()), ("number".to_owned(), what.key().to_string())]),
            org: Adoption::by(),
        };
        // Nobody waits at a screen for it.
        self.run::<Adoption>(what.record(), Adopt { content }, &circumstances, Priority::Machine).await.map(drop)
    }
}
