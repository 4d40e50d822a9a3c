//! What a mapping may say, and what is said of a wrong one.

use importer::Mapping;
use serde_json::json;

use crate::support::{import_bytes, mapping_with};

fn complaint(file: &str, record: &str, fields: &str) -> kernel::Text {
    Mapping::parse(&mapping_with(file, record, fields)).expect_err("a complaint").text().clone()
}

#[test]
fn a_wrong_mapping_names_its_key_and_line() {
    let line = |fields: &str| complaint("", "number = \"a\"", fields);
    // [fields] begins on line 10, its first field on line 11, of this mapping.
    for (fields, start, part) in [
        ("x = { colum = \"a\" }", "line 11 of the mapping", "colum"),
        ("y = \"a\"\nx = { column = \"a\", as = \"datum\" }", "line 12 of the mapping", "datum"),
        ("x = { column = \"a\", as = \"money\" }", "line 11 of the mapping, x", "currency"),
        ("x = { column = \"a\", codes = \"none\" }", "line 11 of the mapping, x", "[codes.none]"),
        ("x = { column = \"a\", currency = \"CNY\" }", "line 11 of the mapping, x", "currency has no meaning"),
        ("x = { column = \"a\", constant = 1 }", "line 11 of the mapping, x", "exactly one of"),
        ("x = { as = \"date\" }", "line 11 of the mapping, x", "exactly one of"),
        ("x = { column = \"a\", as = \"date\", formats = [\"%Q\"] }", "line 11 of the mapping, x", "%Q"),
        ("x = { template = \"{a\" }", "line 11 of the mapping, x", "brace"),
        ("x = { column = \"a\", as = \"items\", patterns = [\"{a}{b}\"] }", "line 11 of the mapping, x", "not a pattern"),
        ("x = { column = \"a\", as = \"list\", each_row = true }", "line 11 of the mapping, x", "continues"),
        ("\"x.y\" = \"a\"\nx = \"b\"", "line 11 of the mapping, x.y", "\"x\""),
        ("\"x.\" = \"b\"", "line 11 of the mapping, x.", "a path"),
        ("x = { column = \"a\", whole = \"y\" }", "line 11 of the mapping, x", "whole"),
    ] {
        let told = line(fields);
        assert!(told.en.starts_with(start) && told.en.contains(part), "{fields}: {}", told.en);
        assert!(told.zh.starts_with("映射文件第1"), "{fields}: {}", told.zh);
    }
    assert!(complaint("", "", "x = \"a\"").en.contains("number"));
    assert!(complaint("", "number = \"a\"\nkey = [\"b\"]", "x = \"a\"").en.contains("not both"));
    assert!(complaint("sheets = 1", "number = \"a\"", "x = \"a\"").en.contains("sheets"));
    let text = mapping_with("", "number = \"a\"", "x = \"a\"").replace("Asia/Shanghai", "Asia/Jining");
    assert!(Mapping::parse(&text).expect_err("a complaint").text().en.contains("Asia/Jining"));
    let text = mapping_with("", "number = \"a\"", "x = \"a\"").replace("jointcase.test.thing.v1", "thing");
    assert!(Mapping::parse(&text).expect_err("a complaint").text().zh.contains("报送类型"));
}

#[test]
fn sources_are_columns_constants_joins_templates_and_flags() {
    let fields = "\
on = { constant = \"2016-08-01\" }
place = { join = [\"市\", \"县\", \"镇\"], separator = \"/\" }
title = { template = \"{县}：{事由}\" }
fixed = { constant = { a = [1, true, \"x\"] } }
open = { column = \"公开\", as = \"boolean\" }
kinds.flags = { \"罚款\" = \"fine\", \"没收\" = \"confiscation\" }
weight = { column = \"重量\", as = \"integer\", scale = 1000 }
amount = { column = \"金额\", as = \"money\", currency = \"CNY\" }
state = { column = \"状态\", codes = \"states\", default = \"other\" }
missing = { column = \"没有这一列\", optional = true }
people = { column = \"人员\", as = \"list\", separator = \"、\", none = [\"无人\"] }
[codes.states]
\"已办\" = \"done\"";
    let text = "编号,市,县,镇,事由,公开,罚款,没收,重量,金额,状态,人员\n1,济宁,任城区,,无证经营,是,1,0,1.5,\"1,234.50\",在办,甲、乙\n2,济宁,曲阜市,示例镇,超限,否,,是,,,已办,无人\n";
    let imported =
        import_bytes("a.csv", text.as_bytes(), &mapping_with("nothing = [\"/\"]", "number = \"编号\"\nprefix = \"济-\"", fields));
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
    assert_eq!(imported.reports[0].record.as_str(), "济-1");
    assert_eq!(
        imported.data(0),
        json!({
            "on": "2016-08-01", "place": "济宁/任城区", "title": "任城区：无证经营", "fixed": {"a": [1, true, "x"]}, "open": true,
            "kinds": ["fine"], "weight": 1500, "amount": {"minor": 123_450, "currency": "CNY"}, "state": "other",
            "people": ["甲", "乙"]
        })
    );
    assert_eq!(imported.data(1)["kinds"], json!(["confiscation"]));
    assert_eq!((&imported.data(1)["state"], &imported.data(1)["people"]), (&json!("done"), &json!([])));
    assert!(imported.data(1).get("amount").is_none());
}

#[test]
fn items_may_have_columns_of_their_own() {
    let fields = "\
on = { column = \"日期\", as = \"date\" }
[fields.items]
as = \"items\"
each_row = true
parts.item = \"项目\"
parts.fails = { constant = true }
parts.value = { column = \"值\", as = \"number\" }";
    let text = "编号,日期,项目,值\nA,2016-08-01,甲,0.5\n,,乙,\nB,2016-08-02,,\n";
    let imported =
        import_bytes("a.csv", text.as_bytes(), &mapping_with("", "number = \"编号\"\ncontinues = { column = \"编号\" }", fields));
    assert_eq!(imported.data(0)["items"], json!([{"item": "甲", "fails": true, "value": 0.5}, {"item": "乙", "fails": true}]));
    assert_eq!(imported.data(1)["items"], json!([]));
}

#[test]
fn what_a_clerk_is_told_names_row_column_value_and_what_is_expected() {
    let fields = "on = { column = \"日期\", as = \"date\", required = true }\nstate = { column = \"状态\", codes = \"states\" \
    }\n[codes.states]\n\"已办\" = \"done\"";
    let text = "编号,日期,状态\n1,,已办\n2,2016-08-01,办结\n,2016-08-01,已办\n3,2016-08-01,已办\n3,2016-08-02,已办\n";
    let imported = import_bytes("a.csv", text.as_bytes(), &mapping_with("", "number = \"编号\"", fields));
    let told: Vec<&str> = imported.rejected.iter().map(|r| r.reason.zh.as_ref()).collect();
    assert_eq!(imported.reports.len(), 1);
    assert_eq!(told[0], "第2行“日期”列为空：“on”必填，请填写");
    assert_eq!(told[1], "第3行“状态”列为“办结”：代码表中没有这个词，应为以下之一：已办；请更正，或在映射文件[codes]中补充");
    assert_eq!(told[2], "第4行“编号”列为空：“record.number”必填，请填写");
    assert!(told[3].starts_with("第6行的编号“3”已由第5行使用，而内容不同"), "{}", told[3]);
}
