//! What the law says of a sample from receipt to handling, under the rules of its day.

use chrono::NaiveDate;
use kernel::{Article, Class, Demand, Field, Identity, Kind, Label, Law, Rule, Stage};

/// The rules of food sampling: those in force on the day of the test go with the sample to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// 食品安全抽样检验管理办法, CFDA Order 11, from 2015-02-01.
    Order11,
    /// 食品安全抽样检验管理办法, SAMR Order 15, from 2019-10-01.
    Order15,
}

impl Regime {
    /// The rules in force on `day`.
    pub fn on(day: NaiveDate) -> Self {
        if NaiveDate::from_ymd_opt(2019, 10, 1).is_some_and(|from| day >= from) { Self::Order15 } else { Self::Order11 }
    }

    /// The rule that there is no retest of microbes, of expired goods, without backup [K: the articles' numbers].
    pub const fn exclusion(self) -> Rule {
        match self {
            Self::Order11 => excluded(
                "retest-excluded",
                Article::new("食品安全抽样检验管理办法(2014)第三十四条", "Food sampling rules (CFDA Order 11), art 34"),
            ),
            Self::Order15 => excluded(
                "retest-excluded-2019",
                Article::new("食品安全抽样检验管理办法(2019)第三十三条", "Food sampling rules (SAMR Order 15), art 33"),
            ),
        }
    }
}

const fn excluded(code: &'static str, article: Article) -> Rule {
    let zh = "微生物指标、超过保质期或无备份样品的，不予复检";
    Rule { code, demand: Demand::Content, zh, en: "no retest of microbes, of expired goods, or without a backup part", article }
}

const TESTING: Article = Article::new("食品安全法(2015)第八十七条", "Food Safety Law (2015), art 87");
const RETEST: Article = Article::new("食品安全法(2015)第八十八条", "Food Safety Law (2015), art 88");
const PUBLICATION: Article = Article::new("食品安全法(2015)第一百一十八条", "Food Safety Law (2015), art 118");

const ADDRESSEES: Label = Label::Among(&["premises", "producer", "supplier"]);
const ASKED: Label = Label::Of(&["retest-requested"]);

const fn plain(article: Article, label: Label, needs: &'static [Field]) -> Law {
    Law { article, label, needs, rules: &[] }
}

const fn answer(code: &'static str, demand: Demand, zh: &'static str, en: &'static str) -> Rule {
    Rule { code, demand, zh, en, article: RETEST }
}

const UNASKED: Rule =
    answer("answered-unasked", Demand::Needs(&["retest-requested"]), "该方未申请复检", "this party asked for no retest");
const ACCEPTED: Law = Law {
    article: RETEST,
    label: ASKED,
    needs: &[],
    rules: &[
        UNASKED,
        answer(
            "accepted-after-refusal",
            Demand::NotAfter(&["retest-refused"]),
            "已不予受理的复检不能再受理",
            "a retest that was refused is not accepted",
        ),
        Regime::Order11.exclusion(),
        Regime::Order15.exclusion(),
    ],
};
const REFUSED: Law = Law {
    article: RETEST,
    label: ASKED,
    needs: &[Field::required("reasons", "理由", "reasons")],
    rules: &[
        UNASKED,
        answer(
            "refused-after-acceptance",
            Demand::NotAfter(&["retest-accepted"]),
            "已受理的复检不能再拒绝",
            "a retest that was accepted is not refused",
        ),
    ],
};
const REQUESTED: Law = Law {
    article: RETEST,
    label: ADDRESSEES,
    needs: &[Field::optional("reasons", "理由", "reasons")],
    rules: &[Rule {
        code: "retest-after-final-result",
        demand: Demand::NotAfter(&["retest-reported"]),
        zh: "复检结论为最终检验结论",
        en: "the result of a retest is final",
        article: RETEST,
    }],
};

/// The rules of 2019, as far as their articles are not checked [K].
const RULES: Article =
    Article::new("食品安全抽样检验管理办法(2019)（条号待核）", "Food sampling rules (SAMR Order 15; article to be checked)");
const NAMING_EXTENDED: Law = Law {
    article: RULES,
    label: Label::Whole,
    needs: &[Field::optional("until", "延长至", "until"), Field::optional("reasons", "理由", "reasons")],
    rules: &[Rule {
        code: "naming-extended-after-naming",
        demand: Demand::NotAfter(&["retest-lab-named"]),
        zh: "复检机构已经确定，无须延长",
        en: "the retest laboratory is named: nothing is left to extend",
        article: RULES,
    }],
};
const QUICK_DISPUTED: Law = Law {
    article: RULES,
    label: Label::Of(&["quick-test-notified"]),
    needs: &[],
    rules: &[Rule {
        code: "quick-test-untold",
        demand: Demand::Needs(&["quick-test-notified"]),
        zh: "未告知该方快速检测结果",
        en: "this party was told of no quick test",
        article: RULES,
    }],
};

/// The kind with its stages.
pub(super) const KIND: Kind = Kind {
    code: "food-drug.sample",
    zh: "食药抽样检验",
    en: "Food and drug sample",
    class: Class::Inspection,
    identity: Identity::Own,
    stages: &[
        Stage::first("taken", "已抽样", "taken"),
        Stage::after("quick-test-notified", "已告知快速检测结果", "told of a quick test", &["taken"]).under(&plain(
            RULES,
            ADDRESSEES,
            &[Field::required("verdict", "结论", "verdict"), Field::optional("item", "检测项目", "item")],
        )),
        Stage::after("quick-test-disputed", "对快速检测有异议", "quick test disputed", &["quick-test-notified"])
            .under(&QUICK_DISPUTED),
        Stage::after("received", "承检机构已收样", "received by the laboratory", &["taken"]).under(&plain(
            TESTING,
            Label::Whole,
            &[Field::optional("laboratory", "承检机构", "laboratory")],
        )),
        Stage::after("high-risk-found", "发现高风险结果", "result of high risk found", &["taken"]).under(&plain(
            RULES,
            Label::Whole,
            &[Field::optional("item", "检验项目", "item")],
        )),
        Stage::after("high-risk-reported", "已报告高风险结果", "result of high risk reported", &["high-risk-found"])
            .under(&plain(RULES, Label::Whole, &[Field::optional("to", "报告对象", "to whom")])),
        Stage::after("tested", "已检验", "tested", &["taken"]),
        Stage::after("submitted", "已报送检验结论", "report sent to the regulator", &["tested"]).under(&plain(
            TESTING,
            Label::Whole,
            &[Field::required("verdict", "结论", "verdict")],
        )),
        Stage::after("notified", "已告知", "notified", &["tested"]).under(&plain(
            TESTING,
            ADDRESSEES,
            &[Field::optional("document", "文书号", "document number")],
        )),
        Stage::after("retest-requested", "已申请复检", "retest requested", &["notified"]).under(&REQUESTED),
        Stage::after("retest-accepted", "已受理复检", "retest accepted", &["retest-requested"]).under(&ACCEPTED),
        Stage::after("retest-refused", "不予受理复检", "retest not accepted", &["retest-requested"]).under(&REFUSED),
        Stage::after(
            "retest-naming-extended",
            "已延长确定复检机构",
            "time to name the retest laboratory extended",
            &["retest-accepted"],
        )
        .under(&NAMING_EXTENDED),
        Stage::after("retest-lab-named", "已确定复检机构", "retest laboratory named", &["retest-accepted"]).under(&plain(
            RETEST,
            Label::Whole,
            &[Field::required("laboratory", "复检机构", "laboratory")],
        )),
        Stage::after("backup-collected", "已调取备份样品", "backup part collected", &["retest-lab-named"]).under(&plain(
            RETEST,
            Label::Whole,
            &[],
        )),
        Stage::after("retest-reported", "已出具复检结论", "retest reported", &["retest-accepted"]).under(&plain(
            RETEST,
            Label::Whole,
            &[Field::required("verdict", "结论", "verdict")],
        )),
        Stage::after("authenticity-disputed", "已提出真实性异议", "authenticity disputed", &["notified"]).under(&plain(
            RETEST,
            ADDRESSEES,
            &[],
        )),
        Stage::after("backup-disposed", "已处置备份样品", "backup part disposed of", &["tested"]).under(&plain(
            RULES,
            Label::Whole,
            &[Field::required("how", "处理方式", "how")],
        )),
        Stage::after("published", "已公布", "published", &["tested"]).under(&plain(
            PUBLICATION,
            Label::Whole,
            &[Field::optional("notice", "公告号", "notice")],
        )),
        Stage::after("handling-finished", "已完成核查处置", "handling finished", &["notified"]).under(&plain(
            TESTING,
            Label::Whole,
            &[Field::optional("case", "案件编号", "case")],
        )),
    ],
};
