//! A person's command: who acts, for which organisation, on which record; refused where a report of that organisation would be.

use std::collections::BTreeMap;

use event_store::Circumstances;
use kernel::envelope::Mark;
use kernel::{Heading, Kind, MessageId, OrgId, RecordKey, Refusal, When};

use crate::Door;
use crate::envelope::{authority, unlisted};

impl Door {
    /// The heading of what a person of `org` says now about its record `key` of `kind`, a kind of `agency`.
    ///
    /// # Errors
    /// A [`Refusal`] if the organisation is not listed, or such records are not its business.
    pub fn heading(&self, org: &OrgId, agency: &kernel::Agency, kind: &Kind, key: RecordKey) -> Result<Heading, Refusal> {
        let reference = self.reference();
        let organisation = reference.organisations.get(org).ok_or_else(|| unlisted(org))?;
        let (_, root) = authority(reference, org, &agency.code(), kind, &organisation.division)?;
        let stated = kernel::time::now();
        Ok(Heading {
            act: true,
            message: MessageId::derive(org, &key, 1, &stated.to_rfc3339()),
            corrects: None,
            stated,
            org: org.clone(),
            agency: organisation.agency.clone(),
            division: organisation.division.clone(),
            root: root.code.clone(),
            key,
        })
    }

    /// What surrounds the events of a command with `heading` about something that happened `when`; `actor` is who acts.
    pub fn circumstances(&self, heading: &Heading, actor: &str, when: &When) -> Circumstances {
        let root = self.reference().divisions.root(&heading.root);
        let mut metadata =
            BTreeMap::from([("number".to_owned(), heading.key.to_string()), ("actor".to_owned(), actor.to_owned())]);
        if root.is_some_and(|root| root.simulated) {
            metadata.insert("mark".to_owned(), Mark::Simulated.code().to_owned());
        }
        Circumstances {
            agency: heading.agency.clone(),
            org: heading.org.clone(),
            division: heading.division.clone(),
            root: heading.root.clone(),
            occurred: when.span(root.map_or(chrono_tz::UTC, |root| root.zone)),
            message: None,
            metadata,
        }
    }
}
