//! What happens in the city: each story is one affair with its records, and the shares in which affairs occur.
//!
//! Failure rates of samples are those of domain.md 3.7; how often terms are missed and affairs go astray is said in [`shares`]; how often
//! affairs occur is general knowledge [K], to be corrected here.

mod admin;
mod environment;
mod evidence;
mod food;
mod joint;
mod matter;
mod pace;
mod police;
mod procuratorate;
mod shares;
mod transfer;

use kernel::{Premises, When};

use crate::draw::Draw;
use crate::teller::Teller;

/// The share of stories whose records the city's organisations keep.
pub(crate) const BY_THE_CITY: f64 = 0.08;
/// The share of those that concern the whole city, where they name no premises.
pub(crate) const WHOLE_CITY: f64 = 0.5;

#[derive(Clone, Copy)]
enum Plot {
    FoodInspection,
    FoodSample,
    FoodCase,
    Recall,
    Incident,
    SiteCheck,
    Measure,
    EnvironmentCase,
    PoliceCase,
    Transfer,
    Supervision,
    Meeting,
    Action,
    DoubledAction,
    Campaign,
    Matter,
    Office,
}

/// How often each story is told.
const PLOTS: &[(u32, Plot)] = &[
    (340, Plot::FoodInspection),
    (250, Plot::FoodSample),
    (60, Plot::FoodCase),
    (12, Plot::Recall),
    (2, Plot::Incident),
    (150, Plot::SiteCheck),
    (50, Plot::Measure),
    (40, Plot::EnvironmentCase),
    (28, Plot::PoliceCase),
    (9, Plot::Transfer),
    (3, Plot::Supervision),
    (8, Plot::Meeting),
    (16, Plot::Action),
    (2, Plot::DoubledAction),
    (3, Plot::Campaign),
    (10, Plot::Matter),
    (3, Plot::Office),
];

/// Tells the story of that number. A year of some size begins with a campaign and a joint office in every county.
pub(crate) fn tell(t: &mut Teller<'_>, story: u64, reports: u64) {
    let counties = t.city.counties.len();
    match usize::try_from(story).unwrap_or(usize::MAX) {
        0 if reports >= 1_000 => return joint::campaign(t),
        n if n <= counties && reports >= 1_000 => {
            t.move_to(n - 1);
            return joint::office(t);
        }
        _ => {}
    }
    match t.draw.weighted(PLOTS) {
        Plot::FoodInspection => food::inspection(t, None),
        Plot::FoodSample => food::sample(t),
        Plot::FoodCase => food::case(t),
        Plot::Recall => food::recall(t),
        Plot::Incident => food::incident(t),
        Plot::SiteCheck => environment::inspection(t, None),
        Plot::Measure => environment::measure(t),
        Plot::EnvironmentCase => environment::case(t),
        Plot::PoliceCase => drop(police::case(t, None, None)),
        Plot::Transfer => transfer::transfer(t),
        Plot::Supervision => procuratorate::supervision(t),
        Plot::Meeting => joint::meeting(t),
        Plot::Action => joint::action(t),
        Plot::DoubledAction => joint::doubled_action(t),
        Plot::Campaign => joint::campaign(t),
        Plot::Matter => joint::matter(t),
        Plot::Office => joint::office(t),
    }
}

/// A natural person concerned by a regulator's case, in one case of three.
fn concerned(draw: &mut Draw) -> Option<kernel::Personal> {
    draw.chance(0.33).then(|| crate::city::person(draw))
}

/// `1.234` from thousandths, as a laboratory writes it.
fn decimal(thousandths: i64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The premises without its licence and entity, as somebody knows it who only saw the door.
fn seen(premises: &Premises) -> Premises {
    Premises { licence: None, entity: None, ..premises.clone() }
}

/// A day some time after `when`.
fn until(when: &When, days: u64) -> Option<When> {
    when.last_day().checked_add_days(chrono::Days::new(days)).map(When::Day)
}
