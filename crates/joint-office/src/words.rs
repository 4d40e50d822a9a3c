//! The words of the codes in reports of the joint office.

/// Codes by field.
pub(crate) const FIELDS: &[kernel::host::Coded] = &[
    ("kind", &[("special", "专项行动", "special campaign"), ("cluster", "全国集群战役", "cluster campaign")]),
    (
        "level",
        &[
            ("village", "村、社区", "village"),
            ("town", "镇、街道", "town"),
            ("county", "县、区", "county"),
            ("city", "市", "city"),
            ("province", "省", "province"),
            ("nation", "全国", "nation"),
        ],
    ),
];
