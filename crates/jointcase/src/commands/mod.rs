//! The commands, one file each.

pub mod acting;
mod behind;
pub mod demo;
pub mod doctor;
pub mod due;
pub mod duties;
pub mod file;
pub mod link;
pub mod notices;
pub mod person;
pub mod projections;
pub mod publish;
pub mod quarantine;
pub mod statutes;
pub mod tally;
pub mod up;
pub mod verify;

use std::io::Write;

use anyhow::Result;
use serde::Serialize;

use crate::cli::Format;
use crate::words::Saying;

/// Prints a line for a person or a program; a closed pipe (`| head`) is no error.
pub(crate) fn say(line: impl AsRef<str>) {
    drop(writeln!(std::io::stdout(), "{}", line.as_ref()));
}

/// Prints what is to be known of a list beside its rows; a program that reads the list finds rows only.
pub(crate) fn remark(format: Format, line: impl AsRef<str>) {
    match format {
        Format::Table => say(line),
        Format::Json | Format::Csv => drop(writeln!(std::io::stderr(), "{}", line.as_ref())),
    }
}

/// Prints rows: in JSON as `key` beside whether they are simulated, in CSV, or each as its `line`; `nothing` where there are none.
pub(crate) fn rows<T: Serialize>(
    rows: &[T],
    format: Format,
    simulated: bool,
    (key, nothing): (&str, &str),
    line: impl Fn(&T) -> String,
) -> Result<()> {
    match format {
        Format::Json => say(serde_json::to_string_pretty(&serde_json::json!({ "simulated": simulated, key: rows }))?),
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in rows {
                writer.serialize(row)?;
            }
            if simulated {
                say("# 模拟数据 / simulated");
            }
            say(String::from_utf8(writer.into_inner().saying(|| ("表格不完整", "the table is not whole"))?)?.trim_end());
        }
        Format::Table => {
            if simulated {
                say("模拟数据 / simulated");
            }
            if rows.is_empty() {
                say(nothing);
            }
            rows.iter().for_each(|row| say(line(row)));
        }
    }
    Ok(())
}
