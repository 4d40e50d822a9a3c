//! Facts that the law knows: the vocabulary to which every agency's events map, and from which clocks and bans follow.
//!
//! One event may state several facts (a filing that rests on a reconsideration; a seizure of drugs): the clocks take each for itself. A
//! fact that only tells which rule applies (*qualifies*) must have occurred by the day on which the clock starts.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::Text;

macro_rules! legal_facts {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// A fact that the law knows, by the code that statutes-as-data name as trigger.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum LegalFact {
            $(#[doc = concat!($en, " (", $zh, ").")] $(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl LegalFact {
            /// Every fact.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code, for ever.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The Chinese legal term and its English name.
            pub const fn name(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)* }
            }

            /// The fact with `code`.
            pub fn from_code(code: &str) -> Option<Self> {
                static BY_CODE: LazyLock<HashMap<&str, LegalFact>> =
                    LazyLock::new(|| LegalFact::ALL.iter().map(|fact| (fact.code(), *fact)).collect());
                BY_CODE.get(code).copied()
            }
        }
    };
}

legal_facts! {
    // A regulator's case.
    ViolationEnded = "violation-ended", "违法行为终了", "violation ended";
    /// Qualifies the time limit to punish: five years instead of two.
    HarmToLifeOrHealth = "harm-to-life-or-health", "涉及公民生命健康安全、金融安全且有危害后果", "harm to life, health or finance";
    ViolationDiscovered = "violation-discovered", "违法行为被发现", "violation discovered";
    ClueReceived = "clue-received", "收到线索", "clue received";
    ClueExtended = "clue-extended", "延长核查期限", "time to verify a clue extended";
    AdminCaseFiled = "admin-case-filed", "行政立案", "administrative case filed";
    AdminCaseNotFiled = "admin-case-not-filed", "行政不予立案", "administrative case not filed";
    AdminCaseExtended = "admin-case-extended", "延长办案期限", "time for the case extended";
    EvidencePreserved = "evidence-preserved", "先行登记保存", "evidence registered for preservation";
    PreservationDisposed = "preservation-disposed", "登记保存物品处理", "preserved evidence disposed of";
    /// The party was told of the intended penalty and of its right to a hearing (听证权利告知).
    HearingNotified = "hearing-notified", "听证告知", "told of the right to a hearing";
    HearingRequested = "hearing-requested", "申请听证", "hearing requested";
    HearingHeld = "hearing-held", "举行听证", "hearing held";
    PenaltyDecided = "penalty-decided", "处罚决定", "penalty decided";
    PenaltyServed = "penalty-served", "处罚决定送达", "penalty served";
    PenaltyPaid = "penalty-paid", "缴纳罚款", "penalty paid";
    PenaltyAppealed = "penalty-appealed", "行政复议或诉讼", "penalty appealed";
    AdminCaseClosed = "admin-case-closed", "结案", "administrative case closed";

    // Seizure and preservation by a regulator, and by police.
    Seized = "seized", "查封扣押", "sealed or seized";
    SeizureExtended = "seizure-extended", "延长查封扣押", "seizure extended";
    SeizureLifted = "seizure-lifted", "解除查封扣押", "seizure lifted";
    /// Confiscated, destroyed or otherwise dealt with by decision (没收、销毁).
    GoodsDisposed = "goods-disposed", "处理查封扣押物品", "seized goods disposed of";
    /// Testing that the seizure waits for, from the day told to the party (检验期间告知).
    TestingStarted = "testing-started", "检测检验鉴定开始", "testing started";
    TestingEnded = "testing-ended", "检测检验鉴定结束", "testing ended";
    /// Seized at once, to be approved afterwards.
    EmergencySeized = "emergency-seized", "紧急查封扣押", "seized in an emergency";
    SeizureApproved = "seizure-approved", "补办查封扣押批准手续", "emergency seizure approved";
    ReleaseRequested = "release-requested", "申请解除查封扣押", "release of seized things requested";
    ReleaseDecided = "release-decided", "解除申请审查决定", "request for release decided";
    ReleaseServed = "release-served", "解除决定送达", "decision on release served";
    ReleaseAnnounced = "release-announced", "通知领取", "told to collect released goods";
    GoodsCollected = "goods-collected", "领取物品", "released goods collected";
    /// Qualifies a seizure: of things proved likely to endanger health (药品管理法第一百条); stated beside [`Self::Seized`].
    DrugsSeized = "drugs-seized", "药品查封扣押", "drugs sealed or seized";
    /// The handling of seized drugs was decided (药品管理法第一百条).
    DrugSeizureDecided = "drug-seizure-decided", "药品查封扣押的行政处理决定", "handling of seized drugs decided";
    DrugTestReported = "drug-test-reported", "药品检验报告", "drug test reported";
    DrugTestPassed = "drug-test-passed", "药品检验合格", "drug test passed";
    DrugRetestRequested = "drug-retest-requested", "申请药品复验", "retest of a drug requested";

    // Transfer to police: the regulator's side.
    SuspectedCrimeFound = "suspected-crime-found", "涉嫌犯罪", "suspected crime found";
    /// The special team's written report reached the head (移送报告).
    TransferReported = "transfer-reported", "提出移送报告", "transfer reported to the head";
    TransferApproved = "transfer-approved", "批准移送", "transfer approved";
    TransferRefused = "transfer-refused", "决定不移送", "transfer refused by the head";
    TransferSent = "transfer-sent", "移送案件", "case transferred to police";
    TransferCopied = "transfer-copied", "移送抄送检察院", "transfer copied to the procuratorate";
    TransferWithdrawn = "transfer-withdrawn", "撤回移送", "transfer withdrawn";
    SupplementSupplied = "supplement-supplied", "补充材料", "supplement supplied";
    SupplementImpossible = "supplement-impossible", "书面说明无法补充", "supplement said to be impossible";
    ItemsHandedOver = "items-handed-over", "移交涉案物品", "items handed over";
    /// 查封扣押物品移送告知书.
    HandOverTold = "hand-over-told", "告知当事人移送", "party told of the hand-over";
    ReconsiderationRequested = "reconsideration-requested", "提请复议", "reconsideration requested";
    SupervisionSuggested = "supervision-suggested", "建议立案监督", "filing supervision suggested";
    /// What the regulator did after the procuratorate's opinion, told to it (处理情况回复).
    PenaltyResultReported = "penalty-result-reported", "书面回复处理结果", "result of handling reported";
    /// Qualifies: the facts come under 环境保护法第六十三条, so that the file goes for administrative detention.
    DetentionWarranted = "detention-warranted", "符合行政拘留情形", "facts warrant administrative detention";

    // Transfer to police: the police's side.
    TransferReceived = "transfer-received", "签收移送材料", "transfer signed for";
    GapsNotified = "gaps-notified", "通知补充材料", "gaps notified";
    CaseAccepted = "case-accepted", "受案", "case accepted";
    CaseForwarded = "case-forwarded", "移送有管辖权的公安机关", "case forwarded to another police organ";
    CaseReturned = "case-returned", "退回移送机关", "case given back to the regulator";
    /// Extends the decision on filing: a clue must be checked first.
    ClueCheckNeeded = "clue-check-needed", "线索需要核查", "clue must be checked";
    /// Extends the decision on filing: complex.
    ComplexCaseApproved = "complex-case-approved", "案情复杂经批准延长", "extended as complex";
    /// Extends the decision on filing: major or complex, approved by the head of a county-level or higher police organ.
    MajorCaseApproved = "major-case-approved", "重大疑难复杂经县级以上公安机关负责人批准", "extended as major";
    /// Extends the decision on filing: particularly complex, approved one level up.
    SpecialCaseApproved = "special-case-approved", "特别重大复杂经上一级公安机关批准", "extended by the level above";
    CaseFiled = "case-filed", "立案", "case filed";
    CaseNotFiled = "case-not-filed", "不予立案", "case not filed";
    /// The regulator received the notice that a case was filed.
    FilingNoticeServed = "filing-notice-served", "立案通知书送达", "notice of filing served";
    /// The regulator received the notice that no case was filed, with reasons and the file.
    RefusalNoticeServed = "refusal-notice-served", "不予立案通知书送达", "notice of non-filing served";
    ReconsiderationReversed = "reconsideration-reversed", "复议决定立案", "reconsideration: to be filed";
    ReconsiderationUpheld = "reconsideration-upheld", "复议维持不予立案", "reconsideration: refusal upheld";
    ReasonsExplained = "reasons-explained", "说明不立案理由", "reasons for not filing explained";
    CaseWithdrawn = "case-withdrawn", "撤案", "case withdrawn";
    WithdrawalNotified = "withdrawal-notified", "告知撤案", "regulator told of the withdrawal";

    // A complainant (控告人) against non-filing.
    ComplainantNotified = "complainant-notified", "不予立案通知书送达控告人", "complainant told of non-filing";
    ComplaintRequested = "complaint-requested", "控告人申请复议", "complainant asked for reconsideration";
    ComplaintReversed = "complaint-reversed", "控告人复议后撤销不立案决定", "non-filing reversed on the complainant's request";
    ComplaintDecided = "complaint-decided", "控告人复议决定", "complainant's reconsideration decided";
    ComplaintReviewRequested = "complaint-review-requested", "控告人申请复核", "complainant asked for review";
    ComplaintReviewDecided = "complaint-review-decided", "控告人复核决定", "complainant's review decided";

    // Transfer for administrative detention (环境保护法第六十三条).
    DetentionTransferSent = "detention-transfer-sent", "移送适用行政拘留案件", "file sent for administrative detention";
    DetentionTransferAccepted = "detention-transfer-accepted", "受理行政拘留移送", "detention file accepted";
    DetentionGapsNotified = "detention-gaps-notified", "行政拘留案件要求补正", "gaps in the detention file notified";
    DetentionTransferReturned = "detention-transfer-returned", "不宜行政拘留退回", "detention file given back";
    AdminDetentionDecided = "admin-detention-decided", "行政拘留决定", "administrative detention decided";
    AdminDetentionCopied = "admin-detention-copied", "抄送行政拘留决定", "detention decision copied to the regulator";

    // A suspect; the label names which.
    Detained = "detained", "刑事拘留", "detained";
    /// One to four days more before the request for arrest.
    ArrestRequestExtended = "arrest-request-extended", "延长提请批捕一至四日", "request for arrest extended by up to four days";
    /// Roaming, repeated or gang crime: up to thirty days before the request for arrest.
    ArrestRequestExtendedTo30 = "arrest-request-extended-to-30", "流窜多次结伙作案延长至三十日", "request for arrest extended to thirty days";
    ArrestRequested = "arrest-requested", "提请批准逮捕", "arrest requested";
    Arrested = "arrested", "批准逮捕", "arrest approved";
    ArrestRefused = "arrest-refused", "不批准逮捕", "arrest not approved";
    Bailed = "bailed", "取保候审", "released pending trial";
    ResidenceSurveilled = "residence-surveilled", "监视居住", "residential surveillance";
    Released = "released", "释放", "released";
    CustodyExtendedFirst = "custody-extended-first", "延长侦查羁押一个月", "custody extended by one month (art 156)";
    CustodyExtendedSecond = "custody-extended-second", "再延长侦查羁押二个月", "custody extended by two months (art 158)";
    CustodyExtendedThird = "custody-extended-third", "又延长侦查羁押二个月", "custody extended by two more months (art 159)";
    SentForProsecution = "sent-for-prosecution", "移送起诉", "sent for prosecution";
    ProsecutionReviewExtended = "prosecution-review-extended", "延长审查起诉十五日", "review for prosecution extended";
    SupplementaryInvestigation = "supplementary-investigation", "退回补充侦查", "returned for supplementary investigation";
    Prosecuted = "prosecuted", "提起公诉", "charge brought";
    NotProsecuted = "not-prosecuted", "不起诉", "not prosecuted";
    Judged = "judged", "判决", "judged";
    ExemptedFromPunishment = "exempted-from-punishment", "免予刑事处罚", "exempted from punishment";

    // The procuratorate.
    ExplanationRequested = "explanation-requested", "要求说明不立案理由", "explanation requested";
    FilingNotified = "filing-notified", "通知立案", "notified to file";
    /// Any opinion to a regulator; stated beside [`Self::TransferUrged`] or [`Self::PenaltyUrged`], which say what it asks for.
    OpinionSent = "opinion-sent", "检察意见", "opinion sent";
    TransferUrged = "transfer-urged", "建议移送的检察意见", "opinion: transfer the case";
    PenaltyUrged = "penalty-urged", "建议行政处罚的检察意见", "opinion: penalise (reverse transfer)";
    NonProsecutionNotified = "non-prosecution-notified", "告知不起诉", "regulator told of non-prosecution";

    // Between the three.
    Consulted = "consulted", "咨询", "opinion asked of another agency";
    ConsultationAnswered = "consultation-answered", "咨询答复", "opinion given to another agency";
    EnteredInPlatform = "entered-in-platform", "录入信息共享平台", "entered into the sharing platform";

    // Qualifies a matter: which special rules apply beside the agency's own.
    /// Qualifies: the matter is about drugs, so that the drug rules go before the food rules.
    DrugCase = "drug-case", "药品案件", "matter about drugs";
    /// Qualifies: investigated under the rules for economic crime (经济犯罪).
    EconomicCrime = "economic-crime", "经济犯罪案件", "matter of economic crime";

    // Food sampling; the label names the sample.
    Sampled = "sampled", "抽样", "sampled";
    /// Qualifies: the sample is of farm produce (农产品质量安全法).
    FarmProduce = "farm-produce", "农产品抽查", "sample of farm produce";
    SampleReceived = "sample-received", "承检机构收样", "sample received by the laboratory";
    /// The laboratory stated its result, whatever it is; stated beside [`Self::SamplePassed`] or [`Self::SampleFailed`].
    TestReported = "test-reported", "出具检验报告", "test reported";
    SamplePassed = "sample-passed", "检验合格", "sample passed";
    SampleFailed = "sample-failed", "检验不合格", "sample failed";
    ReportSubmitted = "report-submitted", "报送检验结论", "test report sent to the regulator";
    HighRiskFound = "high-risk-found", "发现高风险检验结果", "result of high risk found";
    HighRiskReported = "high-risk-reported", "高风险结果报告", "result of high risk reported";
    FailureNotified = "failure-notified", "不合格检验结论送达", "party told of the failed test";
    /// No retest: microbes, expired goods, no backup part.
    RetestExcluded = "retest-excluded", "不予复检情形", "retest excluded";
    RetestRequested = "retest-requested", "申请复检", "retest requested";
    RetestAccepted = "retest-accepted", "受理复检", "retest accepted";
    RetestRefused = "retest-refused", "不予受理复检", "retest not accepted";
    RetestNamingExtended = "retest-naming-extended", "延长确定复检机构", "time to name the retest laboratory extended";
    RetestLabNamed = "retest-lab-named", "确定复检机构", "retest laboratory named";
    BackupCollected = "backup-collected", "调取备份样品", "backup part collected";
    RetestReported = "retest-reported", "复检结论", "retest reported";
    AuthenticityDisputed = "authenticity-disputed", "真实性异议", "authenticity disputed";
    BackupDisposed = "backup-disposed", "处置备份样品", "backup part disposed of";
    HandlingFinished = "handling-finished", "完成核查处置", "handling of a failed sample finished";
    ResultPublished = "result-published", "公布抽检结果", "result published";
    QuickTestNotified = "quick-test-notified", "快速检测结果告知", "told of a quick test's result";
    QuickTestDisputed = "quick-test-disputed", "快速检测异议", "quick test disputed";

    // Food inspection and food-safety incidents.
    Inspected = "inspected", "监督检查", "inspected";
    InspectionTold = "inspection-told", "现场告知检查结果", "result of the inspection told on the spot";
    InspectionPublished = "inspection-published", "公开检查结果", "result of the inspection published";
    IncidentOccurred = "incident-occurred", "发生食品安全事故", "food-safety incident occurred";
    /// An agency learned of the incident (获知): it reports upward.
    IncidentLearned = "incident-learned", "获知食品安全事故", "food-safety incident learned of";
    IncidentTold = "incident-told", "事故单位报告", "incident told by the unit that had it";
    IncidentReportedUp = "incident-reported-up", "上报食品安全事故", "incident reported upward";
    IncidentResponsibilityReported = "incident-responsibility-reported", "事故责任调查处理报告", "responsibility for the incident reported";

    // Environment measures.
    /// The monitoring report that shows the excess (监测报告).
    ExcessReported = "excess-reported", "超标监测报告", "monitoring report of an excess";
    CorrectionOrdered = "correction-ordered", "责令改正", "correction ordered";
    CorrectionServed = "correction-served", "责令改正决定送达", "order to correct served";
    /// A covert recheck, whatever it found; a refused one counts.
    Rechecked = "rechecked", "复查", "rechecked";
    Corrected = "corrected", "整改完成", "corrected";
    /// Found still going on at the recheck, or the recheck refused: the daily fine runs.
    NotCorrected = "not-corrected", "拒不改正", "violation continues";
    DailyFineDecided = "daily-fine-decided", "按日连续处罚", "daily fine decided";
    ProductionLimited = "production-limited", "限制生产", "production limited";
    ProductionLimitExtended = "production-limit-extended", "延长限制生产", "limit of production extended";
    ProductionStopped = "production-stopped", "停产整治", "production stopped";
    RestrictionServed = "restriction-served", "限产停产决定送达", "limit or stop of production served";
    CorrectionPlanFiled = "correction-plan-filed", "整改方案备案", "correction plan filed";
    CorrectionFinished = "correction-finished", "完成整改任务", "correction finished by the party";
    CompletionReported = "completion-reported", "整改情况备案", "completion reported";
    RestrictionLifted = "restriction-lifted", "解除限产停产", "restriction lifted";
    FollowedUp = "followed-up", "跟踪检查", "follow-up check";
    RepeatedViolation = "repeated-violation", "停业关闭情形", "violation that calls for closure";
    ClosureReported = "closure-reported", "报请政府停业关闭", "closure put to the government";
}

impl LegalFact {
    /// The facts from which something follows for other records: who states one declares the tags of those events
    /// ([`crate::DomainEvent::FOLLOWED`]), so that reactions read no others.
    pub const FOLLOWED: &'static [Self] = &[Self::SuspectedCrimeFound, Self::TransferReported, Self::TransferSent];
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fact_has_a_code_and_a_name_of_its_own() {
        let codes: BTreeSet<&str> = LegalFact::ALL.iter().map(|fact| fact.code()).collect();
        let terms: BTreeSet<String> = LegalFact::ALL.iter().map(|fact| fact.name().zh.into_owned()).collect();
        assert_eq!((codes.len(), terms.len()), (LegalFact::ALL.len(), LegalFact::ALL.len()));
        for fact in LegalFact::ALL {
            assert!(fact.code().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", fact.code());
            assert_eq!(LegalFact::from_code(fact.code()), Some(*fact));
        }
    }
}
