//! What the law says of an incident: 食品安全法(2015) and the national plan [K: the plan's article].

use kernel::{Article, Class, Field, Identity, Kind, Label, Law, Stage};

const DUTY_OF_THE_UNIT: Article = Article::new("食品安全法(2015)第一百零三条", "Food Safety Law (2015), art 103");
const INVESTIGATION: Article = Article::new("食品安全法(2015)第一百零六条", "Food Safety Law (2015), art 106");
const PLAN: Article =
    Article::new("国家食品安全事故应急预案（条号待核）", "National plan for food-safety incidents (article to be checked)");

const fn plain(article: Article, label: Label, needs: &'static [Field]) -> Law {
    Law { article, label, needs, rules: &[] }
}

/// The kind with its stages.
pub(super) const KIND: Kind = Kind {
    code: "food-drug.incident",
    zh: "食品安全事故",
    en: "Food-safety incident",
    class: Class::Case,
    identity: Identity::Own,
    stages: &[
        Stage::first("occurred", "已发生", "occurred").under(&plain(
            DUTY_OF_THE_UNIT,
            Label::Whole,
            &[Field::required("title", "事故名称", "what happened"), Field::optional("premises", "场所", "premises")],
        )),
        Stage::first("learned", "已获知", "learned of").under(&plain(
            PLAN,
            Label::Whole,
            &[Field::optional("source", "来源", "source")],
        )),
        Stage::after("told-by-unit", "事故单位已报告", "told by the unit", &["occurred"]).under(&plain(
            DUTY_OF_THE_UNIT,
            Label::Whole,
            &[Field::optional("measures", "已采取的措施", "measures taken")],
        )),
        Stage::after("reported-up", "已上报", "reported upward", &["learned", "told-by-unit"]).under(&plain(
            PLAN,
            Label::Among(&["1", "2", "3"]),
            &[Field::optional("to", "接报单位", "to whom"), Field::optional("level", "级别", "level")],
        )),
        Stage::after("responsibility-reported", "已报告事故责任", "responsibility reported", &["occurred"]).under(&plain(
            INVESTIGATION,
            Label::Whole,
            &[Field::optional("to", "本级人民政府", "government")],
        )),
    ],
};
