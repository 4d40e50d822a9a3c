//! The notice of what police decided (立案告知书、不予立案通知书; 行政拘留决定 of what was sent for detention), with the clocks that it starts for
//! the regulator (第310号令第八条、第九条、第十二条; 公治〔2014〕853号).

use kernel::TransferKind;
use kernel::law::{Instance, Role};

use super::clocks::{brief, rows};
use super::standing::{Decided, Transfer, signed};
use super::{Sheet, asked};
use crate::error::PageError;
use crate::visitor::Visitor;
use crate::{App, Lang};

pub(super) async fn sheet(app: &App, visitor: &Visitor, transfer: &Transfer) -> Result<Sheet, PageError> {
    let guide = asked::with_return(app, visitor, transfer).await?;
    Ok(Sheet { guide, ..notice(app, visitor, transfer).await? })
}

async fn notice(app: &App, visitor: &Visitor, transfer: &Transfer) -> Result<Sheet, PageError> {
    let (lang, case) = (visitor.lang, transfer.title());
    let letter = transfer.sent.as_ref().map(|sent| match lang {
        Lang::Zh => format!("（{}）", sent.data.letter),
        Lang::En => format!(" ({})", sent.data.letter),
    });
    let letter = letter.unwrap_or_default();
    let (org, on, number, title, text) = match &transfer.decided {
        None => {
            let none = match transfer.kind() {
                TransferKind::Crime => {
                    lang.t("公安机关尚未作出是否立案的决定。", "Police have not decided yet whether to file a case.")
                }
                TransferKind::Detention => {
                    lang.t("公安机关尚未作出行政拘留决定。", "Police have not decided yet on administrative detention.")
                }
            };
            let title = lang.t("决定通知书", "Notice of the decision").to_owned();
            return Ok(Sheet { title, paragraphs: vec![none.to_owned()], ..Sheet::default() });
        }
        Some(Decided::Filed(filed)) => (
            &filed.org,
            &filed.data.on,
            filed.data.document.clone(),
            lang.t("立案告知书", "Notice of filing"),
            filed_text(&case, &letter, filed.data.offence.as_deref(), lang),
        ),
        Some(Decided::NotFiled(not)) => (
            &not.org,
            &not.data.on,
            not.data.document.clone(),
            lang.t("不予立案通知书", "Notice of refusal to file"),
            refused_text(&case, &letter, &not.data.reasons, lang),
        ),
        Some(Decided::Detained(made)) => (
            &made.org,
            &made.data.on,
            made.data.document.clone(),
            lang.t("行政拘留决定告知书", "Notice of the decision on administrative detention"),
            detained_text(&case, &letter, made.data.persons, lang),
        ),
        Some(Decided::Unfit(back)) => (
            &back.org,
            &back.data.on,
            None,
            lang.t("移送行政拘留案件退回通知书", "Notice of return of a case sent for administrative detention"),
            unfit_text(&case, &letter, &back.data.reasons, lang),
        ),
    };
    let from = app.org_name(org, lang);
    // Of the decision and of its notice, by name of the stage.
    let stages = ["filed", "not-filed", "notice-served", "detention-decided", "detention-copied", "returned"];
    let started = |part: &str| part.split('/').next().is_some_and(|stage| stages.contains(&stage));
    // What a refusal started that was turned since does not follow from this decision.
    let follows = |clock: &Instance<'_>| {
        let of_it = started(&clock.trigger.part) && clock.trigger.when.last_day() >= on.last_day();
        clock.owner == Role::Regulator && of_it
    };
    let after = rows(app, visitor, transfer, follows).await?;
    Ok(Sheet {
        title: title.to_owned(),
        number: number.unwrap_or_default(),
        to: transfer.regulator(app, lang),
        paragraphs: vec![text],
        tables: if after.is_empty() { Vec::new() } else { vec![brief(lang.t("此后的期限", "What follows"), after, lang)] },
        signatures: vec![format!("{from}{}", lang.t("（印章）", " (seal)")), signed(on, visitor)],
        notes: vec![
            lang.t("文书格式为通行写法，未经核实 [K]。", "The form of the notice is the usual one, and is not confirmed [K].")
                .to_owned(),
        ],
        from,
        ..Sheet::default()
    })
}

fn filed_text(case: &str, letter: &str, offence: Option<&str>, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            let offence = offence.map(|offence| format!("，以涉嫌{offence}")).unwrap_or_default();
            format!("你单位移送的“{case}”一案{letter}，经审查，认为有犯罪事实需要追究刑事责任{offence}，决定立案侦查。")
        }
        Lang::En => {
            let offence = offence.map(|offence| format!(" on suspicion of {offence}")).unwrap_or_default();
            format!("We have examined the case “{case}” that you sent us{letter} and decided to file it{offence}.")
        }
    }
}

fn refused_text(case: &str, letter: &str, reasons: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("你单位移送的“{case}”一案{letter}，经审查，决定不予立案。理由：{reasons}。现将案卷材料退回。"),
        Lang::En => format!(
            "We have examined the case “{case}” that you sent us{letter} and decided not to file it. Reasons: {reasons}. The file is returned with this notice."
        ),
    }
}

fn detained_text(case: &str, letter: &str, persons: Option<u32>, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            let persons = persons.map(|persons| format!("{persons}人")).unwrap_or_else(|| "有关责任人员".to_owned());
            format!("你单位移送的“{case}”一案{letter}，经审查，决定对{persons}处以行政拘留。现将决定抄送你单位。")
        }
        Lang::En => {
            let persons = match persons {
                None => "those responsible".to_owned(),
                Some(1) => "1 person".to_owned(),
                Some(persons) => format!("{persons} persons"),
            };
            format!(
                "We have examined the case “{case}” that you sent us{letter} and decided on administrative detention of {persons}. A copy of the decision is sent to you with this notice."
            )
        }
    }
}

fn unfit_text(case: &str, letter: &str, reasons: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("你单位移送的“{case}”一案{letter}，经审查，不符合行政拘留的适用条件，现将案件退回。理由：{reasons}。")
        }
        Lang::En => format!(
            "We have examined the case “{case}” that you sent us{letter}: administrative detention does not apply, and the case is returned. Reasons: {reasons}."
        ),
    }
}
