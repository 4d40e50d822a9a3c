//! Who states something and where it happened.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::DivisionTree;
use serde::{Deserialize, Serialize};

/// Who states something and where it happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Who {
    /// The agency.
    pub agency: String,
    /// The organisation.
    pub org: String,
    /// Where, as stated.
    pub division: String,
    /// Today's county of it; `None` above counties.
    pub county: Option<String>,
}

/// Those that a batch met: organisations and places are few, events many.
#[derive(Debug, Default)]
pub struct Whos(HashMap<String, HashMap<String, Arc<Who>>>);

impl Whos {
    /// Who states it and where, from an event's columns.
    pub fn of(&mut self, agency: &str, org: &str, division: &str, divisions: &DivisionTree) -> Arc<Who> {
        if let Some(known) = self.0.get(org).and_then(|places| places.get(division)).filter(|known| known.agency == agency) {
            return Arc::clone(known);
        }
        let county = kernel::DivisionCode::new(division)
            .ok()
            .and_then(|code| divisions.county_of(&code))
            .map(|county| county.code.to_string());
        let (agency, org, division) = (agency.to_owned(), org.to_owned(), division.to_owned());
        let who = Arc::new(Who { agency, org: org.clone(), division: division.clone(), county });
        self.0.entry(org).or_default().insert(division, Arc::clone(&who));
        who
    }
}
