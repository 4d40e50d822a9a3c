//! What the catalogue holds beside its clocks: offences with their thresholds, documents of transfers, measures with their maximum lengths.

use anyhow::Result;
use chrono::NaiveDate;
use kernel::Text;
use kernel::law::{Catalogue, Document, Doubt, Instrument, Maximum, Offence, Required};
use kernel::transfer::DocumentKind;

use super::super::say;
use super::{amount, t};
use crate::cli::StatutesArgs;
use crate::words::said;

/// Lists what was asked for, each entry in force on the day that was named; `false` if only clocks were.
pub(super) fn list(catalogue: &Catalogue, args: &StatutesArgs) -> Result<bool> {
    let asked = |code: &str| args.rows.is_empty() || args.rows.iter().any(|row| row == code);
    let known: Vec<&str> = if args.offences {
        catalogue.offences().iter().map(|offence| offence.article.as_str()).collect()
    } else if args.documents {
        catalogue.documents().iter().map(|document| document.code.as_str()).collect()
    } else if args.measures {
        catalogue.measures().iter().map(|measure| measure.code.as_str()).collect()
    } else {
        return Ok(false);
    };
    if let Some(unknown) = args.rows.iter().find(|row| !known.contains(&row.as_str())) {
        return Err(said(
            format!("目录中没有“{unknown}”：不写编号即列出全部"),
            format!("the list has no entry {unknown}: without a code all of it is listed"),
        ));
    }
    let on = |from: NaiveDate, to: Option<NaiveDate>| args.on.is_none_or(|on| from <= on && to.is_none_or(|to| on <= to));
    let cited = |instrument: &Instrument| on(instrument.from, instrument.to);
    if args.offences {
        let offences = catalogue.offences().iter().filter(|one| asked(&one.article) && on(one.from, one.to));
        offences.for_each(|one| offence(one, &args.lang));
    } else if args.documents {
        let documents = catalogue.documents().iter().filter(|one| asked(&one.code) && cited(&one.instrument));
        documents.for_each(|one| document(one, &args.lang));
    } else {
        let measures = catalogue.measures().iter().filter(|one| asked(&one.code) && cited(&one.instrument));
        measures.for_each(|one| measure(one, &args.lang));
    }
    Ok(true)
}

fn offence(offence: &Offence, lang: &str) {
    let cited = cited(&offence.instrument, &offence.cited_article, (offence.from, offence.to), &offence.doubts, lang);
    say(format!("{:6} {}  {cited}", offence.article, offence.name.r#in(lang)));
    for threshold in &offence.thresholds {
        let mark = if threshold.confirmed { "" } else { " [K]" };
        let colon = t(lang, "：", ": ");
        say(format!("       {}{colon}{}{mark}", threshold.tier.name().r#in(lang), threshold.name.r#in(lang)));
    }
    remark(offence.note.as_ref(), lang);
}

fn document(document: &Document, lang: &str) {
    let transfer = match document.transfer.as_str() {
        "crime" => t(lang, "移送涉嫌犯罪", "suspected crime"),
        "detention" => t(lang, "移送行政拘留", "detention"),
        _ => t(lang, "反向移送", "way back"),
    };
    let sender = if document.sender.is_empty() { String::new() } else { format!(" ({})", document.sender.join(", ")) };
    let names = |facts: &kernel::law::FactSet| {
        let names: Vec<String> = facts.iter().map(|fact| fact.name().r#in(lang).to_owned()).collect();
        names.join(t(lang, "、", ", "))
    };
    let required = match &document.required {
        Required::Always => t(lang, "必附", "always").to_owned(),
        Required::If(facts) => format!("{}{}", t(lang, "有以下情形的应附：", "if there was: "), names(facts)),
        Required::WhereItExists => t(lang, "有则附", "where it exists").to_owned(),
    };
    let required = match document.told_by {
        Some(fact) => format!("{required}{}{}", t(lang, "；另行报送：", "; told by itself: "), fact.name().r#in(lang)),
        None => required,
    };
    let in_force = (document.instrument.from, document.instrument.to);
    let cited = cited(&document.instrument, &document.article, in_force, &document.doubts, lang);
    // As reports write it, where that is not the code.
    let written = document.kind.map(DocumentKind::code).filter(|kind| *kind != document.code);
    let written = written.map(|kind| format!(" (kind={kind})")).unwrap_or_default();
    say(format!("{transfer}{sender}  {}{written}  {}  {required}  {cited}", document.code, document.name.r#in(lang)));
}

fn measure(measure: &Maximum, lang: &str) {
    let mut length = measure.term.map_or_else(|| t(lang, "无期限", "no end set").to_owned(), |term| amount(term, lang));
    for more in &measure.extensions {
        length = format!("{length} + {}", amount(*more, lang));
    }
    let clock = measure.clock.as_ref().map(|clock| format!("  {clock}")).unwrap_or_default();
    let in_force = (measure.instrument.from, measure.instrument.to);
    let cited = cited(&measure.instrument, &measure.article, in_force, &measure.doubts, lang);
    say(format!("{}  {}  {length}{clock}  {cited}", measure.code, measure.name.r#in(lang)));
    remark(measure.note.as_ref(), lang);
}

/// Where it is written, since when, and what of it is from general knowledge.
fn cited(
    instrument: &Instrument,
    article: &str,
    (from, to): (NaiveDate, Option<NaiveDate>),
    doubts: &[Doubt],
    lang: &str,
) -> String {
    let until = to.map(|to| format!(" – {to}")).unwrap_or_default();
    let mark = Doubt::line(doubts).map(|line| format!(" [K: {}]", line.r#in(lang))).unwrap_or_default();
    format!("{} {}  {from}{until}{mark}", instrument.name.r#in(lang), super::article(article, lang))
}

fn remark(note: Option<&Text>, lang: &str) {
    if let Some(note) = note {
        say(format!("       {}{}", t(lang, "说明：", "remark: "), note.r#in(lang)));
    }
}
