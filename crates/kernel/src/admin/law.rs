//! What the law of penalties and of administrative coercion says of each stage of a regulator's case.
//!
//! Articles are those of 行政处罚法(2021), with their numbers in that of 1996, and 行政强制法(2011). Terms in working days are a matter of the
//! clocks, which know the calendar.

use crate::{Article, Demand, Field, Label, Lasting, Law, Rule, Stage, Term};

/// An article of the law of 2021 with its number in that of 1996, which was in force until 14 July 2021; what is new has none.
macro_rules! penalties {
    ($zh:literal, $en:literal, $old_zh:literal, $old_en:literal) => {
        penalties!(@ $zh, $en, concat!("行政处罚法(1996)第", $old_zh, "条[K]"), concat!("Administrative Penalty Law (1996), art ", $old_en, " [K]"))
    };
    ($zh:literal, $en:literal) => {
        penalties!(@ $zh, $en, "行政处罚法(1996)无此规定[K]", "Administrative Penalty Law (1996): no such provision [K]")
    };
    (@ $zh:literal, $en:literal, $before_zh:expr, $before_en:expr) => {
        Article::new(concat!("行政处罚法(2021)第", $zh, "条"), concat!("Administrative Penalty Law (2021), art ", $en))
            .before((2021, 7, 15), $before_zh, $before_en)
    };
}
pub(super) use penalties;

const FILING: Article = penalties!("五十四", "54");
const EXTENSION: Article = penalties!("六十", "60");
const PRESERVATION: Article = penalties!("五十六", "56", "三十七", "37");
const DECISION: Article = penalties!("五十七", "57", "三十八", "38");
const SERVICE: Article = penalties!("六十一", "61", "四十", "40");
const HEARING: Article = penalties!("六十三", "63", "四十二", "42");
const HEARING_FORM: Article = penalties!("六十四", "64", "四十二", "42");
const HEARING_RECORD: Article = penalties!("六十五", "65", "四十三", "43");
const PAYMENT: Article = penalties!("六十七", "67", "四十六", "46");
const APPEAL: Article = penalties!("七十三", "73", "四十五", "45");
const SEIZURE: Article = Article::new("行政强制法(2011)第二十四条", "Administrative Coercion Law (2011), art 24");
const EMERGENCY: Article = Article::new("行政强制法(2011)第十九条", "Administrative Coercion Law (2011), art 19");
/// How long a seizure lasts, and that the time of testing does not count.
pub const SEIZURE_TERM: Article = Article::new("行政强制法(2011)第二十五条", "Administrative Coercion Law (2011), art 25");
const DISPOSAL: Article = Article::new("行政强制法(2011)第二十七条", "Administrative Coercion Law (2011), art 27");
const LIFTING: Article = Article::new("行政强制法(2011)第二十八条", "Administrative Coercion Law (2011), art 28");
const CRIME: Article = Article::new(
    "行政执法机关移送涉嫌犯罪案件的规定第三条",
    "Rules on the transfer of suspected crime (State Council Order 310), art 3",
);

const DECISIONS: &[&str] = &["penalised", "decided", "decided-directly"];
const BY_DECISION: Label = Label::Of(DECISIONS);
const BY_SEIZURE: Label = Label::Of(&["seized"]);
const LIST: &[Field] = &[Field::required("list", "清单编号", "list"), Field::optional("goods", "物品", "goods")];
const REASONS: &[Field] = &[Field::required("reasons", "理由", "reasons")];

pub(super) const fn plain(article: Article, label: Label, needs: &'static [Field]) -> Law {
    Law { article, label, needs, rules: &[] }
}

pub(super) const fn needs(
    code: &'static str,
    before: &'static [&'static str],
    zh: &'static str,
    en: &'static str,
    article: Article,
) -> Rule {
    Rule { code, demand: Demand::Needs(before), zh, en, article }
}

/// The law of filing a case.
pub const FILED: Law =
    plain(FILING, Label::Whole, &[Field::required("cause", "案由", "cause"), Field::optional("premises", "场所", "premises")]);

/// The law of a decision that penalises.
pub const DECIDED: Law = Law {
    article: DECISION,
    label: Label::New,
    needs: &[
        Field::required("decision", "决定次序", "number of the decision"),
        Field::required("kinds", "处罚种类", "kinds of penalty"),
        Field::optional("fine", "罚款", "fine"),
    ],
    rules: &[
        Rule {
            code: "decided-without-hearing",
            demand: Demand::Owes("hearing-requested", "hearing-held"),
            zh: "当事人已申请听证，听证前不得作出处罚决定",
            en: "a hearing was asked for: no penalty before it is held",
            article: HEARING_RECORD,
        },
        Rule {
            code: "decided-after-closure",
            demand: Demand::NotAfter(&["closed"]),
            zh: "案件已结案",
            en: "the case is closed",
            article: DECISION,
        },
    ],
};

/// Not filed.
pub const NOT_FILED: Stage = Stage::first("not-filed", "不予立案", "not filed").under(&Law {
    article: FILING,
    label: Label::Whole,
    needs: REASONS,
    rules: &[Rule {
        code: "refused-after-filing",
        demand: Demand::NotAfter(&["filed"]),
        zh: "已立案的案件不能再作不予立案决定",
        en: "a case that was filed cannot be refused",
        article: FILING,
    }],
});
/// Time extended.
pub const EXTENDED: Stage = Stage::after("extended", "已延长办案期限", "time extended", &["filed"]).under(&plain(
    EXTENSION,
    Label::Among(&["1", "2"]),
    &[Field::optional("until", "延长至", "until")],
));
/// Evidence registered for preservation.
pub const PRESERVED: Stage = Stage::first("preserved", "已先行登记保存", "evidence registered for preservation").under(&plain(
    PRESERVATION,
    Label::New,
    LIST,
));
/// Preserved evidence disposed of.
pub const PRESERVATION_DISPOSED: Stage =
    Stage::after("preservation-disposed", "登记保存物品已处理", "preserved evidence disposed of", &["preserved"]).under(&Law {
        article: PRESERVATION,
        label: Label::Of(&["preserved"]),
        needs: &[Field::required("how", "处理方式", "how")],
        rules: &[needs(
            "nothing-preserved",
            &["preserved"],
            "该清单未登记保存",
            "nothing was registered under this list",
            PRESERVATION,
        )],
    });
/// Sealed or seized.
pub const SEIZED: Stage = Stage::first("seized", "已查封扣押", "sealed or seized").under(&SEIZED_LAW);
/// The law of sealing and seizing.
pub const SEIZED_LAW: Law = Law {
    article: SEIZURE,
    label: Label::New,
    needs: LIST,
    rules: &[Rule {
        code: "seized-too-long",
        demand: Demand::Ends(Lasting {
            by: &["seizure-lifted", "goods-disposed"],
            term: Term::Days(30),
            extended: &[("seizure-extended", Term::Days(60))],
            paused: Some(("testing-started", "testing-ended")),
        }),
        zh: "查封扣押超过法定期限",
        en: "the seizure lasted longer than the law allows",
        article: SEIZURE_TERM,
    }],
};
/// What was seized is what a step is about.
pub(super) const UNSEIZED: Rule =
    needs("nothing-seized", &["seized"], "该清单未查封扣押", "nothing was seized under this list", SEIZURE);
/// Emergency seizure approved.
pub const SEIZURE_APPROVED: Stage =
    Stage::after("seizure-approved", "已补办查封扣押批准", "emergency seizure approved", &["seized"]).under(&Law {
        article: EMERGENCY,
        label: BY_SEIZURE,
        needs: &[],
        rules: &[UNSEIZED],
    });
/// Seizure extended.
pub const SEIZURE_EXTENDED: Stage =
    Stage::after("seizure-extended", "已延长查封扣押", "seizure extended", &["seized"]).under(&Law {
        article: SEIZURE_TERM,
        label: BY_SEIZURE,
        needs: &[Field::optional("until", "延长至", "until")],
        rules: &[
            needs("nothing-seized", &["seized"], "该清单未查封扣押", "nothing was seized under this list", SEIZURE_TERM),
            Rule {
                code: "extended-after-end",
                demand: Demand::Extends("seized"),
                zh: "查封扣押已解除或者期限已届满，不能延长",
                en: "the seizure has ended or run out and cannot be extended",
                article: SEIZURE_TERM,
            },
        ],
    });
/// Seizure lifted.
pub const SEIZURE_LIFTED: Stage = Stage::after("seizure-lifted", "已解除查封扣押", "seizure lifted", &["seized"]).under(&Law {
    article: LIFTING,
    label: BY_SEIZURE,
    needs: &[],
    rules: &[UNSEIZED],
});
/// Seized goods disposed of.
pub const GOODS_DISPOSED: Stage = Stage::after("goods-disposed", "查封扣押物品已处理", "seized goods disposed of", &["seized"])
    .under(&Law {
        article: DISPOSAL,
        label: BY_SEIZURE,
        needs: &[Field::required("how", "处理方式", "how")],
        rules: &[
            needs("nothing-seized", &["seized"], "该清单未查封扣押", "nothing was seized under this list", DISPOSAL),
            Rule {
                code: "disposed-after-lifting",
                demand: Demand::Owes("seizure-lifted", "release-announced"),
                zh: "查封扣押已解除，物品应当退还；未通知领取的，不得处理",
                en: "the seizure was lifted: the goods go back, and only what nobody collects when told to may be disposed of",
                article: LIFTING,
            },
            Rule {
                code: "disposed-after-collection",
                demand: Demand::NotAfter(&["goods-collected"]),
                zh: "物品已被领取",
                en: "the goods were collected",
                article: LIFTING,
            },
        ],
    });
/// Testing started.
pub const TESTING_STARTED: Stage = Stage::after("testing-started", "检验期间开始", "testing started", &["seized"]).under(&Law {
    article: SEIZURE_TERM,
    label: BY_SEIZURE,
    needs: &[
        Field::optional("laboratory", "检验机构", "laboratory"),
        Field::optional("told_on", "书面告知日期", "when the party was told in writing"),
    ],
    rules: &[UNSEIZED, TESTING_UNTOLD],
});
/// The time of testing was left out, and the party was not told of it.
pub const TESTING_UNTOLD: Rule = Rule {
    code: "testing-untold",
    demand: Demand::Stated,
    zh: "检验期间未书面告知当事人",
    en: "the party was not told in writing of the time of testing",
    article: SEIZURE_TERM,
};
/// Testing ended.
pub const TESTING_ENDED: Stage = Stage::after("testing-ended", "检验期间结束", "testing ended", &["testing-started"])
    .under(&plain(SEIZURE_TERM, Label::Of(&["testing-started"]), &[]));
/// Told of the right to a hearing.
pub const HEARING_NOTIFIED: Stage =
    Stage::after("hearing-notified", "已告知听证权利", "told of the right to a hearing", &["filed"]).under(&Law {
        article: HEARING,
        label: Label::New,
        needs: &[
            Field::required("decision", "拟作决定次序", "number of the intended decision"),
            Field::optional("document", "文书号", "document number"),
        ],
        rules: &[Rule {
            code: "told-after-decision",
            demand: Demand::NotAfter(DECISIONS),
            zh: "听证权利须在处罚决定前告知",
            en: "the right to a hearing is told before the decision",
            article: HEARING,
        }],
    });
/// Hearing requested.
pub const HEARING_REQUESTED: Stage = Stage::after("hearing-requested", "已申请听证", "hearing requested", &["hearing-notified"])
    .under(&Law {
        article: HEARING_FORM,
        label: Label::Of(&["hearing-notified"]),
        needs: &[],
        rules: &[needs(
            "hearing-untold",
            &["hearing-notified"],
            "未就该项拟作决定告知听证权利",
            "of this intended decision the party was not told that it may be heard",
            HEARING_FORM,
        )],
    });
/// Hearing held.
pub const HEARING_HELD: Stage = Stage::after("hearing-held", "已举行听证", "hearing held", &["hearing-requested"]).under(&Law {
    article: HEARING_FORM,
    label: Label::Of(&["hearing-requested"]),
    needs: &[],
    rules: &[
        needs(
            "hearing-unasked",
            &["hearing-requested"],
            "当事人未就该项拟作决定申请听证",
            "nobody asked to be heard on this intended decision",
            HEARING_FORM,
        ),
        Rule {
            code: "hearing-after-decision",
            demand: Demand::NotAfter(DECISIONS),
            zh: "听证须在处罚决定前举行",
            en: "a hearing is held before the decision",
            article: HEARING_RECORD,
        },
    ],
});
/// Decision served; it follows the agency's stages of decision.
pub const SERVED: Stage = Stage::first("served", "已送达", "served").under(&Law {
    article: SERVICE,
    label: BY_DECISION,
    needs: &[Field::optional("manner", "送达方式", "manner")],
    rules: &[needs("served-undecided", DECISIONS, "没有可送达的决定", "there is no such decision to serve", SERVICE)],
});
/// Penalty paid.
pub const PAID: Stage = Stage::after("paid", "已缴纳罚款", "penalty paid", &["served"]).under(&plain(
    PAYMENT,
    BY_DECISION,
    &[Field::optional("amount", "金额", "amount")],
));
/// Appealed.
pub const APPEALED: Stage = Stage::after("appealed", "已复议或诉讼", "appealed", &["served"]).under(&plain(
    APPEAL,
    BY_DECISION,
    &[Field::required("to", "受理机关", "to whom")],
));
/// Suspected crime found.
pub const CRIME_SUSPECTED: Stage =
    Stage::after("crime-suspected", "发现涉嫌犯罪", "suspected crime found", &["filed"]).under(&plain(
        CRIME,
        Label::Whole,
        &[Field::optional("offence", "涉嫌罪名", "offence"), Field::optional("grounds", "依据", "grounds")],
    ));
/// Closed.
pub const CLOSED: Stage = Stage::after("closed", "已结案", "closed", &["filed"]).under(&plain(
    DECISION,
    Label::Whole,
    &[Field::required("closure", "结案方式", "how")],
));
