//! The words of the codes in reports of police.

/// Codes by field.
pub(crate) const FIELDS: &[kernel::host::Coded] = &[
    (
        "source",
        &[
            ("transfer", "其他机关移送", "handed over by another body"),
            ("joint-action", "联合执法发现", "found in a joint action"),
            ("public", "群众举报、报案", "reported by a person"),
            ("own", "工作中发现", "found by police"),
            ("other-police", "其他公安机关移送", "from another police organ"),
        ],
    ),
    (
        "domain",
        &[
            ("food", "食品", "food"),
            ("drug", "药品", "drugs"),
            ("environment", "环境", "environment"),
            ("other", "其他", "other"),
        ],
    ),
    (
        "to",
        &[
            ("procuratorate", "检察机关", "procuratorate"),
            ("court", "人民法院", "court"),
            ("regulator", "行政机关", "regulator"),
            ("owner", "权利人", "owner"),
            ("treasury", "上缴国库", "treasury"),
            ("destroyed", "销毁", "destroyed"),
        ],
    ),
    (
        "ground",
        &[
            ("roaming-repeated-or-gang", "流窜、多次、结伙作案", "roaming, repeated or gang crime"),
            ("statutory", "法定不起诉", "statutory non-prosecution"),
            ("discretionary", "酌定不起诉", "discretionary non-prosecution"),
            ("insufficient-evidence", "存疑不起诉", "insufficient evidence"),
            ("conditional", "附条件不起诉", "conditional non-prosecution"),
        ],
    ),
    (
        "kind",
        &[
            ("food", "食品", "food"),
            ("drug", "药品、医疗器械", "drugs and devices"),
            ("additive", "添加剂、非法添加物", "additives"),
            ("material", "原料、包装", "material and packaging"),
            ("equipment", "设备、工具、车辆", "equipment and vehicles"),
            ("hazardous-waste", "危险废物", "hazardous waste"),
            ("other", "其他", "other"),
        ],
    ),
    ("instance", &[("first", "一审", "first instance"), ("second", "二审", "second instance")]),
    (
        "judgment",
        &[
            ("convicted", "有罪", "convicted"),
            ("exempt-from-punishment", "免予刑事处罚", "exempted from punishment"),
            ("acquitted", "无罪", "acquitted"),
        ],
    ),
];
