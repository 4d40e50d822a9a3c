//! Sampling notices (抽检公告, domain.md 3.8): rows that continue the row above, serial and prefixed dates, several names of a
//! column.

use importer::{Import, Mapping, NothingKnown};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::json;

use crate::support::{anything, gather, import_bytes, mapping_with};

fn mapping(file: &str) -> String {
    mapping_with(
        file,
        "number = \"抽样编号\"\ncontinues = { column = \"抽样编号\" }",
        "on = { column = [\"生产日期\", \"生产/购进日期\"], as = \"date\", formats = [\"%Y/%m/%d\"], prefixes = [\"购进日期\", \
        \"生产日期\"], required = true }\n\
         name = \"食品名称\"\n\
         [fields.items]\ncolumn = \"不合格项目\"\nas = \"items\"\nseparator = [\"；\", \";\"]\neach_row = true\n\
         patterns = [\"{item}‖{found}‖{limit}\", \"{item}║{found}║{limit}\"]",
    )
}

const NOTICE: &str = "\
序号,抽样编号,食品名称,生产/购进日期,不合格项目
1,GC16370001,酱腌菜,2016/4/12,苯甲酸‖1.2 g/kg‖≤1.0 g/kg
,,,,甜蜜素║0.9 g/kg║≤0.65 g/kg
1,GC16370002,韭菜,购进日期：2016/4/13,腐霉利‖0.5‖≤0.2；毒死蜱‖0.3‖≤0.1
";

#[test]
fn a_blank_number_continues_the_sample_above_and_a_repeated_serial_number_does_not() {
    let imported = import_bytes("notice.csv", NOTICE.as_bytes(), &mapping(""));
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
    assert_eq!(imported.reports.len(), 2);
    assert_eq!(
        imported.data(0),
        json!({
            "on": "2016-04-12",
            "name": "酱腌菜",
            "items": [
                {"item": "苯甲酸", "found": "1.2 g/kg", "limit": "≤1.0 g/kg"},
                {"item": "甜蜜素", "found": "0.9 g/kg", "limit": "≤0.65 g/kg"}
            ]
        })
    );
    assert_eq!(imported.data(1)["on"], "2016-04-13");
    assert_eq!(imported.data(1)["items"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_row_that_continues_nothing_is_rejected() {
    let notice = "抽样编号,食品名称,生产日期,不合格项目\n,韭菜,2016/4/13,甲‖1‖0\nA1,韭菜,2016/4/13,甲‖1‖0\n";
    let imported = import_bytes("notice.csv", notice.as_bytes(), &mapping(""));
    assert_eq!((imported.reports.len(), imported.rejected.len()), (1, 1));
    assert!(imported.rejected[0].reason.zh.contains("第2行“抽样编号”列为空"), "{}", imported.rejected[0].reason.zh);
}

#[test]
fn a_workbook_gives_the_same_reports_as_the_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notice.xlsx");
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").expect("a name").write(0, 0, "本表为示例").expect("a cell");
    let sheet = book.add_worksheet().set_name("酱腌菜").expect("a name");
    sheet.write(0, 0, "不合格样品信息").expect("a title");
    for (column, name) in ["序号", "抽样编号", "食品名称", "生产/购进\n日期", "不合格项目"].iter().enumerate()
    {
        sheet.write(2, column as u16, *name).expect("a header");
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(3, 0, 1).expect("a cell");
    sheet.write(3, 1, "GC16370001").expect("a cell");
    sheet.write(3, 2, "酱腌菜").expect("a cell");
    sheet.write_with_format(3, 3, 42472, &date).expect("a cell");
    sheet.write(3, 4, "苯甲酸‖1.2 g/kg‖≤1.0 g/kg").expect("a cell");
    sheet.write(4, 4, "甜蜜素║0.9 g/kg║≤0.65 g/kg").expect("a cell");
    sheet.write(5, 1, "GC16370002").expect("a cell");
    sheet.write(5, 2, "韭菜").expect("a cell");
    sheet.write(5, 3, 42473).expect("a cell");
    sheet.write(5, 4, "腐霉利‖0.5‖≤0.2；毒死蜱‖0.3‖≤0.1").expect("a cell");
    book.save(&path).expect("a workbook");

    let text = mapping("sheet = \"酱腌菜\"\nheader_row = 3").replace("生产/购进日期", "生产/购进 日期");
    let by_name = Mapping::parse(&text).unwrap_or_else(|e| panic!("{e}"));
    let from_book = gather(Import::open(&path, by_name, NothingKnown, anything).unwrap_or_else(|e| panic!("{e}")));
    assert!(from_book.rejected.is_empty(), "{:?}", from_book.rejected);
    let from_text = import_bytes("notice.csv", NOTICE.as_bytes(), &mapping(""));
    let ids =
        |outcome: &crate::support::Outcome| outcome.reports.iter().map(|r| (r.record.clone(), r.message)).collect::<Vec<_>>();
    assert_eq!(ids(&from_book), ids(&from_text));
    assert_eq!(from_book.reports[1].row, 6);

    let by_number = Mapping::parse(&text.replace("sheet = \"酱腌菜\"", "sheet = 2")).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(gather(Import::open(&path, by_number, NothingKnown, anything).expect("open")).reports.len(), 2);
    let absent = Mapping::parse(&text.replace("sheet = \"酱腌菜\"", "sheet = \"韭菜\"")).unwrap_or_else(|e| panic!("{e}"));
    let error = Import::open(&path, absent, NothingKnown, anything).err().expect("an error");
    assert!(error.text().zh.contains("现有工作表：说明, 酱腌菜"), "{}", error.text().zh);
}
