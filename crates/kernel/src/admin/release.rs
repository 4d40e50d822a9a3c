//! What a party does to get back what was seized, and what follows: its request, the decision on it, and the collecting of what was released.
//!
//! The terms are those of 环境保护主管部门实施查封、扣押办法 (MEP Order 29); other regulators take the same steps without them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::law::{UNSEIZED, needs};
use crate::parts::label;
use crate::{Article, Demand, Field, Label, Law, Refusal, Rule, Stage, When};

crate::data! {
    /// The party asked for the release of what was seized (申请解除查封、扣押).
    ReleaseRequested {
        /// The list of the seizure.
        list: String,
        /// Why, where stated, without names of natural persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// It was decided on the party's request (解除申请审查决定).
    ReleaseDecided {
        /// The list of the seizure.
        list: String,
        /// Whether the seizure is lifted; else it goes on (维持). The lifting itself is a report of its own.
        released: bool,
        /// Why it goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// That decision was served (送达).
    ReleaseServed {
        /// The list of the seizure.
        list: String,
        /// How, such as 直接送达.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<String>,
    }

    /// The party was told to collect what was released (通知领取).
    ReleaseAnnounced {
        /// The list of the seizure.
        list: String,
        /// How, such as 公告.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<String>,
    }

    /// The party collected it (领取物品).
    GoodsCollected {
        /// The list of the seizure.
        list: String,
        /// Number of the signed list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }
}

const RELEASE: Article = Article::new(
    "环境保护主管部门实施查封、扣押办法（条号待核）",
    "Measure on sealing and seizing (MEP Order 29; article to be checked)",
);
const RETURN: Article = Article::new("行政强制法(2011)第二十八条", "Administrative Coercion Law (2011), art 28");

/// Release requested.
pub const RELEASE_REQUESTED: Stage = Stage::after("release-requested", "已申请解除查封扣押", "release requested", &["seized"])
    .under(&Law {
        article: RELEASE,
        label: Label::Of(&["seized"]),
        needs: &[Field::optional("reasons", "理由", "reasons")],
        rules: &[
            UNSEIZED,
            Rule {
                code: "release-requested-after-end",
                demand: Demand::NotAfter(&["seizure-lifted", "goods-disposed"]),
                zh: "查封扣押已解除或者物品已处理",
                en: "the seizure has ended already",
                article: RELEASE,
            },
        ],
    });
/// Request for release decided.
pub const RELEASE_DECIDED: Stage =
    Stage::after("release-decided", "已审查解除申请", "request for release decided", &["release-requested"]).under(&Law {
        article: RELEASE,
        label: Label::Of(&["release-requested"]),
        needs: &[Field::required("released", "是否解除", "whether it is lifted"), Field::optional("reasons", "理由", "reasons")],
        rules: &[needs(
            "release-not-requested",
            &["release-requested"],
            "该清单没有解除申请",
            "no release of this list was asked for",
            RELEASE,
        )],
    });
/// Decision on release served.
pub const RELEASE_SERVED: Stage =
    Stage::after("release-served", "解除审查决定已送达", "decision on release served", &["release-decided"]).under(&Law {
        article: RELEASE,
        label: Label::Of(&["release-decided"]),
        needs: &[Field::optional("manner", "送达方式", "manner")],
        rules: &[needs(
            "release-undecided",
            &["release-decided"],
            "该清单没有可送达的审查决定",
            "there is no decision on this list to serve",
            RELEASE,
        )],
    });
/// Told to collect released goods.
pub const RELEASE_ANNOUNCED: Stage =
    Stage::after("release-announced", "已通知领取", "told to collect released goods", &["seizure-lifted"]).under(&Law {
        article: RETURN,
        label: Label::Of(&["seizure-lifted"]),
        needs: &[Field::optional("manner", "通知方式", "manner")],
        rules: &[needs(
            "release-unlifted",
            &["seizure-lifted"],
            "该清单的查封扣押尚未解除",
            "the seizure of this list was not lifted",
            RETURN,
        )],
    });
/// Released goods collected.
pub const GOODS_COLLECTED: Stage = Stage::after("goods-collected", "物品已领取", "released goods collected", &["seizure-lifted"])
    .under(&Law {
        article: RETURN,
        label: Label::Of(&["seizure-lifted"]),
        needs: &[Field::optional("document", "领取清单编号", "number of the signed list")],
        rules: &[
            needs(
                "collected-unlifted",
                &["seizure-lifted"],
                "该清单的查封扣押尚未解除",
                "the seizure of this list was not lifted",
                RETURN,
            ),
            Rule {
                code: "collected-after-disposal",
                demand: Demand::NotAfter(&["goods-disposed"]),
                zh: "该清单的物品已经处理",
                en: "the goods of this list were disposed of",
                article: RETURN,
            },
        ],
    });
macro_rules! labelled {
    ($($name:ident),*) => {$(
        impl $name {
            /// Whether it contradicts itself.
            ///
            /// # Errors
            /// A [`Refusal`] with the sentence for the sender.
            pub fn consistent(&self) -> Result<(), Refusal> {
                label(&self.list)
            }
        }
    )*};
}

labelled!(ReleaseRequested, ReleaseServed, ReleaseAnnounced, GoodsCollected);

impl ReleaseDecided {
    /// Whether it contradicts itself.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn consistent(&self) -> Result<(), Refusal> {
        label(&self.list)?;
        if !self.released && self.reasons.as_deref().is_none_or(|reasons| reasons.trim().is_empty()) {
            return Err(Refusal::contradiction("维持查封扣押须写明理由", "that the seizure goes on needs its reasons"));
        }
        Ok(())
    }
}
