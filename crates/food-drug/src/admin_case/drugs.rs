//! What is particular to seized drugs (药品管理法第一百条、第一百零二条): their test, its dispute, and what is decided on them.

use kernel::admin::{SEIZED, SEIZED_LAW, Seized};
use kernel::parts::label;
use kernel::{Article, Demand, Field, Label, Law, LegalFact, Refusal, Rule, Says, Stage, Tie, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

kernel::data! {
    /// The report on the test of seized drugs was issued (药品检验报告书).
    DrugTestReported {
        /// The list of the seizure.
        list: String,
        /// Whether they passed, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passed: Option<bool>,
        /// The laboratory (药品检验机构), where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        laboratory: Option<String>,
        /// Number of the report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// The party asked for a retest (申请药品复验).
    DrugRetestRequested {
        /// The list of the seizure.
        list: String,
        /// Why, where stated, without names of natural persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// It was decided how the seized drugs are handled (行政处理决定).
    DrugSeizureDecided {
        /// The list of the seizure.
        list: String,
        /// What was decided.
        decision: DrugDecision,
        /// Number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }
}

/// What is decided on seized drugs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DrugDecision {
    /// 立案查处.
    CaseFiled,
    /// 解除查封、扣押.
    Lifted,
    /// 责令召回、处理.
    Handled,
    /// 移送公安机关.
    Transferred,
}

kernel::report!(DrugTestReported = "admin-case.drug-test-reported", check);
kernel::report!(DrugRetestRequested = "admin-case.drug-retest-requested", check);
kernel::report!(DrugSeizureDecided = "admin-case.drug-seizure-decided", check);

macro_rules! labelled {
    ($($name:ident),*) => {$(
        impl $name {
            fn consistent(&self) -> Result<(), Refusal> {
                label(&self.list)
            }
        }
    )*};
}

labelled!(DrugTestReported, DrugRetestRequested, DrugSeizureDecided);

const HANDLING: Article = Article::new("药品管理法(2019)第一百条", "Drug Administration Law (2019), art 100");
const RETEST: Article = Article::new("药品管理法(2019)第一百零二条", "Drug Administration Law (2019), art 102");
const UNSEIZED: Rule = Rule {
    code: "no-drugs-seized",
    demand: Demand::Needs(&["seized"]),
    zh: "该清单未查封扣押",
    en: "nothing was seized under this list",
    article: HANDLING,
};

const NOT_DRUGS_CODE: &str = "seized-no-drugs";

const fn not_drugs(article: Article) -> Rule {
    Rule {
        code: NOT_DRUGS_CODE,
        demand: Demand::Content,
        zh: "该清单查封扣押的不是药品",
        en: "what was seized under this list is not said to be drugs",
        article,
    }
}

/// Sealed or seized: a person may say that it is of drugs.
pub(super) const SEIZED_HERE: Stage = SEIZED.under(&Law {
    needs: &[
        Field::required("list", "清单编号", "list"),
        Field::optional("goods", "物品", "goods"),
        Field::optional("drugs", "是否药品", "whether they are drugs"),
    ],
    ..SEIZED_LAW
});

/// The steps that are taken with seized drugs only.
pub(super) const STEPS: &[&str] = &["drug-test-reported", "drug-retest-requested", "drug-seizure-decided"];

/// That a step on `list` is one with drugs.
pub(super) fn step(fact: LegalFact, part: &str, list: &str) -> Vec<Says> {
    let does = Tie::Does { what: drugs_of(list), part: part.to_owned(), until: None };
    vec![Says::Legal(fact), Says::Tie(does)]
}

/// That what was seized is no drugs, so that no step with drugs follows.
pub(super) fn seized(data: &Seized) -> Option<Says> {
    let forbids = || Tie::Forbids { what: drugs_of(&data.list), rule: NOT_DRUGS_CODE.to_owned(), after: None, paused: None };
    (!data.drugs).then(|| Says::Tie(forbids()))
}

fn drugs_of(list: &str) -> String {
    format!("drugs/{list}")
}

/// Drug test reported.
pub(super) const TEST_REPORTED: Stage =
    Stage::after("drug-test-reported", "药品检验报告已出具", "drug test reported", &["seized"]).under(&Law {
        article: HANDLING,
        label: Label::Of(&["seized"]),
        needs: &[
            Field::optional("passed", "是否合格", "whether they passed"),
            Field::optional("document", "报告编号", "number of the report"),
        ],
        rules: &[UNSEIZED, not_drugs(HANDLING)],
    });
/// Retest of a drug requested.
pub(super) const RETEST_REQUESTED: Stage =
    Stage::after("drug-retest-requested", "已申请药品复验", "retest of drugs requested", &["drug-test-reported"]).under(&Law {
        article: RETEST,
        label: Label::Of(&["drug-test-reported"]),
        needs: &[Field::optional("reasons", "理由", "reasons")],
        rules: &[
            Rule {
                code: "drug-not-tested",
                demand: Demand::Needs(&["drug-test-reported"]),
                zh: "该清单的药品没有检验报告",
                en: "no test of the drugs on this list was reported",
                article: RETEST,
            },
            not_drugs(RETEST),
        ],
    });
/// Handling of seized drugs decided.
pub(super) const SEIZURE_DECIDED: Stage = Stage::after(
    "drug-seizure-decided",
    "已对查封扣押药品作出处理决定",
    "handling of seized drugs decided",
    &["seized"],
)
.under(&Law {
    article: HANDLING,
    label: Label::Of(&["seized"]),
    needs: &[Field::required("decision", "处理决定", "decision"), Field::optional("document", "文书号", "document number")],
    rules: &[
        UNSEIZED,
        not_drugs(HANDLING),
        Rule {
            code: "drugs-decided-after-end",
            demand: Demand::NotAfter(&["seizure-lifted", "goods-disposed"]),
            zh: "查封扣押已解除或者药品已处理",
            en: "the seizure has ended already",
            article: HANDLING,
        },
    ],
});
