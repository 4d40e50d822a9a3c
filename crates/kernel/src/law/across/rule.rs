//! The rules that span records, and the flags by which their breaches are known.

use chrono::NaiveDate;

use super::super::Fact;
use crate::transfer::DocumentKind;
use crate::{Article, Breach, LegalFact, RecordId, procedure_law};

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
/// An opinion to penalise although police have filed a case and nothing is known by which it comes back.
pub const URGED_WITHOUT_GROUND: Spanning = Spanning {
    code: "urged-without-ground",
    zh: "公安机关已立案，没有撤案、不起诉、免予刑事处罚等记载，不得反向移送",
    en: "police have filed a case, and no withdrawal, non-prosecution or exempting judgment is known: nothing comes back to be penalised",
    article: procedure_law!("一百七十七", "177", "一百七十三", "173", "一百四十二", "142"),
    bars: true,
    acts: &[("penalty-urged", LegalFact::PenaltyUrged)],
};
/// A regulator that suggests supervision of a decision on filing before there is one to supervise.
pub const SUPERVISION_TOO_EARLY: Spanning = Spanning {
    code: "supervision-too-early",
    zh: "公安机关没有不予立案或者撤案，决定期限也没有届满，不得建议立案监督",
    en: "police have neither refused to file nor withdrawn the case, and their time to decide is not over: nothing is to be supervised yet",
    article: Article::new("行政执法机关移送涉嫌犯罪案件的规定第九条", "State Council Order 310, art. 9"),
    bars: true,
    acts: &[("supervision-suggested", LegalFact::SupervisionSuggested)],
};
/// A procuratorate that asks police for their reasons before they have refused to file or let their time pass.
pub const EXPLANATION_TOO_EARLY: Spanning = Spanning {
    code: "explanation-too-early",
    zh: "公安机关没有不予立案或者撤案，决定期限也没有届满，不得要求说明不立案理由",
    en: "police have neither refused to file nor withdrawn the case, and their time to decide is not over: they owe no reasons yet",
    article: procedure_law!("一百一十三", "113", "一百一十一", "111", "八十七", "87"),
    bars: true,
    acts: &[("explanation-requested", LegalFact::ExplanationRequested)],
};
/// A retest that is accepted though the right to it had lapsed when it was asked for [K: the articles' numbers].
pub const RETEST_LAPSED: Spanning = Spanning {
    code: "retest-lapsed",
    zh: "逾期提出的复检申请不予受理",
    en: "a retest that was asked for too late is not accepted",
    article: Article::new("食品安全抽样检验管理办法(2019)第三十三条", "Food sampling rules (SAMR Order 15), art 33").before(
        (2019, 10, 1),
        "食品安全抽样检验管理办法(2014)第三十四条[K]",
        "Food sampling rules (CFDA Order 11), art 34 [K]",
    ),
    bars: true,
    acts: &[("retest-accepted", LegalFact::RetestAccepted)],
};

/// A document that the law in force on the day of sending asks for after what had happened, neither enclosed nor supplied nor said not to
/// apply.
pub const DOCUMENT_MISSING: Spanning = Spanning {
    code: "document-missing",
    zh: "移送材料不齐，且未说明不适用的理由",
    en: "a document of the set is missing, and nobody says why it does not apply",
    article: Article::new("行政执法机关移送涉嫌犯罪案件的规定第六条", "State Council Order 310, art. 6"),
    bars: true,
    acts: &[],
};
/// The same of a document that is asked for from general knowledge only: nobody is held up by it.
pub const UNCONFIRMED_DOCUMENT_MISSING: Spanning = Spanning {
    code: "unconfirmed-document-missing",
    article: Article::new(
        "食品药品行政执法与刑事司法衔接工作办法（食药监稽〔2015〕271号，条号待核）[K]",
        "Rules on linking food and drug enforcement (2015, No 271; article to be checked) [K]",
    ),
    bars: false,
    ..DOCUMENT_MISSING
};
/// The same of a file that goes for administrative detention.
pub const DETENTION_DOCUMENT_MISSING: Spanning = Spanning {
    code: "detention-document-missing",
    article: Article::new(
        "行政主管部门移送适用行政拘留环境违法案件暂行办法（条号待核）[K]",
        "2014 measure on transfer for administrative detention (article to be checked) [K]",
    ),
    ..DOCUMENT_MISSING
};

/// Every rule.
pub const SPANNING: [&Spanning; 11] = [
    &PENALISED_AFTER_FILING,
    &LEFT_WITHOUT_HAND_OVER,
    &CLOSED_INSTEAD,
    &TWO_ORGANS,
    &URGED_WITHOUT_GROUND,
    &SUPERVISION_TOO_EARLY,
    &EXPLANATION_TOO_EARLY,
    &RETEST_LAPSED,
    &DOCUMENT_MISSING,
    &UNCONFIRMED_DOCUMENT_MISSING,
    &DETENTION_DOCUMENT_MISSING,
];

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
    /// Of which of several: a thing by its label, a document by the code of its kind.
    pub thing: Option<String>,
    /// The record because of which it is.
    pub other: RecordId,
    /// The day of the part, by whose law it is judged.
    pub on: NaiveDate,
}

impl Across {
    pub(super) fn of(rule: &'static Spanning, fact: &Fact, other: &Fact) -> Self {
        let wrong = Wrong::Breaks(rule.code);
        Self { record: fact.record, part: fact.part.clone(), wrong, thing: None, other: other.record, on: fact.when.last_day() }
    }

    /// The same, of this thing.
    pub(super) fn with(self, thing: &str) -> Self {
        Self { thing: Some(thing.to_owned()), ..self }
    }

    /// The flag of the record: `across:<rule>:<part>`, with `//<thing>` where it is of one of several, or `differs:<part>`.
    pub fn flag(&self) -> String {
        let thing = self.thing.as_ref().map(|thing| format!("//{thing}")).unwrap_or_default();
        match self.wrong {
            Wrong::Breaks(code) => format!("across:{code}:{}{thing}", self.part),
            Wrong::Differs => format!("differs:{}", self.part),
        }
    }

    /// Which rule it breaks in what way; `None` for what is only told differently.
    pub fn breach(&self) -> Option<(&'static Spanning, Breach)> {
        match self.wrong {
            Wrong::Breaks(code) => {
                let rule = SPANNING.iter().find(|rule| rule.code == code)?;
                Some((*rule, rule.breach(&self.part, self.thing.as_deref()).on(self.on)))
            }
            Wrong::Differs => None,
        }
    }
}

impl Spanning {
    fn breach(&self, part: &str, thing: Option<&str>) -> Breach {
        let document = |thing| DocumentKind::from_code(thing).filter(|_| self.is_of_documents()).map(DocumentKind::name);
        let (zh, en) = match thing.map(|thing| (thing, document(thing))) {
            None => (self.zh.to_owned(), self.en.to_owned()),
            Some((_, Some(name))) => (format!("{}：{}", self.zh, name.zh), format!("{}: {}", self.en, name.en)),
            Some((thing, None)) => (format!("{}：物品{thing}", self.zh), format!("{}: item {thing}", self.en)),
        };
        Breach::of(self.code, part, zh, en, self.article)
    }

    fn is_of_documents(&self) -> bool {
        [DOCUMENT_MISSING.code, UNCONFIRMED_DOCUMENT_MISSING.code, DETENTION_DOCUMENT_MISSING.code].contains(&self.code)
    }

    /// What a flag `across:<rule>:<part>` or `across:<rule>:<part>//<thing>` means; `None` for other flags.
    pub fn told(flag: &str) -> Option<Breach> {
        let (code, part) = flag.strip_prefix("across:")?.split_once(':')?;
        let (part, thing) = part.rsplit_once("//").map_or((part, None), |(part, thing)| (part, Some(thing)));
        SPANNING.iter().find(|rule| rule.code == code).map(|rule| rule.breach(part, thing))
    }

    /// The kind of document that a flag says is missing; `None` for other flags.
    pub fn missing_document(flag: &str) -> Option<DocumentKind> {
        let (code, part) = flag.strip_prefix("across:")?.split_once(':')?;
        let of_documents = SPANNING.iter().any(|rule| rule.code == code && rule.is_of_documents());
        DocumentKind::from_code(part.rsplit_once("//")?.1).filter(|_| of_documents)
    }
}
