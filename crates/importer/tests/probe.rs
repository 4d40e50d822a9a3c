use importer::*;
#[test]
fn probe() {
    fn ok(t: &kernel::ReportType, d: &serde_json::value::RawValue) -> Result<(), kernel::Refusal> {
        use kernel::Report;
        fn c<R: kernel::Report>(d: &serde_json::value::RawValue) -> Result<(), kernel::Refusal> {
            serde_json::from_str::<R>(d.get()).map_err(|e| kernel::Refusal::new("form", e.to_string(), e.to_string()))?.check()
        }
        match t.kind.as_str() {
            "inspection.visited" => c::<food_drug::inspection::Visited>(d),
            "recall.announced" => c::<food_drug::recall::Announced>(d),
            "admin-case.decided" => c::<environment::admin_case::Decided>(d),
            o => panic!("{o}"),
        }
    }
    for (m, f) in [
        ("us-de", "../../samples/us-de/inspections.csv"),
        ("usda", "../../samples/usda/excerpt.json"),
        ("usda", "/work/shared/data/inspections/usda-recalls.json"),
        ("us-ma", "/work/shared/data/inspections/massdep-enforcement.csv"),
    ] {
        let mapping = Mapping::read(format!("../../samples/{m}/mapping.toml").as_ref()).unwrap_or_else(|e| panic!("{e}"));
        let mut i = Import::open(f.as_ref(), mapping, NothingKnown, ok).unwrap_or_else(|e| panic!("{e}"));
        let mut shown = 0;
        for x in i.by_ref() {
            match x.unwrap_or_else(|e| panic!("{e}")) {
                Mapped::Report(r) => {
                    if shown < 2 || r.ordinal > 1 && shown < 4 {
                        shown += 1;
                        println!("{}", r.pretty())
                    }
                }
                Mapped::Rejected(r) => println!("REJ {} {} {:?}", r.reason.zh, r.reason.en, r.record),
            }
        }
        println!("{m} {:?} {:?}", i.counts(), i.progress());
    }
}
