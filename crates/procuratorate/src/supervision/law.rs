//! What the law says of a supervision: 刑事诉讼法(2018)第一百一十三条.

use kernel::{Article, Class, Field, Identity, Kind, Label, Law, Stage, procedure_law};

/// The procuratorate asks, and notifies; police explain in writing.
const SUPERVISION: Article = procedure_law!("一百一十三", "113", "一百一十一", "111", "八十七", "87");

const CASE: Field = Field::required("case", "案件（org、number）", "the case, as police know it (org, number)");
const REASONS: Field = Field::required("reasons", "理由", "reasons");
const DOCUMENT: Field = Field::optional("document", "文号", "number of the letter");
const MATTER: Field = Field::optional("matter", "案事件编号", "number of the matter");

const fn law(needs: &'static [Field]) -> Law {
    Law { article: SUPERVISION, label: Label::Whole, needs, rules: &[] }
}

/// The kind with its stages.
pub(super) const KIND: Kind =
    Kind {
        code: "procuratorate.supervision",
        zh: "检察监督",
        en: "Procuratorial supervision",
        class: Class::Case,
        identity: Identity::Own,
        stages: &[
            Stage::first("explanation-requested", "已要求说明理由", "explanation requested")
                .under(&law(&[CASE, REASONS, DOCUMENT, MATTER])),
            Stage::after("reasons-explained", "公安机关已说明理由", "reasons explained", &["explanation-requested"])
                .under(&law(&[Field::optional("hold", "理由是否成立", "whether the reasons hold"), DOCUMENT, MATTER])),
            Stage::after("filing-notified", "已通知立案", "filing notified", &["explanation-requested"])
                .under(&law(&[CASE, REASONS, DOCUMENT, MATTER])),
        ],
    };
