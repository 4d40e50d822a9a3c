//! The words of the codes that reports of several agencies share.

use crate::transfer::platform::Entered;
use crate::{Host, PenaltyKind, host};

/// Declares them.
pub fn mount(host: &mut impl Host) {
    host::declare(host, FIELDS);
    host.words("kinds", PenaltyKind::ALL.iter().map(|kind| (kind.code(), kind.name())));
    host.words("decision", Entered::ALL.iter().map(|decision| (decision.code(), decision.name())));
}

const FIELDS: &[host::Coded] = &[
    ("unit", &[("item", "件", "item"), ("gram", "克", "gram"), ("millilitre", "毫升", "millilitre"), ("fen", "分", "fen")]),
    ("currency", &[("CNY", "人民币", "renminbi"), ("USD", "美元", "US dollar"), ("EUR", "欧元", "euro")]),
    ("qualifier", &[("exact", "确数", "exact"), ("at-least", "以上", "at least")]),
    (
        "how",
        &[
            ("confiscated", "没收", "confiscated"),
            ("destroyed", "销毁", "destroyed"),
            ("sold", "拍卖、变卖", "sold"),
            ("returned", "退还", "given back"),
            ("seized", "查封、扣押", "sealed or seized"),
            ("tested", "送检验、鉴定", "sent to be tested"),
            ("transferred", "移送有关部门", "handed to another body"),
            ("filed", "入卷", "put into the file"),
            ("used-up", "检验耗尽", "used up in an examination"),
            ("preserved", "先行登记保存", "registered for preservation"),
            ("sampled", "抽样取证", "sampled"),
            ("collected", "调取", "collected"),
            ("submitted", "提交", "handed in"),
            ("made", "制作", "made by the organisation"),
        ],
    ),
    (
        "closure",
        &[
            ("executed", "执行完毕", "executed"),
            ("no-penalty", "不予处罚", "no penalty"),
            ("unfounded", "违法事实不成立", "unfounded"),
            ("transferred", "移送司法机关", "handed to justice"),
            ("terminated", "终止调查", "investigation ended"),
        ],
    ),
    ("to", &[("reconsideration", "行政复议", "administrative reconsideration"), ("court", "人民法院", "court")]),
    (
        "source",
        &[
            ("inspection", "监督检查", "inspection"),
            ("testing", "监督抽检、监测", "sampling or monitoring"),
            ("complaint", "投诉、举报", "complaint"),
            ("transfer", "其他机关移送", "handed over by another body"),
            ("assigned", "上级交办", "assigned from above"),
            ("other", "其他途径", "other"),
        ],
    ),
    (
        "kind",
        &[
            ("crime", "涉嫌犯罪", "suspected crime"),
            ("detention", "移送行政拘留", "for administrative detention"),
            ("transfer-letter", "移送书", "letter of transfer"),
            ("investigation-report", "调查报告", "investigation report"),
            ("item-list", "涉案物品清单", "list of items"),
            ("test-report", "检验报告或鉴定结论", "test report or appraisal"),
            ("scene-record", "现场及询问笔录", "records of the scene and of interviews"),
            ("sampling-form", "抽样单", "sampling form"),
            ("audio-visual", "视听资料", "photographs and recordings"),
            ("penalty-decision", "处罚决定书", "decision on the penalty"),
            ("correction-order", "责令改正决定书", "order to correct"),
            ("coercion-papers", "查封扣押决定书及清单", "seizure decision and list"),
            ("storage-conditions", "物品保管条件和期限", "storage conditions and expiry of items"),
            ("approval-form", "负责人审批表", "the head's form of approval"),
            ("evidence", "违法事实证据材料", "evidence of the facts"),
            ("enclosures", "附件清单和联系人", "list of enclosures and contact"),
            ("other", "其他", "other"),
            ("inspection", "监督检查", "inspection"),
            ("complaint", "投诉举报", "complaint"),
            ("transfer", "其他部门移送", "handed over by another body"),
            ("assigned", "上级交办", "assigned from above"),
            ("returned-by-justice", "司法机关反向移送", "given back by justice"),
        ],
    ),
    (
        "ground",
        &[
            ("clue", "线索需要核查", "a clue must be checked"),
            ("complex", "案情复杂", "complex"),
            ("major", "重大疑难复杂", "major or complex"),
            ("special", "特殊、特别重大复杂情况", "special circumstances"),
        ],
    ),
    ("decision", &[("filed", "立案", "filed"), ("not-filed", "不予立案", "not filed")]),
    ("outcome", &[("upheld", "维持不予立案", "refusal upheld"), ("reversed", "撤销不予立案", "refusal reversed")]),
    ("handling", &[("penalised", "给予行政处罚", "penalised"), ("not-penalised", "不予行政处罚", "not penalised")]),
    (
        "sort",
        &[
            ("thing", "物证", "a thing"),
            ("writing", "书证", "a writing"),
            ("testimony", "证人证言", "testimony of a witness"),
            ("statement", "当事人陈述", "a party's statement"),
            ("appraisal", "鉴定意见", "an appraisal"),
            ("record", "笔录", "a record of a scene or an inspection"),
            ("audio-visual", "视听资料", "photographs and recordings"),
            ("electronic-data", "电子数据", "electronic data"),
            ("document", "法律文书", "a document of the case"),
        ],
    ),
    (
        "purpose",
        &[
            ("storage", "入库保管", "to be kept"),
            ("transfer", "移交", "with the case"),
            ("examination", "送检", "to be examined"),
            ("back", "送检返还", "back from the examination"),
            ("prosecution", "随案移送", "to the procuratorate or the court"),
            ("use", "调用", "to be used"),
        ],
    ),
    (
        "warning",
        &[("half", "期限过半", "half of the time is gone"), ("near", "即将到期", "ends soon"), ("missed", "逾期", "missed")],
    ),
];
