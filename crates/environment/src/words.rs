//! The words of the codes in reports of the environment agency.

/// Codes by field.
pub(crate) const FIELDS: &[kernel::host::Coded] = &[
    (
        "kind",
        &[
            ("monitoring", "监测", "monitoring"),
            ("correct", "责令改正", "order to correct"),
            ("seize", "查封扣押", "seizure"),
            ("limit-production", "限制生产", "limit of production"),
            ("stop-production", "停产整治", "stop of production"),
        ],
    ),
    (
        "because",
        &[
            ("corrected", "整改完成", "corrected"),
            ("expired", "期满", "its term ended"),
            ("revoked", "撤销", "revoked"),
            ("handed-over", "移交公安机关", "handed over to police"),
        ],
    ),
    (
        "detention",
        &[
            ("unapproved-construction", "未批先建，拒不停止建设", "building without approval in spite of an order"),
            ("no-permit", "无证排污，拒不停止", "discharging without a permit in spite of an order"),
            ("covert-discharge", "逃避监管排污或者伪造监测数据", "covert discharge or falsified monitoring"),
            ("banned-pesticide", "生产、使用禁用农药，拒不改正", "banned pesticides in spite of an order"),
        ],
    ),
    (
        "outcome",
        &[
            ("no-violation", "未发现违法行为", "no violation found"),
            ("violation", "发现违法行为", "violation found"),
            ("corrected", "已改正", "corrected"),
            ("continuing", "继续违法", "continuing"),
            ("refused", "拒绝复查", "recheck refused"),
        ],
    ),
    (
        "found",
        &[
            ("corrected", "已改正", "corrected"),
            ("continuing", "继续违法", "continuing"),
            ("refused", "拒绝复查", "recheck refused"),
        ],
    ),
    ("manner", &[("manual", "手工监测", "by hand"), ("online", "自动监测", "online")]),
];
