//! What the law demands of each step beside its place in the order: a report that breaks it is recorded and flagged, where a person's act is
//! refused ([`super::lawful`]), under the same article.
//!
//! What only the content of a step shows it says as ties ([`super::ties`]); their rules stand here too, so that each flag has its words.

use kernel::{Article, Charge, Demand, Label, Law, Rule, TransferKind, detention};

use super::article::Regime;
use super::steps::Step;

/// Fewer than two officers verified it.
pub(super) const ONE_OFFICER: &str = "one-officer";
/// More time was taken without the approval that it needs.
pub(super) const NOT_APPROVED: &str = "extended-without-approval";
/// A file for administrative detention took a step of a suspected crime.
pub(super) const NOT_FOR_DETENTION: &str = "not-for-detention";
/// A suspected crime took a step of a file for administrative detention.
pub(super) const NOT_FOR_CRIME: &str = "not-for-crime";
/// An organ asked about a case in which it has no part.
pub(super) const NO_PART: &str = "no-part";
/// A decision was entered that the organ did not make in this transfer.
pub(super) const NOT_DECIDED: &str = "not-decided";
/// No regulator has the case.
pub(super) const NO_REGULATOR: &str = "no-regulator";

/// A demand with its words, which any step may break: the article is that of the step.
#[derive(Clone, Copy)]
struct Bar {
    code: &'static str,
    demand: Demand,
    zh: &'static str,
    en: &'static str,
    /// Where it is written, if elsewhere than what the step rests on.
    article: Option<Article>,
}

impl Bar {
    const fn new(code: &'static str, demand: Demand, zh: &'static str, en: &'static str) -> Self {
        Self { code, demand, zh, en, article: None }
    }

    const fn of(self, step: Step) -> Rule {
        let Self { code, demand, zh, en, article } = self;
        let article = match article {
            Some(article) => article,
            None => step.article(TransferKind::Crime, Regime::Environment),
        };
        Rule { code, demand, zh, en, article }
    }
}

const CHARGE: Charge = Charge { given: "sent", passed: "forwarded", named: false };
const ANOTHER_ORGAN: Bar =
    Bar::new("another-organ", Demand::InCharge(CHARGE), "案件由其他公安机关办理", "another police organ is in charge");
const TO_ANOTHER_ORGAN: Bar = Bar::new(
    "to-another-organ",
    Demand::InCharge(Charge { named: true, ..CHARGE }),
    "该公安机关不是办案机关",
    "that police organ is not in charge",
);
const RECALLED: Bar = Bar::new("after-recall", Demand::NotAfter(&["recalled/*"]), "移送已撤回", "the transfer was taken back");
const RECALLED_TOO_LATE: Bar = Bar::new(
    "recalled-too-late",
    Demand::NotAfter(&["accepted/*", "returned/*", "filed/*", "not-filed/*", "detention-decided/*"]),
    "公安机关受案或者退回后不能撤回，案件仍由公安机关办理",
    "it cannot be taken back once police have accepted it or given it back: the case is still with them",
);
const NOT_SIGNED_FOR: Bar = Bar::new("not-signed-for", Demand::Needs(&["signed-for"]), "尚未签收", "it has not been signed for");
const RETURNED: Bar = Bar::new("after-return", Demand::NotAfter(&["returned/*"]), "案件已退回", "it was given back already");
/// A file for detention is examined after it was accepted.
const ACCEPTED: Bar =
    Bar::new("after-acceptance", Demand::NotAfter(&["accepted/@crime"]), "案件已受理", "it was accepted already");
const DETAINED: Bar =
    Bar::new("decided-already", Demand::NotAfter(&["detention-decided/*"]), "案件已作出决定", "it is decided already");
const UNANSWERED: Bar = Bar::new(
    "gaps-unanswered",
    Demand::NotSince(&["gaps-notified/*"], &["supplement-supplied/*", "supplement-impossible/*"]),
    "此前的补充材料通知尚未答复",
    "an earlier notice of gaps still waits for its answer",
);
const DECIDED: Bar =
    Bar::new("decided-already", Demand::NotAfter(&["filed/*", "not-filed/*"]), "案件已作出决定", "it is decided already");
const NOTIFIED: Bar = Bar::new(
    "refused-after-notice",
    Demand::NotAfter(&["filing-notified/*"]),
    "检察院已通知立案",
    "the procuratorate has given notice to file",
);
const FILED: Bar =
    Bar::new("filed-already", Demand::NotSince(&["filed/*"], &["case-withdrawn/*"]), "案件已经立案", "a case is filed already");
const EVER_FILED: Bar = Bar::new("filed-already", Demand::NotAfter(&["filed/*"]), "案件已经立案", "a case is filed already");
const REFUSED: Bar = Bar::new(
    "filed-after-refusal",
    Demand::NotSince(&["not-filed/*"], &["reconsidered/@reversed", "filing-notified/*"]),
    "不予立案的决定未经复议、监督改变",
    "the refusal was changed by no reconsideration or supervision",
);
const WITHDRAWN: Bar = Bar::new(
    "filed-after-withdrawal",
    Demand::NotSince(&["case-withdrawn/*"], &["filing-notified/*"]),
    "撤案的决定未经监督改变",
    "the withdrawal was changed by no supervision",
);
const NO_CASE: Bar =
    Bar::new("after-withdrawal", Demand::NotSince(&["case-withdrawn/*"], &["filed/*"]), "案件已撤销", "the case was withdrawn");
const NOT_ASKED: Bar = Bar::new(
    "not-asked-again",
    Demand::NotSince(&["case-withdrawn/*"], &["explanation-requested/*"]),
    "撤案后未要求公安机关说明理由",
    "the police have not been asked for their reasons since they withdrew the case",
);
const TOO_LONG: Bar = Bar {
    article: Some(detention::TOO_LONG.article),
    ..content(detention::TOO_LONG.code, detention::TOO_LONG.zh, detention::TOO_LONG.en)
};
const HEAD_REFUSED: Bar = Bar::new(
    "approved-after-refusal",
    Demand::Unless(&["transfer-urged/*"], &Demand::NotAfter(&["refused/*"])),
    "负责人已决定不移送",
    "the head had decided not to transfer it",
);
const HEAD_APPROVED: Bar = Bar::new(
    "refused-after-approval",
    Demand::NotAfter(&["approved/*"]),
    "负责人已批准移送",
    "the head had approved the transfer",
);
const UNDER_WAY: Bar = Bar::new(
    "urged-under-way",
    Demand::NotSince(&["approved/*", "sent/*"], &["recalled/*"]),
    "案件已批准移送",
    "the transfer is approved already",
);
const NOTHING_BACK: Bar = Bar::new(
    "nothing-back",
    Demand::Needs(&["filed/*", "not-filed/*", "returned/*", "case-withdrawn/*", "non-prosecution-notified/*"]),
    "没有应当由行政机关处理的情形",
    "nothing has come back for the regulator to handle",
);
const STILL_FILED: Bar = Bar::new(
    "nothing-back",
    Demand::Unless(
        &["transfer-urged/*", "penalty-urged/*", "non-prosecution-notified/*"],
        &Demand::NotSince(&["filed/*"], &["case-withdrawn/*"]),
    ),
    "案件没有退回行政机关处理",
    "the case has not come back to the regulator",
);

/// It was done before, and nothing came since by which it is done anew.
const fn done(before: &'static [&'static str], since: &'static [&'static str]) -> Bar {
    Bar::new("done-already", Demand::NotSince(before, since), "已经办理过", "that was done already")
}

/// It is the time after the last, or that of what it follows.
const fn round(of: &'static [&'static str], back: u16) -> Bar {
    Bar::new("wrong-round", Demand::Round(of, back), "次序（round）不符", "its round is another")
}

/// What the step's content shows.
const fn content(code: &'static str, zh: &'static str, en: &'static str) -> Bar {
    Bar::new(code, Demand::Content, zh, en)
}

const OF_CRIME: Bar = content(NOT_FOR_DETENTION, "移送行政拘留的案件没有此步骤", "a file sent for detention has no such step");

macro_rules! under {
    ($step:ident: $($bar:expr),*) => {{
        const RULES: &[Rule] = &[$($bar.of(Step::$step)),*];
        const LAW: Law = Law {
            article: Step::$step.article(TransferKind::Crime, Regime::Environment),
            label: Label::New,
            needs: &[],
            rules: RULES,
        };
        &LAW
    }};
}

impl Step {
    /// What the law demands of it.
    pub(super) const fn law(self) -> &'static Law {
        match self {
            Self::TransferUrged => {
                under!(TransferUrged: UNDER_WAY, content(NO_REGULATOR, "尚无行政机关办理该案", "no regulator has the case"))
            }
            Self::Reported => {
                under!(Reported: content(ONE_OFFICER, "应由二名以上人员核实", "two or more officers must verify it"))
            }
            Self::Approved => under!(Approved: HEAD_REFUSED),
            Self::Refused => under!(Refused: HEAD_APPROVED),
            Self::Sent => under!(Sent:),
            Self::PartyTold => under!(PartyTold: RECALLED),
            Self::SignedFor => under!(SignedFor: ANOTHER_ORGAN, RECALLED),
            Self::GapsNotified => under!(
                GapsNotified: ANOTHER_ORGAN, RECALLED, NOT_SIGNED_FOR, RETURNED, ACCEPTED, DETAINED, UNANSWERED,
                round(&["gaps-notified"], 1)
            ),
            Self::SupplementSupplied => under!(SupplementSupplied: RECALLED),
            Self::SupplementImpossible => under!(SupplementImpossible: RECALLED),
            Self::Recalled => under!(Recalled: RECALLED_TOO_LATE),
            Self::Forwarded => under!(Forwarded: ANOTHER_ORGAN, RECALLED, NOT_SIGNED_FOR, RETURNED, ACCEPTED, OF_CRIME),
            Self::Returned => under!(Returned: ANOTHER_ORGAN, RECALLED, NOT_SIGNED_FOR, ACCEPTED, DETAINED),
            Self::Accepted => under!(Accepted: ANOTHER_ORGAN, RECALLED, NOT_SIGNED_FOR, RETURNED),
            Self::Extended => under!(
                Extended: ANOTHER_ORGAN, DECIDED, OF_CRIME,
                content(
                    NOT_APPROVED,
                    "未写明经有权的公安机关负责人批准，不延长审查期限",
                    "it does not say that the head of an organ with that power approved it: the time to decide is not extended"
                )
            ),
            Self::NotFiled => under!(NotFiled: ANOTHER_ORGAN, EVER_FILED, NOTIFIED, OF_CRIME),
            Self::ReconsiderationRequested => under!(ReconsiderationRequested: EVER_FILED),
            Self::Reconsidered => under!(Reconsidered: ANOTHER_ORGAN),
            Self::SupervisionSuggested => under!(
                SupervisionSuggested: FILED, done(&["supervision-suggested/*"], &["case-withdrawn/*"]),
                round(&["supervision-suggested"], 1), OF_CRIME
            ),
            Self::ExplanationRequested => under!(
                ExplanationRequested: FILED, done(&["explanation-requested/*"], &["case-withdrawn/*"]),
                round(&["explanation-requested"], 1), TO_ANOTHER_ORGAN, OF_CRIME
            ),
            Self::ReasonsExplained => under!(ReasonsExplained: ANOTHER_ORGAN, round(&["explanation-requested"], 0)),
            Self::FilingNotified => under!(
                FilingNotified: FILED, done(&["filing-notified/*"], &["explanation-requested/*"]), NOT_ASKED,
                round(&["explanation-requested"], 0), TO_ANOTHER_ORGAN
            ),
            Self::Filed => under!(Filed: ANOTHER_ORGAN, FILED, REFUSED, WITHDRAWN, round(&["filed"], 1), OF_CRIME),
            Self::NoticeServed => under!(NoticeServed: ANOTHER_ORGAN, round(&["@"], 0)),
            Self::ItemsHandedOver => under!(ItemsHandedOver: TO_ANOTHER_ORGAN, NO_CASE),
            Self::DetentionDecided => under!(
                DetentionDecided: ANOTHER_ORGAN, RETURNED, TOO_LONG,
                content(NOT_FOR_CRIME, "案件不是移送行政拘留", "the file was not sent for detention")
            ),
            Self::DetentionCopied => under!(DetentionCopied: ANOTHER_ORGAN),
            Self::CaseWithdrawn => under!(CaseWithdrawn: ANOTHER_ORGAN, round(&["filed"], 0)),
            Self::WithdrawalTold => under!(WithdrawalTold: ANOTHER_ORGAN, round(&["case-withdrawn"], 0)),
            Self::NonProsecutionNotified => under!(NonProsecutionNotified: NO_CASE),
            Self::PenaltyUrged => under!(PenaltyUrged: NOTHING_BACK),
            Self::ResultReported => under!(ResultReported: STILL_FILED),
            Self::EnteredInPlatform => under!(
                EnteredInPlatform: content(
                    NOT_DECIDED,
                    "该决定不是本单位在本移送中作出的",
                    "that decision was not made in this transfer by whoever entered it"
                )
            ),
            Self::Consulted => {
                under!(Consulted: content(NO_PART, "本单位尚未参与该案办理", "the organ has no part in the case"))
            }
            Self::ConsultationAnswered => under!(ConsultationAnswered:),
        }
    }
}
