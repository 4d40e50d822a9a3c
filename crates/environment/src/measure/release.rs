//! What a party does to get back what a measure sealed or seized, and what follows (MEP Order 29): a measure is one seizure, so that these
//! steps need no list. In a case of its own an agency takes the same steps by list ([`kernel::admin`]).

use kernel::{Article, Demand, Field, Label, Law, Refusal, Rule, Says, Stage, Tie, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::report::{Imposed, Lifted, LiftedBecause, MeasureKind};

kernel::data! {
    /// The party asked for the release of what was seized (申请解除查封、扣押).
    ReleaseRequested {
        /// Why, where stated, without names of natural persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// It was decided on the party's request (解除申请审查决定).
    ReleaseDecided {
        /// Whether the seizure is lifted; else it goes on (维持). The lifting itself is a report of its own.
        released: bool,
        /// Why it goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// That decision was served (送达).
    ReleaseServed {
        /// How, such as 直接送达.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<String>,
    }

    /// The party was told to collect what was released (通知领取).
    ReleaseAnnounced {
        /// How, such as 公告.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<String>,
    }

    /// The party collected it (领取物品).
    GoodsCollected {
        /// Number of the signed list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }
}

kernel::report!(ReleaseRequested = "measure.release-requested");
kernel::report!(ReleaseDecided = "measure.release-decided", check);
kernel::report!(ReleaseServed = "measure.release-served");
kernel::report!(ReleaseAnnounced = "measure.release-announced");
kernel::report!(GoodsCollected = "measure.goods-collected");

impl ReleaseDecided {
    fn consistent(&self) -> Result<(), Refusal> {
        if !self.released && self.reasons.as_deref().is_none_or(|reasons| reasons.trim().is_empty()) {
            return Err(Refusal::contradiction("维持查封扣押须写明理由", "that the seizure goes on needs its reasons"));
        }
        Ok(())
    }
}

/// The stages of the release of a seizure, by their codes.
pub(super) const STEPS: &[&str] =
    &["release-requested", "release-decided", "release-served", "release-announced", "goods-collected"];
/// Those of them that follow the release.
pub(super) const RETURNED: &[&str] = &["release-announced", "goods-collected"];

const RELEASE: Article = Article::new(
    "环境保护主管部门实施查封、扣押办法（条号待核）",
    "Measure on sealing and seizing (MEP Order 29; article to be checked)",
);
/// What only a seizure has.
pub(super) const NOTHING_SEIZED: Rule = Rule {
    code: "nothing-seized",
    demand: Demand::Content,
    zh: "该措施不是查封扣押",
    en: "the measure is no seizure",
    article: RELEASE,
};
const WITH_THE_POLICE: Rule = Rule {
    code: "handed-to-police",
    demand: Demand::Content,
    zh: "物品已随案移交公安机关，没有可领取的",
    en: "the things went to the police with the case: there is nothing to collect",
    article: RELEASE,
};

const fn after(code: &'static str, before: &'static [&'static str], zh: &'static str, en: &'static str) -> Rule {
    Rule { code, demand: Demand::Needs(before), zh, en, article: RELEASE }
}

const fn law(needs: &'static [Field], rules: &'static [Rule]) -> Law {
    Law { article: RELEASE, label: Label::Whole, needs, rules }
}

const LIFTED: Rule = after("release-unlifted", &["lifted"], "查封扣押尚未解除", "the seizure was not lifted");

/// Release requested.
pub(super) const REQUESTED: Stage = Stage::after("release-requested", "已申请解除查封扣押", "release requested", &["imposed"])
    .under(&law(
        &[Field::optional("reasons", "理由", "reasons")],
        &[
            NOTHING_SEIZED,
            Rule {
                code: "release-requested-after-end",
                demand: Demand::NotAfter(&["lifted"]),
                zh: "查封扣押已解除",
                en: "the seizure has ended already",
                article: RELEASE,
            },
        ],
    ));
/// Request for release decided.
pub(super) const DECIDED: Stage =
    Stage::after("release-decided", "已审查解除申请", "request for release decided", &["release-requested"]).under(&law(
        &[Field::required("released", "是否解除", "whether it is lifted"), Field::optional("reasons", "理由", "reasons")],
        &[NOTHING_SEIZED],
    ));
/// Decision on release served.
pub(super) const SERVED: Stage =
    Stage::after("release-served", "解除审查决定已送达", "decision on release served", &["release-decided"])
        .under(&law(&[Field::optional("manner", "送达方式", "manner")], &[NOTHING_SEIZED]));
/// Told to collect released goods.
pub(super) const ANNOUNCED: Stage =
    Stage::after("release-announced", "已通知领取", "told to collect released goods", &["lifted"])
        .under(&law(&[Field::optional("manner", "通知方式", "manner")], &[NOTHING_SEIZED, LIFTED, WITH_THE_POLICE]));
/// Released goods collected.
pub(super) const COLLECTED: Stage = Stage::after("goods-collected", "物品已领取", "released goods collected", &["lifted"]).under(
    &law(&[Field::optional("document", "领取清单编号", "number of the signed list")], &[NOTHING_SEIZED, LIFTED, WITH_THE_POLICE]),
);

const OF_A_SEIZURE: &str = "of-a-seizure";
const COLLECTING: &str = "collecting";

/// That `part` is a step of a release, and whether it is one that follows it.
pub(super) fn step(part: &str) -> Vec<Says> {
    let collecting = RETURNED.contains(&part).then(|| does(COLLECTING, part));
    [of_a_seizure(part)].into_iter().chain(collecting).collect()
}

/// That `part` is a step that only a seizure has.
pub(super) fn of_a_seizure(part: &str) -> Says {
    does(OF_A_SEIZURE, part)
}

fn does(what: &str, part: &str) -> Says {
    Says::Tie(Tie::Does { what: what.to_owned(), part: part.to_owned(), until: None })
}

/// That nothing was seized, so that nothing is tested or released.
pub(super) fn imposed(data: &Imposed) -> Option<Says> {
    (data.kind != MeasureKind::Seize).then(|| forbids(OF_A_SEIZURE, NOTHING_SEIZED))
}

/// That what was seized is with the police, so that nobody collects it.
pub(super) fn lifted(data: &Lifted) -> Option<Says> {
    (data.because == LiftedBecause::HandedOver).then(|| forbids(COLLECTING, WITH_THE_POLICE))
}

fn forbids(what: &str, rule: Rule) -> Says {
    Says::Tie(Tie::Forbids { what: what.to_owned(), rule: rule.code.to_owned(), after: None, paused: None })
}
