//! What criminal procedure says of each stage of a case: its article, its fields, its terms.
//!
//! Articles are those of 刑事诉讼法; the laws of 2012 and 1996 have the same terms under other numbers.

use kernel::content;
use kernel::detention::{ADMINISTRATIVE, TOO_LONG};
use kernel::{
    Article, Class, Demand, Field, Identity, Kind, Label, Lasting, Law, Rule, Stage, Term, police_rules, procedure_law,
};

const FILING: Article = procedure_law!("一百一十二", "112", "一百一十", "110", "八十六", "86");
const WITHDRAWAL: Article = procedure_law!("一百六十三", "163", "一百六十一", "161", "一百三十", "130");
const REVIEW: Article = procedure_law!("一百七十二", "172", "一百六十九", "169", "一百三十八", "138");
const MEASURES_NEED_FILING: Article = police_rules!("一百七十四", "174");
const DETENTION: Article = procedure_law!("八十二", "82", "八十", "80", "六十一", "61");
const ARREST_REQUEST: Article = procedure_law!("九十一", "91", "八十九", "89", "六十九", "69");
const ARREST: Article = procedure_law!("九十", "90", "八十八", "88", "六十八", "68");
const BAIL: Article = procedure_law!("六十七", "67", "六十五", "65", "五十一", "51");
const SURVEILLANCE: Article = procedure_law!("七十四", "74", "七十二", "72", "五十一", "51");
const BAIL_TERMS: Article = procedure_law!("七十九", "79", "七十七", "77", "五十八", "58");
const RELEASE: Article = procedure_law!("九十九", "99", "九十七", "97", "七十五", "75");
const CUSTODY: Article = procedure_law!("一百五十六", "156", "一百五十四", "154", "一百二十四", "124");
const CUSTODY_SECOND: Article = procedure_law!("一百五十八", "158", "一百五十六", "156", "一百二十六", "126");
const CUSTODY_THIRD: Article = procedure_law!("一百五十九", "159", "一百五十七", "157", "一百二十七", "127");
const SENDING: Article = procedure_law!("一百六十二", "162", "一百六十", "160", "一百二十九", "129");
const RETURN: Article = procedure_law!("一百七十五", "175", "一百七十一", "171", "一百四十", "140");
const CHARGE: Article = procedure_law!("一百七十六", "176", "一百七十二", "172", "一百四十一", "141");
const NON_PROSECUTION: Article = procedure_law!("一百七十七", "177", "一百七十三", "173", "一百四十二", "142");
const JUDGMENT: Article = procedure_law!("二百", "200", "一百九十五", "195", "一百六十二", "162");
const SEIZURE: Article = procedure_law!("一百四十一", "141", "一百三十九", "139", "一百一十四", "114");
const CUSTODY_OF_ITEMS: Article = procedure_law!("二百四十五", "245", "二百三十四", "234", "一百九十八", "198");
const NAMING: &[&str] = &["suspect-identified", "detained", "arrested", "bailed", "residence-surveilled"];
const NAMED: Label = Label::Each(NAMING);
/// A measure may be taken against a suspect again.
const AGAIN: Label = Label::Rounds(NAMING);
const MEASURES: &[&str] = &["detained", "arrested", "bailed", "residence-surveilled"];

/// The rounds of one measure are numbered as they follow one another.
const fn in_turn(article: Article) -> Rule {
    Rule {
        code: "round-skipped",
        demand: Demand::InTurn,
        zh: "前一次尚未报送，次数须依次编号",
        en: "the round before has not been told: rounds are numbered as they follow one another",
        article,
    }
}

/// What still lasts does not begin again.
const fn anew(since: &'static [&'static str], article: Article) -> Rule {
    Rule {
        code: "not-ended-before",
        demand: Demand::Anew(since),
        zh: "上一次尚未结束，不能再次办理",
        en: "the one before has not ended: it cannot begin again",
        article,
    }
}
const DOCUMENT: Field = Field::optional("document", "文书号", "document number");
const REASONS: Field = Field::required("reasons", "理由", "reasons");
const ROUND: Field = Field::optional("round", "第几次（自1起，首次可不填）", "the how-manieth, from 1, if not the first");
const ROUND_OF_ARREST: Field =
    Field::optional("arrest", "第几次逮捕（自1起，首次可不填）", "of the how-manieth arrest, from 1, if not the first");
const SUSPECTS: Field = Field::required("suspects", "嫌疑人编号", "labels of the suspects");

const OVER: Rule = Rule {
    code: "case-over",
    demand: Demand::NotSince(&["closed-without-charge", "judged/@"], &["filed"]),
    zh: "案件已撤销或该嫌疑人已判决，不得再采取强制措施",
    en: "the case is closed or the suspect judged: no further coercive measure",
    article: WITHDRAWAL,
};
/// What ends a release pending trial: freedom, judgment, or a graver measure in its place.
const BAIL_ENDS: &[&str] =
    &["released", "judged/@", "not-prosecuted", "closed-without-charge", "detained", "arrested", "residence-surveilled"];

const DETAINED: Law = Law {
    article: DETENTION,
    label: AGAIN,
    needs: &[ROUND],
    rules: &[
        OVER,
        in_turn(DETENTION),
        anew(&["bailed", "residence-surveilled", "released", "closed-without-charge"], DETENTION),
        Rule {
            code: "detained-too-long",
            demand: Demand::Ends(Lasting {
                by: &["arrest-requested", "arrested", "bailed", "residence-surveilled", "released"],
                term: Term::Days(3),
                extended: &[("arrest-request-extended", Term::Days(7)), ("arrest-request-extended-to-30", Term::Days(30))],
                paused: None,
            }),
            zh: "拘留后未在期限内提请批准逮捕或释放",
            en: "detained longer than the law allows before a request for arrest or release",
            article: ARREST_REQUEST,
        },
    ],
};
const EXTENDED: Law = Law {
    article: ARREST_REQUEST,
    label: Label::Of(&["detained"]),
    needs: &[Field::required("ground", "延长理由", "ground"), ROUND, DOCUMENT],
    rules: &[
        Rule {
            code: "extension-without-detention",
            demand: Demand::Answers(&["detained"]),
            zh: "未拘留，不能延长提请批捕期限",
            en: "nobody is detained whose request for arrest could be extended",
            article: ARREST_REQUEST,
        },
        Rule {
            code: "extended-too-late",
            demand: Demand::Extends("detained"),
            zh: "拘留已结束或者期限届满后不得延长",
            en: "a detention that has ended or run out cannot be extended",
            article: ARREST_REQUEST,
        },
    ],
};
const REQUESTED: Law = Law {
    article: ARREST_REQUEST,
    label: AGAIN,
    needs: &[ROUND, DOCUMENT],
    rules: &[
        OVER,
        in_turn(ARREST_REQUEST),
        anew(&["arrest-refused", "bailed", "residence-surveilled", "released", "closed-without-charge"], ARREST_REQUEST),
    ],
};
const UNASKED: Rule = Rule {
    code: "arrest-not-requested",
    demand: Demand::Answers(&["arrest-requested"]),
    zh: "未提请批准逮捕",
    en: "no arrest was requested",
    article: ARREST,
};
const ARRESTED: Law = Law {
    article: ARREST,
    label: Label::Of(&["arrest-requested"]),
    needs: &[ROUND],
    rules: &[
        OVER,
        UNASKED,
        anew(&["bailed", "residence-surveilled", "released", "closed-without-charge"], ARREST),
        Rule {
            code: "custody-too-long",
            demand: Demand::Ends(Lasting {
                by: &["sent-for-prosecution/@", "bailed", "residence-surveilled", "released", "closed-without-charge"],
                term: Term::Months(2),
                extended: &[
                    ("custody-extended-first", Term::Months(3)),
                    ("custody-extended-second", Term::Months(5)),
                    ("custody-extended-third", Term::Months(7)),
                ],
                paused: None,
            }),
            zh: "侦查羁押超过法定期限",
            en: "custody for investigation lasted longer than the law allows",
            article: CUSTODY,
        },
    ],
};
const REFUSED: Law = Law {
    article: ARREST,
    label: Label::Of(&["arrest-requested"]),
    needs: &[REASONS, ROUND, DOCUMENT],
    rules: &[UNASKED, anew(&["arrest-requested"], ARREST)],
};
const BAILED: Law = Law {
    article: BAIL,
    label: AGAIN,
    needs: &[ROUND],
    rules: &[
        OVER,
        in_turn(BAIL),
        anew(&["detained", "arrested", "residence-surveilled", "released", "closed-without-charge"], BAIL),
        Rule {
            code: "bail-too-long",
            demand: Demand::Ends(Lasting { by: BAIL_ENDS, term: Term::Months(12), extended: &[], paused: None }),
            zh: "取保候审超过十二个月",
            en: "release pending trial lasted longer than twelve months",
            article: BAIL_TERMS,
        },
    ],
};
const SURVEILLED: Law = Law {
    article: SURVEILLANCE,
    label: AGAIN,
    needs: &[ROUND],
    rules: &[
        OVER,
        in_turn(SURVEILLANCE),
        anew(&["detained", "arrested", "bailed", "released", "closed-without-charge"], SURVEILLANCE),
        Rule {
            code: "surveillance-too-long",
            demand: Demand::Ends(Lasting {
                by: &["released", "judged/@", "not-prosecuted", "closed-without-charge", "detained", "arrested", "bailed"],
                term: Term::Months(6),
                extended: &[],
                paused: None,
            }),
            zh: "监视居住超过六个月",
            en: "residential surveillance lasted longer than six months",
            article: BAIL_TERMS,
        },
    ],
};
const RELEASED: Law = Law {
    article: RELEASE,
    label: Label::Rounds(MEASURES),
    needs: &[ROUND, Field::optional("reasons", "理由", "reasons")],
    rules: &[
        Rule {
            code: "released-without-measure",
            demand: Demand::Needs(MEASURES),
            zh: "该嫌疑人未被采取强制措施",
            en: "no measure holds against this suspect",
            article: RELEASE,
        },
        in_turn(RELEASE),
        anew(MEASURES, RELEASE),
    ],
};

const fn custody(article: Article, needs: &'static [Rule]) -> Law {
    Law { article, label: Label::Of(&["arrested"]), needs: &[ROUND_OF_ARREST, DOCUMENT], rules: needs }
}

const fn in_time(article: Article) -> Rule {
    Rule {
        code: "custody-extended-too-late",
        demand: Demand::Extends("arrested"),
        zh: "侦查羁押已结束或者期限届满后不得延长",
        en: "custody that has ended or run out cannot be extended",
        article,
    }
}

const fn after(article: Article, before: &'static [&'static str]) -> Rule {
    Rule {
        code: "custody-extended-out-of-turn",
        demand: Demand::Answers(before),
        zh: "侦查羁押期限须依次延长",
        en: "custody is extended step by step",
        article,
    }
}

const FIRST: Law = custody(CUSTODY, &[after(CUSTODY, &["arrested"]), in_time(CUSTODY)]);
const SECOND: Law = custody(CUSTODY_SECOND, &[after(CUSTODY_SECOND, &["custody-extended-first"]), in_time(CUSTODY_SECOND)]);
const THIRD: Law = custody(CUSTODY_THIRD, &[after(CUSTODY_THIRD, &["custody-extended-second"]), in_time(CUSTODY_THIRD)]);

const FILED: Law = Law {
    article: FILING,
    label: Label::Again,
    needs: OFFENCE,
    rules: &[in_turn(FILING), anew(&["closed-without-charge"], FILING)],
};
const NOT_FILED: Law = Law {
    article: FILING,
    label: Label::Whole,
    needs: &[REASONS, DOCUMENT],
    rules: &[Rule {
        code: "refused-after-filing",
        demand: Demand::NotAfter(&["filed"]),
        zh: "已立案的案件只能撤销，不能再作不予立案决定",
        en: "a case that was filed can be closed, not refused",
        article: WITHDRAWAL,
    }],
};
const COMPLAINT: Article = police_rules!("一百七十九", "179");

const fn complaint(needs: &'static [Field], rules: &'static [Rule]) -> Law {
    Law { article: COMPLAINT, label: Label::Whole, needs, rules }
}

const FILED_ALREADY: Rule = Rule {
    code: "complaint-after-filing",
    demand: Demand::NotAfter(&["filed"]),
    zh: "案件已经立案，无须复议、复核",
    en: "the case is filed: nothing is left to complain of",
    article: COMPLAINT,
};
const WHY: Field = Field::optional("reasons", "理由", "reasons");
const OUTCOME: Field = Field::required("outcome", "决定结果", "outcome");
const COMPLAINANT_NOTIFIED: Law = complaint(&[DOCUMENT], &[]);
const COMPLAINED: Law = complaint(&[WHY], &[FILED_ALREADY]);
/// A review after the complainant won.
pub(super) const REVIEW_AFTER_REVERSAL: Rule = Rule {
    code: "review-after-reversal",
    demand: Demand::Content,
    zh: "复议已撤销不予立案决定，控告人无须申请复核",
    en: "the reconsideration reversed the refusal: the complainant has nothing to have reviewed",
    article: COMPLAINT,
};
const REVIEW_ASKED: Law = complaint(&[WHY], &[FILED_ALREADY, REVIEW_AFTER_REVERSAL]);
const COMPLAINT_DECIDED: Law = complaint(&[OUTCOME, DOCUMENT], &[]);
const CLOSED: Law = Law {
    article: WITHDRAWAL,
    label: Label::Again,
    needs: &[REASONS, ROUND, DOCUMENT],
    rules: &[
        in_turn(WITHDRAWAL),
        anew(&["filed"], WITHDRAWAL),
        Rule {
            code: "closed-after-judgment",
            demand: Demand::NotAfter(&["judged/*"]),
            zh: "已判决的案件不能撤销",
            en: "a case that was judged cannot be closed",
            article: WITHDRAWAL,
        },
    ],
};
/// Who is caught when the others were judged is judged by the same instance in another round.
const JUDGED: Law =
    Law { article: JUDGMENT, label: Label::RoundsAmong(&["first", "second"]), needs: VERDICTS, rules: &[in_turn(JUDGMENT)] };
const SENT: Law = Law {
    article: SENDING,
    label: Label::Among(&["1", "2", "3"]),
    needs: &[SUSPECTS, DOCUMENT],
    rules: &[Rule {
        code: "sent-again-without-return",
        demand: Demand::Numbered("returned", 1),
        zh: "未经退回补充侦查，不得再次移送起诉",
        en: "it was not returned, so that it could be sent again",
        article: RETURN,
    }],
};
const RETURNED: Law = Law {
    article: RETURN,
    label: Label::Among(&["1", "2"]),
    needs: &[],
    rules: &[
        Rule {
            code: "returned-unsent",
            demand: Demand::Numbered("sent-for-prosecution", 0),
            zh: "未移送起诉，不能退回补充侦查",
            en: "it was not sent, so that it could be returned",
            article: RETURN,
        },
        Rule {
            code: "returned-too-often",
            demand: Demand::AtMost(2),
            zh: "补充侦查以二次为限",
            en: "a case is returned for supplementary investigation at most twice",
            article: RETURN,
        },
        Rule {
            code: "investigated-too-long",
            demand: Demand::Ends(Lasting { by: &["sent-for-prosecution/*"], term: Term::Months(1), extended: &[], paused: None }),
            zh: "补充侦查超过一个月",
            en: "the supplementary investigation lasted longer than a month",
            article: RETURN,
        },
    ],
};
const REVIEW_EXTENDED: Law = Law {
    article: REVIEW,
    label: Label::Of(&["sent-for-prosecution"]),
    needs: &[DOCUMENT],
    rules: &[Rule {
        code: "review-extended-unsent",
        demand: Demand::Numbered("sent-for-prosecution", 0),
        zh: "未移送起诉，不能延长审查起诉期限",
        en: "it was not sent, so that its review could be extended",
        article: REVIEW,
    }],
};
const HANDED_OVER: Law = Law {
    article: CUSTODY_OF_ITEMS,
    label: Label::New,
    needs: &[Field::required("item", "物品编号", "label of the thing"), Field::required("to", "接收方", "receiver"), DOCUMENT],
    rules: &[
        Rule {
            code: "handed-over-twice",
            demand: Demand::Once,
            zh: "同一物品不得移交两次",
            en: "one thing cannot be handed over twice",
            article: CUSTODY_OF_ITEMS,
        },
        NOT_ON_A_LIST,
    ],
};
const MOVED: Law = Law {
    article: CUSTODY_OF_ITEMS,
    label: Label::New,
    needs: MOVE,
    rules: &[
        of_items(content::CHAIN_BROKEN, "交出方并非此前的保管方", "it was given by someone who did not have it"),
        of_items(content::MOVED_AFTER_HAND_OVER, "物品移交后不得再流转", "it moved after it had been handed over"),
        NOT_ON_A_LIST,
    ],
};
const NOT_ON_A_LIST: Rule = of_items(content::NOT_ON_A_LIST, "物品不在任何扣押清单上", "the thing is on no list of seized goods");

const fn of_items(code: &'static str, zh: &'static str, en: &'static str) -> Rule {
    Rule { code, demand: Demand::Content, zh, en, article: CUSTODY_OF_ITEMS }
}

const ADMINISTRATIVELY_DETAINED: Law =
    Law { article: ADMINISTRATIVE, label: AGAIN, needs: DAYS, rules: &[in_turn(ADMINISTRATIVE), TOO_LONG] };

const fn plain(article: Article, label: Label, needs: &'static [Field]) -> Law {
    Law { article, label, needs, rules: &[] }
}

const NEW_SUSPECT: &[Field] =
    &[Field::required("suspect", "嫌疑人编号", "label of the suspect"), Field::optional("who", "身份", "who it is")];
const DAYS: &[Field] = &[
    Field::required("days", "拘留日数", "days"),
    Field::optional("acts", "合并执行的行为个数", "for how many acts together"),
    ROUND,
];
const ON_LIST: &[Field] = &[Field::required("list", "清单编号", "list"), Field::required("goods", "物品", "goods")];
const MOVE: &[Field] = &[
    Field::required("item", "物品编号", "label of the thing"),
    Field::required("step", "流转次序", "number of the change"),
    Field::required("from", "交出方", "from whom"),
    Field::required("to", "接收方", "to whom"),
];
const TITLE: &[Field] = &[Field::required("title", "案件名称", "name of the case")];
const OFFENCE: &[Field] = &[Field::required("offence", "罪名", "offence"), ROUND, DOCUMENT];
const GROUND: &[Field] = &[Field::required("ground", "不起诉类型", "ground"), DOCUMENT];
const VERDICTS: &[Field] =
    &[Field::required("verdicts", "判决结果", "verdicts"), ROUND, Field::optional("court", "法院", "court")];

/// The kind with its stages.
pub(super) const KIND: Kind = Kind {
    code: "police.case",
    zh: "刑事案件",
    en: "Criminal case",
    class: Class::Case,
    identity: Identity::Own,
    stages: &[
        Stage::first("accepted", "已受案", "accepted").under(&plain(FILING, Label::Whole, TITLE)),
        Stage::after("filed", "已立案", "filed", &["accepted"]).under(&FILED),
        Stage::after("not-filed", "不予立案", "not filed", &["accepted"]).under(&NOT_FILED),
        Stage::after("complainant-notified", "已告知控告人", "complainant told", &["not-filed"]).under(&COMPLAINANT_NOTIFIED),
        Stage::after("complaint-requested", "控告人已申请复议", "reconsideration asked for", &["not-filed"]).under(&COMPLAINED),
        Stage::after("complaint-decided", "已作出复议决定", "reconsideration decided", &["complaint-requested"])
            .under(&COMPLAINT_DECIDED),
        Stage::after("complaint-review-requested", "控告人已申请复核", "review asked for", &["complaint-decided"])
            .under(&REVIEW_ASKED),
        Stage::after("complaint-review-decided", "已作出复核决定", "review decided", &["complaint-review-requested"])
            .under(&COMPLAINT_DECIDED),
        Stage::after("suspect-identified", "已确定嫌疑人", "suspect identified", &["accepted"]).under(&plain(
            MEASURES_NEED_FILING,
            Label::New,
            NEW_SUSPECT,
        )),
        // A penalty of administrative law needs no filing; coercive measures of criminal procedure do (P180 art 174).
        Stage::after("administratively-detained", "已行政拘留", "administratively detained", &["accepted"])
            .under(&ADMINISTRATIVELY_DETAINED),
        Stage::after("detained", "已刑事拘留", "detained", &["filed"]).under(&DETAINED),
        Stage::after("arrest-request-extended", "已延长提请批捕", "time to request arrest extended", &["detained"])
            .under(&EXTENDED),
        Stage::after(
            "arrest-request-extended-to-30",
            "提请批捕延长至三十日",
            "time to request arrest extended to thirty days",
            &["detained"],
        )
        .under(&EXTENDED),
        Stage::after("arrest-requested", "已提请批准逮捕", "arrest requested", &["filed"]).under(&REQUESTED),
        Stage::after("arrested", "已逮捕", "arrested", &["filed"]).under(&ARRESTED),
        Stage::after("arrest-refused", "不批准逮捕", "arrest not approved", &["arrest-requested"]).under(&REFUSED),
        Stage::after("bailed", "已取保候审", "bailed", &["filed"]).under(&BAILED),
        Stage::after("residence-surveilled", "已监视居住", "under residential surveillance", &["filed"]).under(&SURVEILLED),
        Stage::after("custody-extended-first", "延长羁押一个月", "custody extended by a month", &["arrested"]).under(&FIRST),
        Stage::after("custody-extended-second", "再延长羁押二个月", "custody extended by two months", &["arrested"])
            .under(&SECOND),
        Stage::after("custody-extended-third", "又延长羁押二个月", "custody extended by two more months", &["arrested"])
            .under(&THIRD),
        Stage::after("released", "已释放", "released", &["filed"]).under(&RELEASED),
        Stage::after("den-destroyed", "已捣毁窝点", "den destroyed", &["accepted"]),
        Stage::after("gang-broken", "已打掉团伙", "gang broken", &["accepted"]),
        Stage::after("goods-seized", "已查扣物品", "goods seized", &["accepted"]).under(&plain(SEIZURE, Label::New, ON_LIST)),
        Stage::after("item-moved", "物证已流转", "seized thing moved", &["goods-seized"]).under(&MOVED),
        Stage::after("item-handed-over", "物证已移交", "seized thing handed over", &["goods-seized"]).under(&HANDED_OVER),
        Stage::after("amount-established", "已查明金额", "amount established", &["accepted"]),
        Stage::after("solved", "已破案", "solved", &["filed"]),
        Stage::after("sent-for-prosecution", "已移送起诉", "sent for prosecution", &["filed"]).under(&SENT),
        Stage::after("returned", "退回补充侦查", "returned for supplementary investigation", &["sent-for-prosecution"])
            .under(&RETURNED),
        Stage::after("review-extended", "延长审查起诉", "review extended", &["sent-for-prosecution"]).under(&REVIEW_EXTENDED),
        Stage::after("charged", "已提起公诉", "charged", &["sent-for-prosecution"]).under(&plain(CHARGE, NAMED, &[DOCUMENT])),
        Stage::after("not-prosecuted", "不起诉", "not prosecuted", &["sent-for-prosecution"]).under(&plain(
            NON_PROSECUTION,
            NAMED,
            GROUND,
        )),
        Stage::after("judged", "已判决", "judged", &["sent-for-prosecution"]).under(&JUDGED),
        Stage::after("closed-without-charge", "已撤案", "closed without charge", &["filed"]).under(&CLOSED),
    ],
};
