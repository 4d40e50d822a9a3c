//! How long an administrative detention (行政拘留) lasts at most: in police's own cases and in files that regulators transfer for it.

use crate::{Article, Demand, Refusal, Rule, Says, Tie};

/// The article on several acts that are decided one by one and served together.
pub const ADMINISTRATIVE: Article = Article::new(
    "治安管理处罚法(2025)第十六条[K]",
    "Public Security Administration Punishments Law (2025), art 16 [K]",
)
.before((2026, 1, 1), "治安管理处罚法(2012)第十六条[K]", "Public Security Administration Punishments Law (2012), art 16 [K]");

/// An administrative detention beyond the law.
pub const TOO_LONG: Rule = Rule {
    code: "administratively-detained-too-long",
    demand: Demand::Content,
    zh: "行政拘留一行为最长十五日；数个行为分别决定、合并执行的，最长二十日",
    en: "administrative detention lasts at most fifteen days for one act, and twenty for several that are served together",
    article: ADMINISTRATIVE,
};

/// The longest in days by the catalogue's measures `admin-detention` and `admin-detention-combined`.
const LONGEST: [u16; 2] = [15, 20];

/// How many days it lasts at most for so many acts; one, where none are stated.
pub fn longest(acts: Option<u16>) -> u16 {
    let [one, several] = LONGEST;
    if acts.is_some_and(|acts| acts > 1) { several } else { one }
}

/// What `part` says of its length if that is beyond the law: nothing else could make it lawful.
pub fn too_long(part: &str, days: Option<u16>, acts: Option<u16>) -> Vec<Says> {
    if days.is_none_or(|days| days <= longest(acts)) {
        return Vec::new();
    }
    let (what, rule) = (format!("too-long/{part}"), TOO_LONG.code.to_owned());
    let does = Tie::Does { what: what.clone(), part: part.to_owned(), until: None };
    [does, Tie::Forbids { what, rule, after: None, paused: None }].map(Says::Tie).into()
}

/// Whether a detention of so many days for so many acts can be meant.
///
/// # Errors
/// A [`Refusal`] with the sentence for the sender.
pub fn check(days: Option<u16>, acts: Option<u16>) -> Result<(), Refusal> {
    if days == Some(0) {
        return Err(Refusal::contradiction("拘留期限不得为0日", "a detention of 0 days is none"));
    }
    if acts == Some(0) {
        return Err(Refusal::contradiction("行为个数不得为0", "a detention for no act is none"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Term, spec};

    #[test]
    fn the_longest_is_that_of_the_catalogue_for_one_act_and_for_several_together() {
        for day in ["2016-08-15", "2026-11-29"] {
            for (measure, acts) in
                [("admin-detention", None), ("admin-detention", Some(1)), ("admin-detention-combined", Some(2))]
            {
                let days = Term::Days(longest(acts).into());
                assert_eq!(spec::catalogued(measure, day), [days], "{measure} {day}");
            }
            let catalogue = crate::law::Catalogue::shipped().unwrap_or_else(|errors| panic!("{errors}"));
            let day = day.parse().expect("a day");
            let article = &catalogue.measure("admin-detention-combined", day).expect("a measure").article;
            let cited = TOO_LONG.breach("detained/1").on(day).cited().zh;
            assert!(cited.contains(article.as_str()), "{cited}");
        }
    }

    #[test]
    fn more_than_fifteen_days_are_lawful_for_several_acts_only_and_more_than_twenty_never() {
        for (days, acts, lawful) in [
            (Some(15), None, true),
            (Some(16), None, false),
            (Some(16), Some(1), false),
            (Some(20), Some(2), true),
            (Some(21), Some(3), false),
            (None, None, true),
        ] {
            assert_eq!(too_long("detained/1", days, acts).is_empty(), lawful, "{days:?} {acts:?}");
        }
        assert!(check(Some(0), None).is_err() && check(Some(1), Some(0)).is_err() && check(None, None).is_ok());
    }
}
