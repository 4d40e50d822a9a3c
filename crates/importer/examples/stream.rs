//! Streams a generated file of as many rows as are asked for: run under `/usr/bin/time -v` to see that memory stays bounded.
//!
//! `cargo run --release -p importer --example stream -- 1000000`; with a folder behind the number it keeps the journal of what was delivered
//! there, as `jointcase publish` does: a second run knows every place already.

use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::Instant;

use importer::{FileJournal, Import, Known, Last, Mapping, Place};

const MAPPING: &str = r#"
[report]
type = "jointcase.food-drug.inspection.visited.v1"
org = "sim-food-drug"
zone = "Asia/Shanghai"
division = { constant = "370811000000" }
[record]
key = ["店名", "地址", "日期"]
[fields]
on = { column = "日期", as = "date", formats = ["%Y/%m/%d"], required = true }
"premises.name" = "店名"
"premises.address" = "地址"
[fields.findings]
column = "问题"
as = "items"
separator = ","
none = ["无"]
patterns = ["{code} /{corrected_on_site}", "{code}"]
parts.corrected_on_site = { as = "boolean" }
"#;

/// What is known of places: nothing without a journal.
#[derive(Clone)]
struct Kept(Option<Arc<FileJournal>>);

impl Known for Kept {
    fn last(&self, place: &Place<'_>) -> Option<Last> {
        self.0.as_ref()?.last(place)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: u32 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let path = std::env::temp_dir().join(format!("importer-stream-{}.csv", std::process::id()));
    let mut file = BufWriter::new(std::fs::File::create(&path)?);
    writeln!(file, "店名,地址,日期,问题")?;
    for n in 0..rows {
        let day = n % 28 + 1;
        writeln!(file, "示例餐馆{n}号,任城区示例路{n}号,2016/8/{day},\"3-301.11 /否, 3-302.11 /是\"")?;
    }
    file.into_inner()?.sync_all()?;
    let began = Instant::now();
    let journal = std::env::args().nth(2).map(|folder| FileJournal::open(folder.as_ref())).transpose()?.map(Arc::new);
    let mut import = Import::open(&path, Mapping::parse(MAPPING)?, Kept(journal.clone()), |_, _| Ok(()))?;
    let mut bytes = 0;
    for mapped in import.by_ref() {
        if let importer::Mapped::Report(report) = mapped? {
            bytes += report.body.len();
            journal.as_ref().map_or(Ok(()), |journal| journal.received(&report))?;
        }
    }
    journal.as_ref().map_or(Ok(()), |journal| journal.sync())?;
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("{:?}, {bytes} bytes of reports, {seconds:.1} s, {:.0} rows/s", import.counts(), f64::from(rows) / seconds);
    std::fs::remove_file(&path)?;
    Ok(())
}
