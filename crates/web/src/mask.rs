//! Personal fields as pages show them: sealed (已封存), whoever reads.

use serde_json::{Map, Value};

use crate::Lang;

/// `value` with each personal field, sealed or (against the rules) open, replaced by a word in the reader's language.
pub(crate) fn masked(value: &Value, lang: Lang) -> Value {
    match value {
        Value::Object(map) if map.len() == 1 && (map.contains_key("sealed") || map.contains_key("personal")) => {
            Value::String(lang.t("【已封存】", "[sealed]").to_owned())
        }
        Value::Object(map) => {
            Value::Object(map.iter().map(|(name, inner)| (name.clone(), masked(inner, lang))).collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.iter().map(|inner| masked(inner, lang)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// The masked value as indented JSON.
pub(crate) fn pretty(value: &Value, lang: Lang) -> String {
    format!("{:#}", masked(value, lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_personal_field_is_shown_at_any_depth() {
        let report = json!({"data": {"suspects": [{"who": {"sealed": {"person": "p", "alg": "A256GCM", "data": "c2VjcmV0"}}, "role": "owner"},
                                                  {"who": {"personal": {"name": "甲"}}}]}});
        let zh = pretty(&report, Lang::Zh);
        assert!(!zh.contains("c2VjcmV0") && !zh.contains('甲'), "{zh}");
        assert_eq!(zh.matches("【已封存】").count(), 2);
        assert!(zh.contains("owner"));
        assert!(pretty(&report, Lang::En).contains("[sealed]"));
    }

    #[test]
    fn a_field_that_only_shares_the_name_is_shown() {
        assert_eq!(masked(&json!({"sealed": true, "order": 1}), Lang::En), json!({"sealed": true, "order": 1}));
    }
}
