//! The list of the things that go with a case (涉案物品清单), with the hand-over of each (第310号令第六条、第十二条).

use kernel::Qualifier;

use super::standing::{Transfer, day};
use super::{Sheet, Table};
use crate::App;
use crate::format::figure;
use crate::visitor::Visitor;

pub(super) fn sheet(app: &App, visitor: &Visitor, transfer: &Transfer) -> Sheet {
    let lang = visitor.lang;
    let items = transfer.sent.iter().flat_map(|sent| &sent.data.items);
    let row = |item: &kernel::transfer::Item| {
        let at_least = item.quantity.qualifier == Qualifier::AtLeast;
        let handed: Vec<String> = transfer
            .handed_over
            .iter()
            .filter(|handed| handed.data.items.contains(&item.label))
            .map(|handed| format!("{} {}{}", day(&handed.data.on, visitor), lang.t("清单", "list "), handed.data.list))
            .collect();
        let kept = transfer.handed_over.iter().rev().filter(|handed| handed.data.items.contains(&item.label));
        let kept = kept.filter_map(|handed| handed.data.kept_at.clone()).next().or_else(|| item.kept_at.clone());
        vec![
            item.label.clone(),
            item.name.clone(),
            figure(item.quantity.amount, item.quantity.unit, at_least, lang).to_string(),
            item.state.clone().unwrap_or_default(),
            kept.unwrap_or_default(),
            if handed.is_empty() { lang.t("未移交", "not handed over").to_owned() } else { handed.join(lang.t("；", "; ")) },
        ]
    };
    let material = transfer.handed_over.iter().flat_map(|handed| {
        let over = format!("{} {}{}", day(&handed.data.on, visitor), lang.t("清单", "list "), handed.data.list);
        let kept = handed.data.kept_at.clone().unwrap_or_default();
        handed
            .data
            .material
            .iter()
            .map(move |name| [String::new(), name.clone(), String::new(), String::new(), kept.clone(), over.clone()].to_vec())
    });
    let rows: Vec<Vec<String>> = items.map(row).chain(material).collect();
    let none = lang.t(
        "移送的报送未列涉案物品，也未报送移交的材料。",
        "The report of the transfer lists no items, and no material is told of.",
    );
    Sheet {
        from: transfer.regulator(app, lang),
        title: lang.t("涉案物品清单", "List of items").to_owned(),
        number: transfer.sent.as_ref().map(|sent| sent.data.letter.clone()).unwrap_or_default(),
        paragraphs: if rows.is_empty() { vec![none.to_owned()] } else { vec![transfer.title()] },
        tables: vec![Table {
            caption: lang.t("物品和材料", "Items and material"),
            head: vec![
                lang.t("编号", "Label"),
                lang.t("名称", "Name"),
                lang.t("数量", "Quantity"),
                lang.t("状态", "State"),
                lang.t("保管地点", "Kept at"),
                lang.t("移交", "Handed over"),
            ],
            rows,
        }],
        signatures: vec![
            lang.t("移交人（签名）：____________", "Handed over by (signature): ____________").to_owned(),
            lang.t("接收人（签名）：____________", "Received by (signature): ____________").to_owned(),
            lang.t("日期：______年____月____日", "Date: ____________").to_owned(),
        ],
        notes: vec![
            lang.t("文书格式为通行写法，未经核实 [K]。", "The form of the list is the usual one, and is not confirmed [K].")
                .to_owned(),
        ],
        ..Sheet::default()
    }
}
