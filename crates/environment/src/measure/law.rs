//! What the law says of a measure: orders 28, 29 and 30 of 2014 under 环境保护法(2014) [K: the articles of the orders].

use kernel::{Article, Class, Demand, Field, Identity, Kind, Label, Law, Rule, Stage, Term};

use super::{release, testing};

const CORRECTION: Article = Article::new("环境保护法(2014)第五十九条", "Environmental Protection Law (2014), art 59");
const DAILY: Article = Article::new("环境保护主管部门实施按日连续处罚办法第十条", "Daily fines (MEP Order 28), art 10");
const DAILY_FINE: Article = Article::new("环境保护主管部门实施按日连续处罚办法第十三条", "Daily fines (MEP Order 28), art 13");
const DAYS: Article = Article::new("环境保护主管部门实施按日连续处罚办法第十七条", "Daily fines (MEP Order 28), art 17");
const RESTRICTION: Article =
    Article::new("环境保护主管部门实施限制生产、停产整治办法第十五条", "Limit and stop of production (MEP Order 30), art 15");
const PLAN: Article =
    Article::new("环境保护主管部门实施限制生产、停产整治办法第十六条", "Limit and stop of production (MEP Order 30), art 16");
const COMPLETION: Article =
    Article::new("环境保护主管部门实施限制生产、停产整治办法第十七条", "Limit and stop of production (MEP Order 30), art 17");
const FOLLOW_UP: Article =
    Article::new("环境保护主管部门实施限制生产、停产整治办法第二十条", "Limit and stop of production (MEP Order 30), art 20");
const SEIZURE: Article = Article::new("环境保护主管部门实施查封、扣押办法第十五条", "Sealing and seizure (MEP Order 29), art 15");

/// A fine for a violation that the recheck found ended.
pub(super) const FINED_THOUGH_CORRECTED: Rule = Rule {
    code: "fined-though-corrected",
    demand: Demand::Content,
    zh: "复查已改正的，不得按日连续处罚",
    en: "what the recheck found corrected is not fined for each day",
    article: DAILY_FINE,
};
/// A fine for other days than those from service to the recheck on which it rests.
pub(super) const DAYS_MISCOUNTED: Rule = Rule {
    code: "days-miscounted",
    demand: Demand::Stated,
    zh: "计罚日数自责令改正决定送达次日起，至复查发现违法之日止",
    en: "the days run from the day after service to the day of the recheck that found the violation",
    article: DAYS,
};
/// A term beyond the law.
pub(super) const SEIZED_TOO_LONG: Rule = too_long("seized-too-long", SEIZURE);
/// A term beyond the law.
pub(super) const RESTRICTED_TOO_LONG: Rule = too_long("restricted-too-long", RESTRICTION);

/// An extension after the first term had run out.
pub(super) const SEIZURE_RUN_OUT: Rule = run_out("seizure-run-out", SEIZURE);
/// An extension after the first term had run out.
pub(super) const RESTRICTION_RUN_OUT: Rule = run_out("restriction-run-out", RESTRICTION);

const fn run_out(code: &'static str, article: Article) -> Rule {
    let (zh, en) = ("措施期限已届满，不能延长", "the measure had run out and cannot be extended");
    Rule { code, demand: Demand::Content, zh, en, article }
}

const fn too_long(code: &'static str, article: Article) -> Rule {
    let (zh, en) = ("措施期限超过法定最长期限", "the term is longer than the law allows");
    Rule { code, demand: Demand::Content, zh, en, article }
}

const CLOSURE: Article = Article::new("环境保护法(2014)第六十条", "Environmental Protection Law (2014), art 60");

/// As often as it goes on: the law has no cap.
const ROUNDS: Label = Label::Numbered;
const KIND_OF: Field = Field::required("kind", "措施种类", "which measure");

const fn plain(article: Article, label: Label, needs: &'static [Field]) -> Law {
    Law { article, label, needs, rules: &[] }
}

const IMPOSED: Law = Law {
    article: CORRECTION,
    label: Label::Whole,
    needs: &[KIND_OF, Field::required("premises", "场所", "premises"), Field::optional("until", "期限", "until")],
    rules: &[SEIZED_TOO_LONG, RESTRICTED_TOO_LONG],
};
const RECHECKED: Law = Law {
    article: DAILY,
    label: ROUNDS,
    needs: &[Field::required("found", "复查结果", "what was found")],
    rules: &[
        Rule {
            code: "recheck-skipped",
            demand: Demand::Numbered("rechecked", 1),
            zh: "复查须依次进行",
            en: "rechecks follow one another",
            article: DAILY,
        },
        Rule {
            code: "rechecked-too-late",
            demand: Demand::Within(&["served", "daily-fined/*"], Term::Days(30)),
            zh: "复查须在责令改正决定送达之日起三十日内进行",
            en: "the recheck is made within thirty days of service",
            article: DAILY,
        },
    ],
};
const DAILY_FINED: Law = Law {
    article: DAILY_FINE,
    label: Label::Of(&["rechecked"]),
    needs: &[Field::required("days", "日数", "days"), Field::required("daily", "每日罚款", "daily fine")],
    rules: &[
        Rule {
            code: "fined-without-recheck",
            demand: Demand::Numbered("rechecked", 0),
            zh: "未经复查，不得按日连续处罚",
            en: "no fine for each day without the recheck on which it rests",
            article: DAILY_FINE,
        },
        FINED_THOUGH_CORRECTED,
        DAYS_MISCOUNTED,
    ],
};
const FOLLOWED_UP: Law = Law {
    article: FOLLOW_UP,
    label: Label::Whole,
    needs: &[Field::required("again", "是否再次违法", "whether it came back")],
    rules: &[Rule {
        code: "followed-up-too-late",
        demand: Demand::Within(&["lifted", "completion-reported"], Term::Days(30)),
        zh: "跟踪检查须在解除之日起三十日内进行",
        en: "the follow-up is made within thirty days of the end",
        article: FOLLOW_UP,
    }],
};
const EXTENDED: Law = Law {
    article: RESTRICTION,
    label: Label::Among(&["1"]),
    needs: &[Field::required("until", "延长至", "until")],
    rules: &[
        Rule {
            code: "extended-after-end",
            demand: Demand::NotAfter(&["lifted"]),
            zh: "措施已解除，不能延长",
            en: "the measure has ended and cannot be extended",
            article: RESTRICTION,
        },
        SEIZURE_RUN_OUT,
        RESTRICTION_RUN_OUT,
        SEIZED_TOO_LONG,
        RESTRICTED_TOO_LONG,
    ],
};

/// The kind with its stages.
pub(super) const KIND: Kind = Kind {
    code: "environment.measure",
    zh: "环境行政措施",
    en: "Environmental measure",
    class: Class::Case,
    identity: Identity::Own,
    stages: &[
        Stage::first("excess-reported", "已出具超标监测报告", "excess reported").under(&plain(
            DAILY,
            Label::Whole,
            &[Field::optional("document", "监测报告编号", "number of the report")],
        )),
        Stage::first("imposed", "已决定", "imposed").under(&IMPOSED),
        Stage::after("served", "已送达", "served", &["imposed"]).under(&plain(CORRECTION, Label::Whole, &[KIND_OF])),
        Stage::after("plan-filed", "整改方案已备案", "correction plan filed", &["imposed"]).under(&plain(
            PLAN,
            Label::Whole,
            &[],
        )),
        Stage::after("rechecked", "已复查", "rechecked", &["served"]).under(&RECHECKED),
        Stage::after("daily-fined", "已按日连续处罚", "fined for each day", &["rechecked"]).under(&DAILY_FINED),
        Stage::after("extended", "已延长", "extended", &["imposed"]).under(&EXTENDED),
        Stage::after("finished", "已完成整改", "correction finished", &["imposed"]).under(&plain(COMPLETION, Label::Whole, &[])),
        Stage::after("completion-reported", "整改情况已备案", "completion reported", &["imposed"]).under(&plain(
            COMPLETION,
            Label::Whole,
            &[],
        )),
        Stage::after("lifted", "已解除", "lifted", &["imposed"]).under(&plain(
            COMPLETION,
            Label::Whole,
            &[KIND_OF, Field::required("because", "解除原因", "why")],
        )),
        testing::STARTED,
        testing::ENDED,
        release::REQUESTED,
        release::DECIDED,
        release::SERVED,
        release::ANNOUNCED,
        release::COLLECTED,
        Stage::after("followed-up", "已跟踪检查", "followed up", &["lifted", "completion-reported"]).under(&FOLLOWED_UP),
        Stage::after("closure-reported", "已报请停业关闭", "closure put to the government", &["followed-up"]).under(&plain(
            CLOSURE,
            Label::Whole,
            &[Field::optional("to", "报请的政府", "government")],
        )),
    ],
};
