//! The letter with which a regulator sends a case to police (移送书), with its list of documents (第310号令第六条).

use kernel::TransferKind;

use super::standing::{Transfer, signed};
use super::{Sheet, Table, asked};
use crate::error::PageError;
use crate::visitor::Visitor;
use crate::{App, Lang};

pub(super) async fn sheet(app: &App, visitor: &Visitor, transfer: &Transfer) -> Result<Sheet, PageError> {
    let guide = Some(asked::with_letter(app, visitor, transfer).await?);
    Ok(Sheet { guide, ..letter(app, visitor, transfer) })
}

fn letter(app: &App, visitor: &Visitor, transfer: &Transfer) -> Sheet {
    let lang = visitor.lang;
    let Some(sent) = &transfer.sent else {
        return Sheet {
            from: transfer.regulator(app, lang),
            title: lang.t("移送书", "Letter of transfer").to_owned(),
            paragraphs: vec![
                lang.t("尚无移送的报送，无法生成移送书。", "No sending has been reported: there is no letter yet.").to_owned(),
            ],
            ..Sheet::default()
        };
    };
    let (title, case) = (title(sent.data.kind, lang), transfer.title());
    let offence =
        transfer.about().and_then(|about| about.offence.clone()).unwrap_or_else(|| lang.t("犯罪", "a crime").to_owned());
    let text = match (sent.data.kind, lang) {
        (TransferKind::Crime, Lang::Zh) => format!(
            "我单位在查处“{case}”一案中，发现该案涉嫌{offence}。依据《行政执法机关移送涉嫌犯罪案件的规定》第五条、第六条，现将该案连同所列材料移送你单位。请在回执上签字，依照第八条审查，并将立案或者不予立案的决定书面通知我单位。"
        ),
        (TransferKind::Crime, Lang::En) => format!(
            "In the case “{case}” we found grounds to suspect {offence}. Under articles 5 and 6 of the Provisions on the transfer of cases of suspected crime (State Council Order 310) we hand the case over to you with the material listed below. Please sign the receipt, examine the case under article 8, and tell us in writing whether you file it."
        ),
        (TransferKind::Detention, Lang::Zh) => format!(
            "我单位在查处“{case}”一案中，认为依照《环境保护法》第六十三条应当适用行政拘留，现将该案连同所列材料移送你单位，请依法处理，并将决定抄送我单位。"
        ),
        (TransferKind::Detention, Lang::En) => format!(
            "In the case “{case}” we hold that administrative detention under article 63 of the Environmental Protection Law applies. We hand the case over to you with the material listed below; please decide, and send us a copy of the decision."
        ),
    };
    let party = transfer.about().and_then(|about| about.party.as_ref());
    let premises = transfer.about().and_then(|about| about.premises.as_ref());
    let colon = lang.t("：", ": ");
    let mut paragraphs = vec![text];
    if let Some(party) = party {
        let code = lang.t("统一社会信用代码", "credit code");
        let code = match lang {
            Lang::Zh => format!("（{code}{}）", party.code),
            Lang::En => format!(" ({code} {})", party.code),
        };
        paragraphs.push(format!("{}{colon}{}{code}", lang.t("当事人", "Party"), party.name));
    }
    if let Some(premises) = premises {
        let address = premises.address.as_deref().unwrap_or_default();
        paragraphs.push(format!("{}{colon}{} {address}", lang.t("地点", "Place"), premises.name));
    }
    if let Some(copied) = &sent.data.copied_to {
        paragraphs.push(format!("{}{colon}{}", lang.t("抄送", "Copy to"), app.org_name(copied.as_str(), lang)));
    }
    let from = app.org_name(&sent.org, lang);
    Sheet {
        title: title.to_owned(),
        number: sent.data.letter.clone(),
        to: app.org_name(sent.data.to.as_str(), lang),
        paragraphs,
        tables: vec![documents(transfer, lang)],
        signatures: vec![format!("{from}{}", lang.t("（印章）", " (seal)")), signed(&sent.data.on, visitor)],
        notes: vec![
            lang.t("文书格式为通行写法，未经核实 [K]。", "The form of the letter is the usual one, and is not confirmed [K].")
                .to_owned(),
        ],
        from,
        ..Sheet::default()
    }
}

const fn title(kind: TransferKind, lang: Lang) -> &'static str {
    match kind {
        TransferKind::Crime => lang.t("涉嫌犯罪案件移送书", "Letter of transfer of a case of suspected crime"),
        TransferKind::Detention => lang.t("移送行政拘留案件移送书", "Letter of transfer of a case for administrative detention"),
    }
}

fn documents(transfer: &Transfer, lang: Lang) -> Table {
    let documents = transfer.sent.iter().flat_map(|sent| &sent.data.documents);
    let row = |(number, document): (usize, &kernel::transfer::Document)| {
        let state = match (&document.not_applicable, document.present) {
            (Some(reason), _) => format!("{}{reason}", lang.t("不适用：", "not applicable: ")),
            (None, true) => lang.t("随案移送", "enclosed").to_owned(),
            (None, false) => lang.t("缺", "missing").to_owned(),
        };
        let name = document.name.as_deref().unwrap_or_default();
        vec![(number + 1).to_string(), format!("{} {name}", lang.of(&document.kind.name())), state]
    };
    Table {
        caption: lang.t("移送材料清单", "Material handed over"),
        head: vec![lang.t("序号", "No"), lang.t("材料", "Document"), lang.t("情况", "State")],
        rows: documents.enumerate().map(row).collect(),
    }
}
