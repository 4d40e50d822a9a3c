//! The words of the codes in reports of the food and drug agency.

/// Codes by field.
pub(crate) const FIELDS: &[kernel::host::Coded] = &[
    ("kind", &[("sample", "监督抽检", "sampling")]),
    (
        "decision",
        &[
            ("case-filed", "立案", "case filed"),
            ("lifted", "解除查封、扣押", "lifted"),
            ("handled", "责令召回、处理", "ordered to be recalled or dealt with"),
            ("transferred", "移送公安机关", "transferred to police"),
        ],
    ),
    (
        "level",
        &[
            ("level-1", "特别重大", "level I, extraordinary"),
            ("level-2", "重大", "level II, major"),
            ("level-3", "较大", "level III, larger"),
            ("level-4", "一般", "level IV, ordinary"),
        ],
    ),
    ("outcome", &[("pass", "符合", "pass"), ("basic-pass", "基本符合", "basic pass"), ("fail", "不符合", "fail")]),
    (
        "disposition",
        &[
            ("pass", "不予处理", "nothing to do"),
            ("correct", "责令改正", "ordered to correct"),
            ("own-case", "行政立案", "the agency's own case"),
            ("suspected-crime", "涉嫌犯罪", "suspected crime"),
        ],
    ),
    ("status", &[("active", "召回中", "under way"), ("closed", "召回终结", "ended"), ("alert", "风险警示", "public warning")]),
    (
        "class",
        &[
            ("class-1", "一级召回", "class I recall"),
            ("class-2", "二级召回", "class II recall"),
            ("class-3", "三级召回", "class III recall"),
        ],
    ),
    (
        "how",
        &[
            ("destroyed", "销毁", "destroyed"),
            ("returned", "退还", "given back"),
            ("used-up", "检验耗尽", "used up in an examination"),
        ],
    ),
    (
        "by",
        &[
            ("production", "生产日期", "date of production"),
            ("processing", "加工日期", "date of processing"),
            ("purchase", "购进日期", "date of purchase"),
            ("quarantine", "检疫日期", "date of quarantine"),
            ("premises", "被抽样单位", "the sampled premises"),
            ("producer", "标称生产者", "the producer on the label"),
            ("supplier", "供货者", "the supplier"),
        ],
    ),
    (
        "to",
        &[
            ("premises", "被抽样单位", "the sampled premises"),
            ("producer", "标称生产者", "the producer on the label"),
            ("supplier", "供货者", "the supplier"),
        ],
    ),
    ("link", &[("production", "生产", "production"), ("sale", "流通", "sale"), ("catering", "餐饮", "catering")]),
    (
        "no_retest",
        &[
            ("microbes", "微生物指标不合格", "microbes"),
            ("expired", "备份样品超过保质期", "the backup part expired"),
            ("no-backup", "无备份样品", "no backup part"),
            ("other", "其他原因", "other"),
        ],
    ),
    ("verdict", &[("pass", "合格", "pass"), ("fail", "不合格", "fail")]),
];
