//! The articles from which each step of a transfer follows (domain.md 2.3).

use chrono::NaiveDate;
use kernel::{Article, TransferKind, police_rules, procedure_law};

use super::steps::Step;

/// An article of the rules on linking enforcement and crime for the environment of 2017, in place of those of 2007.
macro_rules! environment {
    ($zh:literal, $en:literal) => {
        Article::new(concat!("环境保护行政执法与刑事司法衔接工作办法", $zh), concat!("E17 (2017), ", $en)).before(
            (2017, 1, 25),
            "关于环境保护行政主管部门移送涉嫌环境犯罪案件的若干规定（环发〔2007〕78号，条号待核）[K]",
            "Rules on the transfer of environmental crime (2007, No 78; article to be checked) [K]",
        )
    };
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
    pub fn of(agency: Option<&str>, drugs: bool, day: NaiveDate) -> Self {
        let since = |year, month, date| NaiveDate::from_ymd_opt(year, month, date).is_some_and(|from| day >= from);
        match agency {
            Some("food-drug") if drugs && since(2023, 2, 1) => Self::Drugs,
            Some("food-drug") if since(2015, 12, 22) => Self::Food,
            Some(_) | None => Self::Environment,
        }
    }

    /// What its rules say on `article` of those of the environment; those of food and drugs are from general knowledge.
    const fn linking(self, article: Article) -> Article {
        match self {
            Self::Environment => article,
            Self::Food => Article::new(
                "食品药品行政执法与刑事司法衔接工作办法（食药监稽〔2015〕271号，条号待核）[K]",
                "Rules on linking food and drug enforcement (2015, No 271; article to be checked) [K]",
            ),
            Self::Drugs => Article::new(
                "药品行政执法与刑事司法衔接工作办法（国药监法〔2022〕41号，条号待核）[K]",
                "Rules on linking drug enforcement (2022, No 41; article to be checked) [K]",
            ),
        }
    }
}

impl Step {
    /// The article on which the step rests.
    pub const fn article(self, kind: TransferKind, regime: Regime) -> Article {
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
            ) => Article::new(
                "行政主管部门移送适用行政拘留环境违法案件暂行办法",
                "2014 measure on transfer for administrative detention",
            ),
            (Self::Reported | Self::Approved | Self::Refused, _) => {
                Article::new("行政执法机关移送涉嫌犯罪案件的规定第五条", "State Council Order 310, art. 5")
            }
            (Self::Sent, _) => Article::new("行政执法机关移送涉嫌犯罪案件的规定第六条", "State Council Order 310, art. 6"),
            (Self::PartyTold, _) => Article::new("行政强制法第二十一条", "Administrative Coercion Law, art. 21"),
            (Self::SignedFor | Self::Forwarded, _) => {
                Article::new("行政执法机关移送涉嫌犯罪案件的规定第七条", "State Council Order 310, art. 7")
            }
            (Self::GapsNotified | Self::SupplementSupplied | Self::SupplementImpossible | Self::Accepted | Self::Returned, _) => {
                police_rules!("一百八十", "180")
            }
            (Self::Recalled, _) => Article::new("撤回移送无明文规定[K]", "no text provides for taking a transfer back [K]"),
            (Self::Extended, _) => regime.linking(environment!("第九条", "art. 9")),
            (Self::Filed | Self::NotFiled | Self::NoticeServed, _) => {
                Article::new("行政执法机关移送涉嫌犯罪案件的规定第八条", "State Council Order 310, art. 8")
            }
            (Self::ReconsiderationRequested | Self::Reconsidered | Self::SupervisionSuggested, _) => {
                Article::new("行政执法机关移送涉嫌犯罪案件的规定第九条", "State Council Order 310, art. 9")
            }
            (Self::ExplanationRequested | Self::ReasonsExplained | Self::FilingNotified, _) => {
                police_rules!("一百八十二", "182")
            }
            (Self::ItemsHandedOver, _) => {
                Article::new("行政执法机关移送涉嫌犯罪案件的规定第十二条", "State Council Order 310, art. 12")
            }
            (Self::CaseWithdrawn, _) => procedure_law!("一百六十三", "163", "一百六十一", "161", "一百三十", "130"),
            (Self::WithdrawalTold, _) => police_rules!("一百八十九", "189"),
            (Self::NonProsecutionNotified, _) if !matches!(regime, Regime::Environment) => {
                procedure_law!("一百七十七", "177", "一百七十三", "173", "一百四十二", "142")
            }
            (Self::NonProsecutionNotified, _) => environment!("第十八条", "art. 18"),
            (Self::TransferUrged, _) => regime.linking(environment!("第十四条", "art. 14")),
            (Self::EnteredInPlatform, _) => {
                environment!("第三十三条至第三十五条", "arts. 33-35")
            }
            (Self::Consulted | Self::ConsultationAnswered, _) => regime.linking(environment!("第二十四条", "art. 24")),
            (Self::PenaltyUrged | Self::ResultReported, _) => {
                procedure_law!("一百七十七", "177", "一百七十三", "173", "一百四十二", "142")
            }
        }
    }
}
