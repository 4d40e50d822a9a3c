//! CSV for spreadsheets: UTF-8 with its mark, quoted (RFC 4180), and no cell that a spreadsheet would run as a formula.

/// What a spreadsheet needs to see first to read UTF-8.
pub(crate) const MARK: &str = "\u{feff}";

/// One line with its line end.
pub(crate) fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str(&quoted(&guarded(cell)));
    }
    out.push_str("\r\n");
    out
}

/// A cell that begins like a formula gets an apostrophe before it; plain numbers stay numbers.
fn guarded(cell: &str) -> std::borrow::Cow<'_, str> {
    let formula =
        cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || cell.starts_with(['\t', '\r', '\n']);
    if formula && cell.parse::<i64>().is_err() { format!("'{cell}").into() } else { cell.into() }
}

fn quoted(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")).into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1-2", "-x", "@SUM(A1)", " =cmd|' /C calc'!A0", "\t=1", "＝1"] {
            assert!(line([cell]).trim_start_matches('"').starts_with('\''), "{cell:?}");
        }
        assert_eq!(line(["-5", "12"]), "-5,12\r\n");
    }

    #[test]
    fn commas_quotes_and_line_ends_stay_in_their_cell() {
        assert_eq!(line(["a,b", "say \"x\"", "1\n2", "济宁"]), "\"a,b\",\"say \"\"x\"\"\",\"1\n2\",济宁\r\n");
    }
}
