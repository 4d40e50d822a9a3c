//! The articles from which each step of a transfer follows (domain.md 2.3).

use chrono::NaiveDate;
use kernel::{Text, TransferKind};

use super::steps::Step;

/// An article of a statute or rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Where it stands.
    pub citation: Text,
    /// Whether a public text confirms it; else it is general knowledge, shown as such (K).
    pub confirmed: bool,
}

const fn text(zh: &'static str, en: &'static str) -> Article {
    Article { citation: Text::new(zh, en), confirmed: true }
}

const fn unconfirmed(zh: &'static str, en: &'static str) -> Article {
    Article { citation: Text::new(zh, en), confirmed: false }
}

/// Whose rules on linking administrative and criminal enforcement a transfer is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// 环环监〔2017〕17号; also what is cited where no other rules are known to apply.
    Environment,
    /// 食药监稽〔2015〕271号, which covers food and, until 2023, drugs.
    Food,
    /// 国药监法〔2022〕41号.
    Drugs,
}

impl Regime {
    /// That of a transfer by a regulator of `agency` on `day`.
    pub fn of(agency: Option<&str>, drugs: bool, day: Option<NaiveDate>) -> Self {
        let since = |year, month, date| day.zip(NaiveDate::from_ymd_opt(year, month, date)).is_none_or(|(day, from)| day >= from);
        match agency {
            Some("food-drug") if drugs && since(2023, 2, 1) => Self::Drugs,
            Some("food-drug") if since(2015, 12, 22) => Self::Food,
            Some(_) | None => Self::Environment,
        }
    }

    /// What its rules say on `article` of those of the environment; those of food and drugs are from general knowledge.
    fn linking(self, article: Article) -> Article {
        match self {
            Self::Environment => article,
            Self::Food => unconfirmed(
                "食品药品行政执法与刑事司法衔接工作办法（食药监稽〔2015〕271号，条号待核）",
                "Rules on linking food and drug enforcement (2015, No 271; article to be checked)",
            ),
            Self::Drugs => unconfirmed(
                "药品行政执法与刑事司法衔接工作办法（国药监法〔2022〕41号，条号待核）",
                "Rules on linking drug enforcement (2022, No 41; article to be checked)",
            ),
        }
    }
}

impl Step {
    /// The article on which the step rests.
    pub fn article(self, kind: TransferKind, regime: Regime) -> Article {
        match (self, kind) {
            (Self::DetentionDecided | Self::DetentionCopied, _)
            | (
                Self::Approved
                | Self::Refused
                | Self::Reported
                | Self::Sent
                | Self::SignedFor
                | Self::GapsNotified
                | Self::Accepted
                | Self::Returned,
                TransferKind::Detention,
            ) => {
                text("行政主管部门移送适用行政拘留环境违法案件暂行办法", "2014 measure on transfer for administrative detention")
            }
            (Self::Reported | Self::Approved | Self::Refused, _) => {
                text("行政执法机关移送涉嫌犯罪案件的规定第五条", "State Council Order 310, art. 5")
            }
            (Self::Sent, _) => text("行政执法机关移送涉嫌犯罪案件的规定第六条", "State Council Order 310, art. 6"),
            (Self::PartyTold, _) => text("行政强制法第二十一条", "Administrative Coercion Law, art. 21"),
            (Self::SignedFor | Self::Forwarded, _) => {
                text("行政执法机关移送涉嫌犯罪案件的规定第七条", "State Council Order 310, art. 7")
            }
            (Self::GapsNotified | Self::SupplementSupplied | Self::SupplementImpossible | Self::Accepted | Self::Returned, _) => {
                text("公安机关办理刑事案件程序规定第一百八十条", "MPS Order 159, art. 180")
            }
            (Self::Recalled, _) => unconfirmed("撤回移送无明文规定", "no text provides for taking a transfer back"),
            (Self::Extended, _) => regime.linking(text("环境保护行政执法与刑事司法衔接工作办法第九条", "E17 (2017), art. 9")),
            (Self::Filed | Self::NotFiled | Self::NoticeServed, _) => {
                text("行政执法机关移送涉嫌犯罪案件的规定第八条", "State Council Order 310, art. 8")
            }
            (Self::ReconsiderationRequested | Self::Reconsidered | Self::SupervisionSuggested, _) => {
                text("行政执法机关移送涉嫌犯罪案件的规定第九条", "State Council Order 310, art. 9")
            }
            (Self::ExplanationRequested | Self::ReasonsExplained | Self::FilingNotified, _) => {
                text("公安机关办理刑事案件程序规定第一百八十二条", "MPS Order 159, art. 182")
            }
            (Self::ItemsHandedOver, _) => text("行政执法机关移送涉嫌犯罪案件的规定第十二条", "State Council Order 310, art. 12"),
            (Self::CaseWithdrawn, _) => unconfirmed("刑事诉讼法第一百六十三条", "Criminal Procedure Law, art. 163"),
            (Self::WithdrawalTold, _) => text("公安机关办理刑事案件程序规定第一百八十九条", "MPS Order 159, art. 189"),
            (Self::NonProsecutionNotified, _) if !matches!(regime, Regime::Environment) => {
                text("刑事诉讼法第一百七十七条", "Criminal Procedure Law, art. 177")
            }
            (Self::NonProsecutionNotified, _) => text("环境保护行政执法与刑事司法衔接工作办法第十八条", "E17 (2017), art. 18"),
            (Self::TransferUrged, _) => {
                regime.linking(text("环境保护行政执法与刑事司法衔接工作办法第十四条", "E17 (2017), art. 14"))
            }
            (Self::EnteredInPlatform, _) => {
                text("环境保护行政执法与刑事司法衔接工作办法第三十三条至第三十五条", "E17 (2017), arts. 33-35")
            }
            (Self::Consulted | Self::ConsultationAnswered, _) => {
                regime.linking(text("环境保护行政执法与刑事司法衔接工作办法第二十四条", "E17 (2017), art. 24"))
            }
            (Self::PenaltyUrged | Self::ResultReported, _) => {
                text("刑事诉讼法第一百七十七条", "Criminal Procedure Law, art. 177")
            }
        }
    }
}
