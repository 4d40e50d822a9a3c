//! What the content of a step says to the other steps, so that lists know a breach as well as the record itself ([`super::rules`]).

use kernel::transfer::consultation::Consulted;
use kernel::transfer::platform::Entered;
use kernel::transfer::police::{Extended, Extension, Reconsideration};
use kernel::{Says, Tie, TransferKind};

use super::decide::number;
use super::rules::{NO_PART, NO_REGULATOR, NOT_APPROVED, NOT_DECIDED, NOT_FOR_CRIME, NOT_FOR_DETENTION, ONE_OFFICER};
use super::steps::{Said, Step};
use crate::Account;

/// The steps that only a suspected crime has.
const OF_CRIME: [Step; 6] =
    [Step::Forwarded, Step::Extended, Step::NotFiled, Step::Filed, Step::SupervisionSuggested, Step::ExplanationRequested];

/// The decisions that are steps of a transfer, as a platform names them.
pub(super) const DECISIONS: [(Step, Entered); 6] = [
    (Step::Approved, Entered::TransferApproved),
    (Step::Refused, Entered::TransferRefused),
    (Step::Filed, Entered::CaseFiled),
    (Step::NotFiled, Entered::CaseNotFiled),
    (Step::CaseWithdrawn, Entered::CaseWithdrawn),
    (Step::NonProsecutionNotified, Entered::NotProsecuted),
];

/// Whether the approval was given that `data` needs; a particularly complex case is not approved by the organ that decides it.
pub(super) fn approved(account: &Account, data: &Extended) -> bool {
    match data.ground {
        Extension::Clue | Extension::Complex => true,
        Extension::Major => data.approved_by.is_some(),
        Extension::Special => data.approved_by.as_ref().is_some_and(|by| *by != account.org),
    }
}

/// What `said`, which is told as `part`, says beside its own facts.
pub(super) fn ties(account: &Account, said: &Said, part: &str) -> Vec<Says> {
    let step = said.step();
    let mut ties: Vec<Tie> = names(said).into_iter().map(Tie::Names).collect();
    if let Said::Consulted(data) = said {
        ties.extend(asks(account, data, part));
    } else {
        ties.push(Tie::Lists(concerned(&account.org)));
    }
    if let Said::Sent(data) = said {
        ties.extend([Some(&data.to), data.copied_to.as_ref()].into_iter().flatten().map(|org| Tie::Lists(concerned(org))));
        ties.push(of_kind(data.kind));
    }
    if let Said::Forwarded(data) = said {
        ties.push(Tie::Lists(concerned(&data.to)));
    }
    if let Said::Reported(data) = said {
        ties.push(of_kind(data.kind));
        if data.officers.is_some_and(|officers| officers < 2) {
            ties.extend(breaks(ONE_OFFICER, part));
        }
    }
    if let Said::GapsNotified(data) = said {
        // Its answer says the round only: two organs that count it differently leave open what was answered.
        ties.push(Tie::Is(format!("gaps/{}", data.round), account.org.to_string()));
    }
    if let Said::Extended(data) = said
        && !approved(account, data)
    {
        ties.extend(breaks(NOT_APPROVED, part));
    }
    if let Said::ItemsHandedOver(data) = said
        && data.items.is_empty()
    {
        ties.extend([Tie::Lists("material".to_owned()), Tie::Takes("material".to_owned())]);
    }
    if OF_CRIME.contains(&step) {
        ties.push(does("step-of-crime", part));
    }
    if step == Step::DetentionDecided {
        ties.push(does("step-of-detention", part));
    }
    if step == Step::TransferUrged {
        ties.push(does("opinion", part));
    }
    if own(account) && account.agency.as_ref().is_some_and(|agency| agency.as_str() == "police") {
        ties.push(forbids("opinion", NO_REGULATOR));
    }
    ties.extend(DECISIONS.iter().filter(|(of, _)| *of == step).map(|(_, entered)| Tie::Lists(decision(account, *entered))));
    if let Said::EnteredInPlatform(data) = said
        && DECISIONS.iter().any(|(_, entered)| *entered == data.decision)
    {
        let (what, part) = (decision(account, data.decision), part.to_owned());
        ties.push(Tie::Needs { what, part, rule: NOT_DECIDED.to_owned() });
    }
    ties.into_iter().map(Says::Tie).collect()
}

/// Whom or what the rules of other steps mean by `said`: to whom the case goes, what was decided, of what a notice is.
fn names(said: &Said) -> Option<String> {
    if let Said::Sent(data) = said {
        Some(data.to.to_string())
    } else if let Said::Forwarded(data) = said {
        Some(data.to.to_string())
    } else if let Said::ItemsHandedOver(data) = said {
        Some(data.to.to_string())
    } else if let Said::ExplanationRequested(data) = said {
        Some(data.police.to_string())
    } else if let Said::FilingNotified(data) = said {
        Some(data.police.to_string())
    } else if let Said::Accepted(data) = said {
        Some(data.kind.code().to_owned())
    } else if let Said::NoticeServed(data) = said {
        Some(data.decision.code().to_owned())
    } else if let Said::Reconsidered(data) = said {
        Some(match data.outcome {
            Reconsideration::Reversed => "reversed".to_owned(),
            Reconsideration::Upheld => "upheld".to_owned(),
        })
    } else {
        None
    }
}

/// Who asks about a case that is not its own has to do with it otherwise; no two put a question of one number to the same organ.
fn asks(account: &Account, data: &Consulted, part: &str) -> Vec<Tie> {
    let asked = Tie::Is(super::event::question(&data.question, &data.to), account.org.to_string());
    let mut ties = vec![asked, Tie::Lists(concerned(&data.to))];
    if matches!(number(account), Ok(Some(_))) && !own(account) {
        ties.push(Tie::Needs { what: concerned(&account.org), part: part.to_owned(), rule: NO_PART.to_owned() });
    }
    ties
}

/// Whether the transfer is of a case of whoever tells it.
fn own(account: &Account) -> bool {
    matches!(number(account), Ok(Some(number)) if *number.org() == account.org)
}

/// What the kind of a transfer forbids.
fn of_kind(kind: TransferKind) -> Tie {
    match kind {
        TransferKind::Crime => forbids("step-of-detention", NOT_FOR_CRIME),
        TransferKind::Detention => forbids("step-of-crime", NOT_FOR_DETENTION),
    }
}

fn forbids(what: &str, rule: &str) -> Tie {
    Tie::Forbids { what: what.to_owned(), rule: rule.to_owned(), after: None, paused: None }
}

fn does(what: &str, part: &str) -> Tie {
    Tie::Does { what: what.to_owned(), part: part.to_owned(), until: None }
}

/// The part breaks the rule by itself.
fn breaks(rule: &str, part: &str) -> [Tie; 2] {
    [forbids(part, rule), does(part, part)]
}

fn concerned(org: &kernel::OrgId) -> String {
    format!("concerned/{org}")
}

fn decision(account: &Account, decision: Entered) -> String {
    format!("decision/{}@{}", decision.code(), account.org)
}
