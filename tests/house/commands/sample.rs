//! The demo, and what is read from it: tallies, deadlines, statutes, and how the installation stands.

use serde_json::Value;
use tests::installed::{Ended, Installed, Sample};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// How many reports of each source the demo says were published, accepted, known already, put aside.
fn counts(run: &Ended) -> Vec<[u64; 4]> {
    let line = |source: &str| {
        let line = run.out.lines().find(|line| line.contains(source) && line.matches(" / ").count() >= 5);
        let line = line.unwrap_or_else(|| panic!("no line of {source}: {run}"));
        let (_, figures) = line.split_once(": ").expect("figures");
        let figures: Vec<u64> = figures.split(" / ").take(4).map(|figure| figure.trim().parse().expect("a figure")).collect();
        figures.try_into().expect("four")
    };
    ["Jining 2016", "Delaware", "Sample City"].map(line).to_vec()
}

#[tokio::test]
async fn a_demo_that_is_run_again_changes_no_tally() {
    let Sample { runs: [first, again], tallies: [before, after], .. } = Sample::shared().await;
    assert_eq!((first.code, again.code), (0, 0), "{first}{again}");
    for ([published, accepted, _, aside], [published_again, accepted_again, known, aside_again]) in
        counts(first).into_iter().zip(counts(again))
    {
        assert!(published > 0 && accepted > 0, "{first}");
        assert_eq!((published_again, aside_again), (published, aside), "{again}");
        assert_eq!((accepted_again, known), (0, published - aside), "{again}");
    }
    assert_eq!(before, after);
    for root in before {
        let read = json(root);
        let tallies = read["tallies"].as_array().expect("tallies");
        assert!(tallies.iter().any(|tally| tally["amount"].as_i64() > Some(0)), "{root}");
    }
    assert_eq!(json(&before[2])["simulated"], true);
}

#[tokio::test]
async fn tallies_are_narrowed_by_each_filter_and_printed_in_each_form() {
    let here = &Sample::shared().await.here;
    let tally = |more: &[&str]| here.prints(&[&["tally"], more].concat());
    let amount = |more: &[&str], measure: &str| -> i64 {
        let read = json(&tally(&[&["--all", "--format", "json"], more].concat()));
        let tallies = read["tallies"].as_array().expect("tallies").clone();
        let found = tallies.iter().find(|tally| tally["measure"] == measure).unwrap_or_else(|| panic!("no {measure}"));
        found["amount"].as_i64().expect("an amount")
    };
    let actions = |more: &[&str]| amount(more, "joint-actions");
    let all = actions(&[]);
    assert_eq!(all, 158, "the account of 2016");
    assert_eq!(actions(&["--to", "2011-12-31"]), 0, "before the account begins");
    assert_eq!(actions(&["--from", "2020-01-01"]), 0);
    assert_eq!(actions(&["--agency", "environment"]), 0);
    assert_eq!(actions(&["--as-of", "1"]), 0, "the first event is a meeting");
    assert_eq!(actions(&["--as-of", "2016-01-01"]), 0, "nothing was recorded then");
    assert_eq!(actions(&["--as-of", "2099-01-01"]), all);
    assert_eq!(actions(&["--campaign", "no such campaign"]), 0);
    let delaware = amount(&["--division", "US-DE", "--from", "2000-01-01"], "food-inspections");
    let kent = amount(&["--division", "US-DE-001", "--from", "2000-01-01"], "food-inspections");
    assert!(0 < kent && kent < delaware, "{kent} of {delaware}");

    let (zh, en) = (tally(&[]), tally(&["--lang", "en"]));
    assert!(zh.contains("158  联合") && zh.contains("机制建立以来"), "{zh}");
    assert!(en.contains("158  Joint") && !en.contains('联'), "{en}");
    let csv = tally(&["--format", "csv", "--division", "SIM"]);
    assert!(csv.starts_with("# 模拟数据 / simulated\ngroup,measure,name,amount,unit,"), "{csv}");
    assert!(tally(&["--to", "2001-01-01"]).contains("没有记录 / nothing is recorded"), "no silence without a word");
    let kept = |more: &[&str]| {
        let of = |measure| amount(&[&["--division", "SIM"], more].concat(), measure);
        (of("transfer-mean-time"), of("transfer-overdue"))
    };
    let overdue = |agency| amount(&["--division", "SIM", "--agency", agency], "transfer-overdue");
    let (whole, police) = (kept(&[]), kept(&["--agency", "police"]));
    assert!(0 < police.0 && 0 < police.1 && police.0 != whole.0, "{police:?} of {whole:?}");
    let of_agencies = ["police", "food-drug", "environment", "procuratorate"].map(overdue);
    assert_eq!(of_agencies.iter().sum::<i64>(), whole.1, "each is owed by an organisation of one agency: {of_agencies:?}");
    let today = (kernel::time::now() + chrono::TimeDelta::hours(8)).date_naive().to_string(); // Where the city lies.
    assert_eq!(kept(&["--agency", "police", "--as-of", &today]), police);
    let campaign = ["--division", "SIM", "--campaign", "no such campaign"];
    assert!(tally(&campaign).contains("移送不属于专项行动") && tally(&campaign).contains("transfers belong to no campaign"));
    assert_eq!(json(&tally(&[&campaign[..], &["--format", "json"]].concat()))["simulated"], true, "a program reads JSON alone");
    assert!(json(&tally(&["--duties", "--division", "SIM", "--format", "json"]))["duties"].is_array());

    for (wrong, code, zh, en) in [
        (["--division", "999999"], 1, "没有辖区999999", "there is no division 999999"),
        (["--agency", "fisheries"], 1, "没有fisheries这个部门：请在", "give one of"),
        (["--as-of", "99999999"], 1, "位置99999999尚无记录", "nothing is recorded at position 99999999 yet"),
        (["--as-of", "soon"], 2, "“soon”不是日期或位置", "is no day and no position"),
        (["--from", "2016-13-01"], 2, "“2016-13-01”不是日期", "is no day: write one such as 2016-08-15"),
        (["--format", "xml"], 2, "可用：table、json、csv", "possible values: table, json, csv"),
    ] {
        spoken(here, &["tally"], &wrong, code, zh, en);
    }
    spoken(here, &["tally"], &["--from", "2016-09-01", "--to", "2016-08-01"], 1, "晚于", "is after");
    spoken(here, &["tally", "--duties"], &["--from", "2016-09-01", "--to", "2016-08-01"], 1, "晚于", "is after");
}

/// A command with `wrong` ends with `code`, and says `zh` to who reads Chinese and `en` to who reads English.
fn spoken(here: &Installed, command: &[&str], wrong: &[&str], code: i32, zh: &str, en: &str) {
    let arguments = [command, wrong].concat();
    let chinese = here.fails(code, &arguments);
    assert!(chinese.contains(zh), "{arguments:?}: {chinese}");
    let english = here.fails(code, &[&arguments[..], &["--lang", "en"]].concat());
    assert!(english.contains(en) && english.is_ascii(), "{arguments:?}: {english}");
}

#[tokio::test]
async fn what_is_due_is_listed_for_whom_where_and_until_when() {
    let here = &Sample::shared().await.here;
    let due =
        |more: &[&str]| json(&here.prints(&[&["due", "--division", "SIM", "--format", "json"], more].concat()))["due"].clone();
    let rows = |value: &Value| value.as_array().expect("rows").clone();
    let (ahead, late) = (rows(&due(&[])), rows(&due(&["--late"])));
    assert!(!ahead.is_empty() && !late.is_empty(), "a simulated year has both");
    let within = rows(&due(&["--within", "3d"]));
    assert!(within.len() < ahead.len(), "{} of {}", within.len(), ahead.len());
    let org = ahead.iter().find_map(|row| row["org"].as_str()).expect("an organisation").to_owned();
    let own = rows(&due(&["--org", &org]));
    assert!(!own.is_empty() && own.len() < ahead.len() && own.iter().all(|row| row["org"] == org.as_str()), "{own:?}");
    let county = ahead.iter().find_map(|row| row["division"].as_str()).expect("a county").to_owned();
    let there = json(&here.prints(&["due", "--division", &county, "--format", "json"]))["due"].clone();
    assert!(rows(&there).iter().all(|row| row["division"] == county.as_str()) && !rows(&there).is_empty(), "{there}");

    let csv = here.prints(&["due", "--division", "SIM", "--format", "csv"]);
    assert!(csv.starts_with("# 模拟数据 / simulated\nline,name,state,due,owner,"), "{csv}");
    assert_eq!(csv.lines().count(), ahead.len() + 2, "a head, a mark, and a line for each");
    assert_eq!(rows(&due(&["--limit", "1"])).len(), 1, "what is left out is said apart");
    let (zh, en) = (here.prints(&["due", "--division", "SIM"]), here.prints(&["due", "--division", "SIM", "--lang", "en"]));
    assert!(zh.starts_with("模拟数据 / simulated\n") && zh.lines().count() == en.lines().count() && zh != en, "{en}");
    assert!(here.prints(&["due", "--division", "SIM", "--limit", "1"]).contains("仅列前1条 / only the first 1 are listed"));
    assert_eq!(here.prints(&["due", "--division", "US-DE"]).trim(), "没有到期事项 / nothing is due");

    for (wrong, code, zh, en) in [
        (&["--within", "3x"][..], 2, "请写3d（天）或12h（小时）", "write 3d for days or 12h for hours"),
        (&["--late", "--within", "3d"], 2, "不能与", "cannot be used with"),
        (&["--org", "nobody"], 1, "单位nobody未登记", "organisation nobody is not listed"),
        (&["--org", "a b"], 2, "“a b”不是单位代码", "write one such as jn-joint-office"),
        (&["--division", "nowhere"], 1, "没有辖区nowhere", "there is no division nowhere"),
        (&["--limit", "0"], 2, "--limit <N>", "0 is not in 1..=10000"),
    ] {
        spoken(here, &["due"], wrong, code, zh, en);
    }
}

#[tokio::test]
async fn the_law_is_listed_as_a_whole_by_row_and_by_day() {
    let here = &Sample::shared().await.here;
    let all = here.prints(&["statutes"]);
    assert!(all.lines().count() > 50, "{}", all.lines().count());
    let row = here.prints(&["statutes", "G9a"]);
    assert!(row.starts_with("G9a") && !row.contains("G10"), "{row}");
    for said in ["起算：受案", "义务人：公安机关", "办结：立案、不予立案", "延长：G9c", "共30 自然日", "中止：通知补充材料"]
    {
        assert!(row.contains(said), "{said} in {row}");
    }
    let en = here.prints(&["statutes", "G9a", "--lang", "en"]);
    assert!(en.contains("days") && en.lines().count() == row.lines().count(), "{en}");
    let then = here.prints(&["statutes", "--on", "2001-01-01"]);
    assert!(then.lines().count() < all.lines().count(), "laws that were not made yet");
    spoken(here, &["statutes"], &["G999"], 1, "没有编号为G999的期限", "there is no row G999");
    spoken(here, &["statutes"], &["--on", "tomorrow"], 2, "“tomorrow”不是日期", "is no day");
}

#[tokio::test]
async fn an_installation_says_how_it_stands_and_proves_it() {
    let here = &Sample::shared().await.here;
    let (zh, en) = (here.run(&["doctor"]), here.run(&["doctor", "--lang", "en"]));
    assert!(zh.out.contains("正常 历史：") && zh.out.contains("读取表：落后"), "{zh}");
    assert!(en.out.contains("ok    history: ") && en.out.contains("relay relay") || en.out.contains("relay "), "{en}");
    assert_eq!(zh.out.lines().count(), en.out.lines().count());
    // The simulated city reports wrong things on purpose: they wait for a decision, and that is said.
    assert!(zh.code == 1 && zh.out.contains("异常 隔离区："), "{zh}");
    let status = here.prints(&["projections", "status"]);
    assert!(status.contains("position (位置)"), "{status}");
    let verified = here.prints(&["verify"]);
    assert!(verified.contains("verified (核验通过)") && verified.contains("as rebuilt (与重建一致)"), "{verified}");
    let usage = here.fails(2, &["projections", "rebuild", "--as", "jn-joint-office"]);
    assert!(usage.contains("还须写明：--name <NAME>") && usage.contains("--name <NAME>"), "{usage}");
    let unlisted = here.fails(1, &["projections", "rebuild", "--as", "nobody", "--name", "示例员"]);
    assert!(unlisted.contains("单位nobody未登记") && unlisted.contains("nobody is not listed"), "{unlisted}");
    assert!(here.fails(2, &["doctor", "--lang", "fr"]).contains("可用：zh、en"));
    assert!(here.fails(2, &["demo", "--simulated", "many"]).contains("--simulated <N>不能是“many”"));
    let taken = here.fails(1, &["up", "--listen", "nowhere"]);
    assert!(taken.contains("“nowhere”不是地址") && taken.contains("is no address"), "{taken}");
}
