//! Rules that span the records of one matter: what the facts of one record forbid to another.
//!
//! A rule is broken only where the dates leave no doubt. A filing bars new penalties on the same facts and keeps seized things on the list
//! until they are handed over; what was decided before it stands, and seizures and orders are not touched by it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::twice::{transfers, twins};
use super::{Catalogue, Fact, Role};
use crate::{Article, Breach, LegalFact, RecordId};

/// A rule over several records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanning {
    /// Its code, for ever.
    pub code: &'static str,
    /// What is wrong where it is broken, in Chinese.
    pub zh: &'static str,
    /// What is wrong where it is broken, in English.
    pub en: &'static str,
    /// Which article it breaks.
    pub article: Article,
    /// Whether a person's act is refused because of it.
    pub bars: bool,
    /// The acts that may break it, by their codes, each with the fact that it would state.
    pub acts: &'static [(&'static str, LegalFact)],
}

/// A new penalty after police filed a case on the same facts.
pub const PENALISED_AFTER_FILING: Spanning = Spanning {
    code: "penalised-after-filing",
    zh: "公安机关已就同一事实立案，不得再作出新的行政处罚",
    en: "police have filed a case on the same facts: no new penalty may be decided",
    article: Article::new("行政执法机关移送涉嫌犯罪案件的规定第十一条", "State Council Order 310, art. 11"),
    bars: true,
    acts: &[
        ("penalised", LegalFact::PenaltyDecided),
        ("decided", LegalFact::PenaltyDecided),
        ("decided-directly", LegalFact::PenaltyDecided),
        ("daily-fined", LegalFact::DailyFineDecided),
    ],
};
/// Seized things that left the list after filing otherwise than by a hand-over to the police.
pub const LEFT_WITHOUT_HAND_OVER: Spanning = Spanning {
    code: "left-without-hand-over",
    zh: "公安机关已立案，查封扣押的涉案物品只能移交，不得自行解除或者处理",
    en: "police have filed a case: seized things may only be handed over, not released or disposed of",
    article: Article::new("行政执法机关移送涉嫌犯罪案件的规定第十二条", "State Council Order 310, art. 12"),
    bars: true,
    acts: &[("seizure-lifted", LegalFact::SeizureLifted), ("goods-disposed", LegalFact::GoodsDisposed)],
};
/// A case that was closed although a crime was suspected and it was neither transferred nor refused.
pub const CLOSED_INSTEAD: Spanning = Spanning {
    code: "closed-instead",
    zh: "已发现涉嫌犯罪，既未移送也未决定不移送，不得结案（以罚代刑）",
    en: "a crime was suspected and the case neither transferred nor its transfer refused: it may not be closed instead",
    article: Article::new("行政执法机关移送涉嫌犯罪案件的规定第三条", "State Council Order 310, art. 3"),
    bars: true,
    acts: &[("closed", LegalFact::AdminCaseClosed)],
};
/// Two police organs that decided on one transfer.
pub const TWO_ORGANS: Spanning = Spanning {
    code: "two-organs",
    zh: "同一移送案件由两个公安机关分别作出决定",
    en: "two police organs decided on one transfer",
    article: Article::new("行政执法机关移送涉嫌犯罪案件的规定第八条", "State Council Order 310, art. 8"),
    bars: false,
    acts: &[],
};

/// Every rule.
pub const SPANNING: [&Spanning; 4] = [&PENALISED_AFTER_FILING, &LEFT_WITHOUT_HAND_OVER, &CLOSED_INSTEAD, &TWO_ORGANS];

/// What is wrong between records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A rule is broken, by its code.
    Breaks(&'static str),
    /// Two records tell one fact differently.
    Differs,
}

/// A part of a record that is wrong because of what another record tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Across {
    /// The record.
    pub record: RecordId,
    /// The part.
    pub part: String,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// The record because of which it is.
    pub other: RecordId,
}

impl Across {
    fn of(rule: &'static Spanning, fact: &Fact, other: &Fact) -> Self {
        Self { record: fact.record, part: fact.part.clone(), wrong: Wrong::Breaks(rule.code), other: other.record }
    }

    /// The flag of the record: `across:<rule>:<part>` or `differs:<part>`.
    pub fn flag(&self) -> String {
        match self.wrong {
            Wrong::Breaks(code) => format!("across:{code}:{}", self.part),
            Wrong::Differs => format!("differs:{}", self.part),
        }
    }

    /// Which rule it breaks in what way; `None` for what is only told differently.
    pub fn breach(&self) -> Option<(&'static Spanning, Breach)> {
        match self.wrong {
            Wrong::Breaks(code) => SPANNING.iter().find(|rule| rule.code == code).map(|rule| (*rule, rule.breach(&self.part))),
            Wrong::Differs => None,
        }
    }
}

impl Spanning {
    fn breach(&self, part: &str) -> Breach {
        Breach::of(self.code, part, self.zh, self.en, self.article)
    }

    /// What a flag `across:<rule>:<part>` means; `None` for other flags.
    pub fn told(flag: &str) -> Option<Breach> {
        let (code, part) = flag.strip_prefix("across:")?.split_once(':')?;
        SPANNING.iter().find(|rule| rule.code == code).map(|rule| rule.breach(part))
    }
}

/// A fact with the days between which it occurred: what happened on one day is not put in order.
struct Dated<'a> {
    fact: &'a Fact,
    earliest: NaiveDate,
    latest: NaiveDate,
}

impl<'a> Dated<'a> {
    fn of(fact: &'a Fact) -> Self {
        Self { fact, earliest: fact.when.first_day(), latest: fact.when.last_day() }
    }

    fn is(&self, facts: &[LegalFact]) -> bool {
        facts.contains(&self.fact.fact)
    }

    fn surely_before(&self, other: &Self) -> bool {
        self.latest < other.earliest
    }

    fn perhaps_before(&self, other: &Self) -> bool {
        self.earliest <= other.latest
    }
}

/// Where the records of one matter break a rule that spans them, or tell one fact differently, as known at `known_at`.
///
/// It depends on the facts only, not on the order in which they were recorded.
pub fn across(history: &[Fact], catalogue: &Catalogue, known_at: i64) -> BTreeSet<Across> {
    let mut facts: Vec<&Fact> = history.iter().filter(|fact| fact.stands_at(known_at)).collect();
    // Of two that did the same on one day either could be named: it is always the same one, however the history was read.
    facts.sort_unstable_by(|a, b| a.order(b));
    facts.dedup_by(|a, b| a.same(b)); // What was told twice is one fact.
    let mut found = BTreeSet::new();
    if facts.iter().skip(1).all(|fact| fact.record == facts[0].record) && !facts.iter().any(|fact| needs_another(fact)) {
        return found; // One record alone breaks none of these.
    }
    for twin in twins(&facts).into_iter().filter(|twin| !twin.agree) {
        for (one, other) in [(twin.transfer, twin.case), (twin.case, twin.transfer)] {
            found.insert(Across { record: one.record, part: one.part.clone(), wrong: Wrong::Differs, other: other.record });
        }
    }
    let dated: Vec<Dated<'_>> = facts.iter().copied().map(Dated::of).collect();
    let matter = Matter { facts: &dated, transfers: transfers(facts.iter().copied()), catalogue };
    for fact in &dated {
        found.extend(matter.after_filing(fact));
        found.extend(matter.closed_instead(fact));
        found.extend(matter.decided_twice(fact));
    }
    found
}

/// Whether the law asks for another record beside this fact's.
fn needs_another(fact: &Fact) -> bool {
    fact.fact == LegalFact::SuspectedCrimeFound
}

struct Matter<'a> {
    facts: &'a [Dated<'a>],
    transfers: Vec<RecordId>,
    catalogue: &'a Catalogue,
}

impl Matter<'_> {
    fn of(&self, facts: &'static [LegalFact]) -> impl Iterator<Item = &Dated<'_>> {
        self.facts.iter().filter(move |dated| dated.is(facts))
    }

    /// The filing of a case that `organisation` transferred and that had not come back by the time of `fact`.
    fn filing_before(&self, fact: &Dated<'_>) -> Option<&Dated<'_>> {
        use LegalFact as F;
        let transferred = self.of(&[F::TransferSent]).any(|sent| sent.fact.org == fact.fact.org);
        if !transferred {
            return None;
        }
        let filing = self.of(&[F::CaseFiled]).filter(|filed| filed.surely_before(fact)).min_by_key(|filed| filed.latest)?;
        let back = &[
            F::CaseWithdrawn,
            F::NotProsecuted,
            F::NonProsecutionNotified,
            F::PenaltyUrged,
            F::ExemptedFromPunishment,
            F::CaseReturned,
        ];
        let returned = self.of(back).any(|back| filing.perhaps_before(back) && back.perhaps_before(fact));
        (!returned).then_some(filing)
    }

    /// A regulator's new penalty, or seized things that left it, after police filed a case on the same facts.
    fn after_filing(&self, fact: &Dated<'_>) -> Option<Across> {
        use LegalFact as F;
        let penalty = fact.is(&[F::PenaltyDecided, F::DailyFineDecided]);
        let left = fact.is(&[F::SeizureLifted, F::GoodsDisposed]);
        if !(penalty || left) || self.catalogue.role(fact.fact.agency.as_str()) != Role::Regulator {
            return None;
        }
        let filing = self.filing_before(fact)?;
        if penalty {
            return Some(Across::of(&PENALISED_AFTER_FILING, fact.fact, filing.fact));
        }
        let handed_over = self.of(&[F::ItemsHandedOver]).any(|handed| handed.perhaps_before(fact));
        (!handed_over).then(|| Across::of(&LEFT_WITHOUT_HAND_OVER, fact.fact, filing.fact))
    }

    /// A regulator's case that was closed although the suspected crime went nowhere.
    fn closed_instead(&self, fact: &Dated<'_>) -> Option<Across> {
        use LegalFact as F;
        let own = |suspected: &&Dated<'_>| suspected.fact.record == fact.fact.record && suspected.perhaps_before(fact);
        let suspected = if fact.is(&[F::AdminCaseClosed]) { self.of(&[F::SuspectedCrimeFound]).find(own)? } else { return None };
        let went = self
            .of(&[F::TransferSent, F::TransferRefused])
            .any(|went| went.fact.org == fact.fact.org && went.perhaps_before(fact));
        (!went).then(|| Across::of(&CLOSED_INSTEAD, fact.fact, suspected.fact))
    }

    /// A decision on the only transfer of the matter and one of another organ in a case of its own, where nothing was forwarded.
    fn decided_twice(&self, fact: &Dated<'_>) -> Vec<Across> {
        use LegalFact as F;
        let decisions = &[F::CaseFiled, F::CaseNotFiled];
        let [transfer] = self.transfers[..] else { return Vec::new() };
        if !fact.is(decisions) || fact.fact.record != transfer || self.of(&[F::CaseForwarded]).next().is_some() {
            return Vec::new();
        }
        let others = self.of(decisions).filter(|other| other.fact.record != transfer && other.fact.org != fact.fact.org);
        let both =
            |other: &Dated<'_>| [Across::of(&TWO_ORGANS, fact.fact, other.fact), Across::of(&TWO_ORGANS, other.fact, fact.fact)];
        others.flat_map(both).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::given::{KNOWN, facts, law};
    use super::super::{Fact, Settings};
    use super::*;

    const TRANSFERRED: [&str; 2] = ["2016-08-01 food-drug transfer-sent #7", "2016-08-02T09:00 police case-accepted #7"];

    fn told(lines: &[&str]) -> Vec<Fact> {
        let all: Vec<&str> = TRANSFERRED.iter().chain(lines).copied().collect();
        facts(&all)
    }

    fn flags(history: &[Fact]) -> Vec<String> {
        let law = law(Settings::default());
        across(history, &law.catalogue, KNOWN).iter().map(Across::flag).collect()
    }

    #[test]
    fn a_filing_bars_new_penalties_of_the_regulator_that_transferred() {
        let filed = "2016-08-04 police case-filed #7";
        assert_eq!(
            flags(&told(&[filed, "2016-08-10 food-drug penalty-decided #1"])),
            ["across:penalised-after-filing:penalty-decided/3"]
        );
        assert!(flags(&told(&[filed, "2016-08-10 environment penalty-decided #1"])).is_empty(), "another regulator's case");
        assert!(flags(&told(&["2016-08-10 food-drug penalty-decided #1"])).is_empty(), "nothing is filed");
    }

    #[test]
    fn what_was_decided_before_the_filing_or_perhaps_before_stands() {
        let filed = "2016-08-04 police case-filed #7";
        assert!(flags(&told(&[filed, "2016-08-03 food-drug penalty-decided #1"])).is_empty());
        assert!(flags(&told(&[filed, "2016-08-04T10:00 food-drug penalty-decided #1"])).is_empty(), "on the same day: doubtful");
        assert!(
            flags(&told(&[filed, "2016-08-10 food-drug seized #1", "2016-08-10 food-drug correction-ordered #1"])).is_empty()
        );
    }

    #[test]
    fn of_two_filings_of_one_day_always_the_same_is_named_however_the_history_was_read() {
        let filings = ["2016-08-04 police case-filed #7", "2016-08-04 police case-filed #8"];
        let mut history = told(&[filings[0], filings[1], "2016-08-10 food-drug penalty-decided #1"]);
        let law = law(Settings::default());
        let found = across(&history, &law.catalogue, KNOWN);
        assert!(found.iter().any(|one| one.flag().starts_with("across:penalised-after-filing")), "{found:?}");
        for _ in 0..history.len() {
            history.rotate_left(1);
            assert_eq!(across(&history, &law.catalogue, KNOWN), found);
        }
    }

    #[test]
    fn a_case_that_comes_back_may_be_penalised() {
        for back in ["police case-withdrawn #7", "procuratorate not-prosecuted #7", "procuratorate exempted-from-punishment #8"] {
            let lines =
                ["2016-08-04 police case-filed #7", &format!("2016-09-01 {back}"), "2016-09-10 food-drug penalty-decided #1"];
            assert!(flags(&told(&lines)).is_empty(), "{back}");
        }
    }

    #[test]
    fn after_filing_seized_things_leave_only_by_a_hand_over() {
        let filed = "2016-08-04 police case-filed #7";
        let lifted = "2016-08-10 food-drug seizure-lifted #1 goods:1";
        assert_eq!(flags(&told(&[filed, lifted])), ["across:left-without-hand-over:seizure-lifted/3"]);
        assert!(flags(&told(&[filed, "2016-08-05 food-drug items-handed-over #7", lifted])).is_empty());
        assert!(flags(&told(&[filed, "2016-08-10 police seizure-lifted #5"])).is_empty(), "the police's own seizure");
    }

    #[test]
    fn a_suspected_crime_is_not_closed_instead_of_transferred() {
        let alone = ["2016-08-01 food-drug suspected-crime-found #1", "2016-09-01 food-drug admin-case-closed #1"];
        assert_eq!(flags(&facts(&alone)), ["across:closed-instead:admin-case-closed/1"]);
        assert!(flags(&told(&alone)).is_empty(), "it was transferred");
        let refused = [alone[0], "2016-08-03 food-drug transfer-refused #7", alone[1]];
        assert!(flags(&facts(&refused)).is_empty(), "the head decided not to");
    }

    #[test]
    fn two_organs_that_decide_one_transfer_are_both_flagged_unless_it_was_forwarded() {
        let lines = ["2016-08-04 police case-filed #7", "2016-08-04 police case-not-filed #9 @rc-police"];
        assert_eq!(flags(&told(&lines)), ["across:two-organs:case-filed/2", "across:two-organs:case-not-filed/3"]);
        assert!(flags(&told(&[lines[0], lines[1], "2016-08-03 police case-forwarded #7"])).is_empty());
    }

    #[test]
    fn what_two_records_tell_differently_is_flagged_in_both_and_what_they_tell_alike_is_not() {
        let case = |day: &str| format!("2016-08-{day} police case-filed #9");
        let of = |day: &str| flags(&told(&["2016-08-04 police case-filed #7", &case(day)]));
        assert_eq!(of("05"), ["differs:case-filed/2", "differs:case-filed/3"]);
        assert!(of("04").is_empty() && of("04T15:00").is_empty());
    }

    #[test]
    fn what_a_record_tells_twice_word_by_word_is_told_once() {
        let mut history = told(&["2016-08-04 police case-filed #7", "2016-08-05 police case-filed #9"]);
        let expected = flags(&history);
        assert_eq!(expected, ["differs:case-filed/2", "differs:case-filed/3"]);
        let again: Vec<Fact> = history.iter().map(|fact| Fact { recorded: fact.recorded + 10, ..fact.clone() }).collect();
        history.extend(again);
        assert_eq!(flags(&history), expected);
    }

    #[test]
    fn a_flag_says_what_is_wrong_and_against_which_article() {
        for rule in SPANNING {
            let breach = Spanning::told(&format!("across:{}:decided/1", rule.code)).expect("a breach");
            assert_eq!((breach.part.as_str(), breach.zh.as_str()), ("decided/1", rule.zh));
            assert!(breach.article_zh.starts_with("行政执法机关移送涉嫌犯罪案件的规定"));
        }
        assert_eq!(Spanning::told("gap:decided/1"), None);
    }
}
