//! What a reader of JSON stumbled over, in Chinese: `serde_json` and the kernel's own types say it in English.
//!
//! What is not known here is quoted as it is: a clerk who reports it finds the same words in the documentation.

/// The sentence of `error` for Chinese readers, without a full stop.
pub(crate) fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let (what, at) = match text.rsplit_once(" at line ") {
        Some((what, at)) => (what, at.split_once(" column ")),
        None => (text.as_str(), None),
    };
    let what = phrase(what).unwrap_or_else(|| format!("“{what}”"));
    match at {
        Some((line, column)) => format!("第{line}行第{column}列：{what}"),
        None => what,
    }
}

fn phrase(what: &str) -> Option<String> {
    let after = |prefix: &str| what.strip_prefix(prefix);
    if let Some(field) = after("missing field ") {
        return Some(format!("缺少字段{}", names(field)));
    }
    if let Some(field) = after("duplicate field ") {
        return Some(format!("字段{}出现两次", names(field)));
    }
    if let Some((field, known)) = after("unknown field ").and_then(|rest| rest.split_once(", ")) {
        return Some(format!("没有字段{}，可用的字段为{}", names(field), expected(known)));
    }
    if let Some((value, known)) = after("unknown variant ").and_then(|rest| rest.split_once(", ")) {
        return Some(format!("{}不是可用的取值，应为{}", names(value), expected(known)));
    }
    if let Some((is, should)) = after("invalid type: ").and_then(|rest| rest.rsplit_once(", expected ")) {
        return Some(format!("此处是{}，应为{}", value(is), kind(should)));
    }
    if let Some((is, should)) = after("invalid value: ").and_then(|rest| rest.rsplit_once(", expected ")) {
        return Some(format!("{}不可用，应为{}", value(is), kind(should)));
    }
    if let Some((is, should)) = after("invalid length ").and_then(|rest| rest.split_once(", expected ")) {
        return Some(format!("此处有{is}项，应为{}", kind(should)));
    }
    own(what).or_else(|| syntax(what).map(str::to_owned))
}

/// Sentences of the kernel's types: the value, then what it is not.
fn own(what: &str) -> Option<String> {
    const OWN: [(&str, &str); 5] = [
        (" is not a time: write ", "不是时间，请写作"),
        (" is not a report type: write ", "不是报送类型，请写作"),
        (" is not the number of a transfer: write ", "不是移送编号，请写作"),
        (" is not a credit code: ", "不是统一社会信用代码：应为18位数字和大写字母，不含I、O、S、V、Z"),
        (" is not an amount: write ", "不是金额，请写作"),
    ];
    if let Some((code, digit)) = what
        .strip_prefix("the check digit of credit code ")
        .and_then(|rest| rest.split_once(" is wrong: with these digits it would be "))
    {
        return Some(format!("统一社会信用代码{}的校验位有误，按前17位应为“{}”", quoted(code), digit.trim_matches('\'')));
    }
    for (english, chinese) in OWN {
        if let Some((value, example)) = what.split_once(english) {
            let example = if chinese.contains('：') { String::new() } else { example.replace(" or ", "或") };
            return Some(format!("{}{chinese}{example}", quoted(value)));
        }
    }
    let (value, should) = what.split_once(" is not ")?;
    value.starts_with('"').then(|| format!("{}不可用，应为：{should}", quoted(value)))
}

fn syntax(what: &str) -> Option<&'static str> {
    Some(match what {
        "EOF while parsing a list"
        | "EOF while parsing an object"
        | "EOF while parsing a string"
        | "EOF while parsing a value" => "内容在此中断，不完整",
        "expected value" | "expected ident" => "此处应有一个值",
        "expected `:`" => "字段名后应有冒号（:）",
        "expected `,` or `]`" => "列表各项之间应有逗号（,），末尾应有“]”",
        "expected `,` or `}`" => "字段之间应有逗号（,），末尾应有“}”",
        "trailing comma" => "末项之后多了逗号（,）",
        "trailing characters" => "内容结束之后还有多余字符",
        "key must be a string" => "字段名应为双引号中的文本",
        "invalid escape" => "反斜杠（\\）之后的字符不可用",
        "invalid number" => "数字的写法有误",
        "number out of range" => "数字超出范围",
        "control character (\\u0000-\\u001F) found while parsing a string" => "文本中有控制字符，换行请写作\\n",
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => "\\u之后的字符编码不完整",
        "recursion limit exceeded" => "嵌套层数过多",
        _ => return None,
    })
}

/// "`a`" or "`a`, `b`" as serde writes names.
fn names(text: &str) -> String {
    text.split(", ").map(|name| format!("“{}”", name.trim_matches('`'))).collect::<Vec<_>>().join("、")
}

/// What serde would have known instead: "expected one of `a`, `b`", "expected `a` or `b`", "there are no fields".
fn expected(known: &str) -> String {
    match known.strip_prefix("expected one of ").or_else(|| known.strip_prefix("expected ")) {
        Some(known) => names(&known.replace(" or ", ", ")),
        None => "（无）".to_owned(),
    }
}

/// A value as serde shows it: its type, then itself where it is short.
fn value(text: &str) -> String {
    let (kind, shown) = text.split_once(' ').unwrap_or((text, ""));
    let kind = match kind {
        "string" | "character" => "文本",
        "integer" => "整数",
        "floating" => return format!("小数{}", shown.trim_start_matches("point ").trim_matches('`')),
        "boolean" => "是非值（true/false）",
        "null" => return "空值（null）".to_owned(),
        "map" => return "对象（{…}）".to_owned(),
        "sequence" => return "列表（[…]）".to_owned(),
        _ => return quoted(text),
    };
    format!("{kind}{}", if shown.starts_with('"') { quoted(shown) } else { shown.trim_matches('`').to_owned() })
}

/// What serde expects, as far as it is a plain type.
fn kind(text: &str) -> String {
    match text {
        "a string" | "string" | "str" | "a borrowed string" => "文本".to_owned(),
        "a boolean" => "true或false".to_owned(),
        "a sequence" => "列表（[…]）".to_owned(),
        "a map" => "对象（{…}）".to_owned(),
        "u8" | "u16" | "u32" | "u64" => "不小于0的整数".to_owned(),
        "i8" | "i16" | "i32" | "i64" => "整数".to_owned(),
        "f32" | "f64" => "数字".to_owned(),
        "null" | "unit" => "空值（null）".to_owned(),
        _ if text.starts_with("struct ") => "对象（{…}）".to_owned(),
        _ => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    format!("“{}”", text.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use kernel::{Uscc, When};
    use serde::Deserialize;

    use super::sentence;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its reading is tried")]
    struct Report {
        on: When,
        count: u32,
        #[serde(default)]
        level: Option<Level>,
        #[serde(default)]
        code: Option<Uscc>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Level {
        City,
        County,
    }

    fn wrong(json: &str) -> String {
        sentence(&serde_json::from_str::<Report>(json).expect_err("it is wrong"))
    }

    #[test]
    fn what_serde_stumbles_over_is_told_in_chinese() {
        assert_eq!(wrong(r#"{"count": 1}"#), "第1行第12列：缺少字段“on”");
        assert_eq!(
            wrong(r#"{"on": "2016", "colour": 1}"#),
            "第1行第23列：没有字段“colour”，可用的字段为“on”、“count”、“level”、“code”"
        );
        assert_eq!(wrong(r#"{"on": "2016", "count": "many"}"#), "第1行第30列：此处是文本“many”，应为不小于0的整数");
        assert_eq!(wrong(r#"{"on": "2016", "count": -1}"#), "第1行第26列：整数-1不可用，应为不小于0的整数");
        assert_eq!(
            wrong(r#"{"on": "2016", "count": 1, "level": "town"}"#),
            "第1行第42列：“town”不是可用的取值，应为“city”、“county”"
        );
        assert_eq!(wrong(r#"{"on": "2016", "#), "第1行第15列：内容在此中断，不完整");
        assert_eq!(wrong(r#"{"on" "2016"}"#), "第1行第7列：字段名后应有冒号（:）");
    }

    #[test]
    fn what_our_own_types_do_not_take_is_told_in_chinese() {
        assert!(wrong(r#"{"on": "gestern", "count": 1}"#).contains("“gestern”不是时间，请写作2016-08-15"));
        let code = wrong(r#"{"on": "2016", "count": 1, "code": "91110000600037341X"}"#);
        assert!(code.contains("统一社会信用代码“91110000600037341X”的校验位有误，按前17位应为“L”"), "{code}");
        let code = wrong(r#"{"on": "2016", "count": 1, "code": "12"}"#);
        assert!(code.contains("“12”不是统一社会信用代码：应为18位"), "{code}");
    }
}
