//! Writes the reports of the 2016 account: `cargo run -p simulator --example fixture_2016 > samples/jining-2016/reports.jsonl`.

use std::io::{self, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    for report in simulator::fixture_2016()? {
        serde_json::to_writer(&mut out, &report)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
