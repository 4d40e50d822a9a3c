//! `jointcase statutes`: the clocks of the law and what else its catalogue holds, as shipped and as the city laid its own over them.

mod lists;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use kernel::Text;
use kernel::law::{Clock, Count, Doubt, Term};

use super::say;
use crate::cli::StatutesArgs;
use crate::config::Config;
use crate::installation::folder;
use crate::law::law;

/// Lists them: id, what, how long, citation, since when; `[K: …]` says what of it is unconfirmed.
pub(crate) fn run(config: &Config, given: Option<&Path>, args: &StatutesArgs) -> Result<ExitCode> {
    let law = law(&folder(config, given, "up")?)?;
    if lists::list(&law.catalogue, args)? {
        return Ok(ExitCode::SUCCESS);
    }
    let clocks = law.catalogue.clocks();
    if let Some(unknown) = args.rows.iter().find(|row| !clocks.iter().flat_map(Clock::rows).any(|known| known == *row)) {
        return Err(crate::words::said(
            format!("没有编号为{unknown}的期限：请用jointcase statutes查看全部"),
            format!("there is no row {unknown} in the clock table: see all of them with jointcase statutes"),
        ));
    }
    let of = |text: &Text| if args.lang == "en" { text.en.to_string() } else { text.zh.to_string() };
    for clock in clocks {
        if !args.rows.is_empty() && !clock.rows().any(|row| args.rows.iter().any(|asked| asked == row)) {
            continue;
        }
        if args.on.is_some_and(|on| !clock.in_force(on)) {
            continue;
        }
        let mark = Doubt::line(&clock.all_doubts()).map(|doubts| format!(" [K: {}]", of(&doubts))).unwrap_or_default();
        let until = clock.to.map(|to| format!(" – {to}")).unwrap_or_default();
        say(format!(
            "{:5} {}  {}  {} {}  {}{until}  {}:{}{mark}",
            clock.rows().collect::<Vec<_>>().join("/"),
            of(&clock.name),
            time(clock, &args.lang),
            of(&clock.instrument.name),
            clock.article,
            clock.from,
            clock.file,
            clock.line,
        ));
        if !args.rows.is_empty() {
            said(clock, &args.lang);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a clock that was asked for says beside: the document that comes of it, a remark, what makes it longer or stops it.
fn said(clock: &Clock, lang: &str) {
    let t = |zh: &'static str, en: &'static str| if lang == "en" { en } else { zh };
    let line = |what: &str, texts: &[Option<&Text>]| {
        let texts: Vec<&str> = texts.iter().flatten().map(|text| text.r#in(lang)).collect();
        if !texts.is_empty() {
            say(format!("      {what}{}", texts.join(t("；", "; "))));
        }
    };
    line(t("文书：", "output: "), &[clock.output.as_ref()]);
    line(t("说明：", "remark: "), &[clock.note.as_ref()]);
    for extension in &clock.extensions {
        let by = extension.by.name();
        line(t("延长：", "extended by: "), &[Some(&by), extension.approver.as_ref(), extension.note.as_ref()]);
    }
    for suspension in &clock.suspensions {
        line(t("中止：", "stands still: "), &[suspension.note.as_ref()]);
    }
}

fn time(clock: &Clock, lang: &str) -> String {
    let t = |zh: &'static str, en: &'static str| if lang == "en" { en } else { zh };
    let kind = clock.kind.name();
    let kind = kind.r#in(lang);
    let Some(term) = clock.term else { return format!("{kind} {}", t("即时", "at once")) };
    format!("{kind} {}", amount(term, lang))
}

/// So much time.
fn amount(term: Term, lang: &str) -> String {
    let t = |zh: &'static str, en: &'static str| if lang == "en" { en } else { zh };
    let unit = match term.count {
        Count::Hours => t("小时", "hours"),
        Count::NaturalDays => t("自然日", "natural days"),
        Count::WorkingDays => t("工作日", "working days"),
        Count::UnstatedDays => t("日（未写明）", "days (not said which)"),
        Count::Months => t("个月", "months"),
        Count::Years => t("年", "years"),
    };
    format!("{} {unit}", term.amount)
}
