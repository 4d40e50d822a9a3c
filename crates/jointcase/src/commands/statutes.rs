//! `jointcase statutes`: the clocks of the law and what else its catalogue holds, as shipped and as the city laid its own over them.

mod detail;
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
            article(&clock.article, &args.lang),
            clock.from,
            clock.file,
            clock.line,
        ));
        if !args.rows.is_empty() {
            detail::lines(clock, &args.lang).iter().for_each(|line| say(format!("      {line}")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn time(clock: &Clock, lang: &str) -> String {
    let kind = clock.kind.name();
    let kind = kind.r#in(lang);
    let Some(term) = clock.term else { return format!("{kind} {}", t(lang, "即时", "at once")) };
    format!("{kind} {}", amount(term, lang))
}

/// So much time.
fn amount(term: Term, lang: &str) -> String {
    let unit = match term.count {
        Count::Hours => t(lang, "小时", "hours"),
        Count::NaturalDays => t(lang, "自然日", "natural days"),
        Count::WorkingDays => t(lang, "工作日", "working days"),
        Count::UnstatedDays => t(lang, "日（未写明）", "days (not said which)"),
        Count::Months => t(lang, "个月", "months"),
        Count::Years => t(lang, "年", "years"),
    };
    format!("{} {unit}", term.amount)
}

/// The article as the reader's language writes it.
fn article(text: &str, lang: &str) -> String {
    if lang == "en" { kernel::article::english(text) } else { text.to_owned() }
}

fn t(lang: &str, zh: &'static str, en: &'static str) -> &'static str {
    if lang == "en" { en } else { zh }
}
