//! What a person does at the command line: acts on a record, begins a transfer, links, unlinks.

use super::desk::{EVIDENCE, TRANSFER, desk, id, shown};

const WHO: [&str; 4] = ["--as", "jn-police", "--name", "示例员"];

#[tokio::test]
async fn what_is_lawful_is_listed_and_done_and_what_is_barred_is_refused_with_the_article() {
    let here = desk().await;
    let transfer = id("joint-office.transfer", TRANSFER);
    let by = |who: [&'static str; 4], arguments: &[&str]| here.run(&[arguments, &who].concat());
    let regulator = ["--as", "jn-food-drug", "--name", "示例员"];

    let listed = by(WHO, &["actions", &transfer]);
    let filed = "filed  已立案 / filed  (行政执法机关移送涉嫌犯罪案件的规定第八条 / State Council Order 310, art. 8)";
    assert!(listed.code == 0 && listed.out.lines().any(|line| line == filed), "{listed}");

    // Handed over before anything was filed.
    let barred = by(
        regulator,
        &["act", &transfer, "items-handed-over", "--set", "list=1", "--set", "items=[\"1\"]", "--set", "to=jn-police"],
    );
    assert_eq!(barred.code, 1, "{barred}");
    assert!(barred.out.contains("不能办理") && barred.out.contains("第十二条") && barred.out.contains("refused"), "{barred}");
    assert!(barred.out.contains("请用--past --on 日期补录") && barred.out.contains("state it with --past --on DAY"), "{barred}");
    let entry = barred.out.rsplit_once("quarantine entry ").expect("an entry").1.split(' ').next().expect("a number");
    let again = here.fails(1, &["quarantine", "retry", entry, "--reason", "再试", "--as", "jn-joint-office", "--name", "示例员"]);
    assert!(again.contains("法律不允许的办理") && again.contains("an act that the law barred"), "{again}");

    // It may have been done all the same: then it is stated, with the day.
    let handed = ["--set", "list=9", "--set", "items=[\"2\"]", "--set", "to=jn-police", "--past"];
    let handed = [&["act", &transfer, "items-handed-over"], &handed[..]].concat();
    let undated = by(regulator, &handed);
    assert!(undated.code == 2 && undated.err.contains("还须写明：--on <TIME>"), "{undated}");
    let to_come = by(regulator, &[&handed[..], &["--on", "2099-01-01"]].concat());
    assert!(to_come.code == 1 && to_come.err.contains("不能晚于今天"), "{to_come}");
    assert!(to_come.err.contains("--on cannot be later than today"), "{to_come}");
    let stated = by(regulator, &[&handed[..], &["--on", "2016-08-10"]].concat());
    assert!(stated.code == 0 && stated.out.contains("recorded (已记录): position "), "{stated}");

    let done = by(WHO, &["act", &transfer, "filed", "--on", "2016-08-11", "--set", "offence=生产、销售有毒、有害食品罪"]);
    assert!(done.code == 0 && done.out.contains("done (已办理): position "), "{done}");

    // Slips of the keyboard are told, and kept nowhere.
    let kept = || here.prints(&["quarantine", "list", "--all"]).matches("report.police.").count();
    let before = kept();
    for (arguments, zh, en) in [
        (
            &["act", &transfer, "filed", "--on", "yesterday"][..],
            "“yesterday”不是时间，请写作2016-08-15",
            "is not a time: write 2016-08-15",
        ),
        (&["act", &transfer, "filed", "--set", "offence"], "--set offence没有值", "--set offence has no value"),
        (&["act", &transfer, "filed", "--set", "colour=red"], "没有字段“colour”，可用的字段为“on”", "unknown field `colour`"),
        (
            &["act", &transfer, "no such thing"],
            "“no such thing”不是jn-police对这条记录可办理的事项",
            "see with jointcase actions",
        ),
        (
            &["act", &transfer, "approved"],
            "“approved”不是jn-police对这条记录可办理的事项",
            "is nothing that jn-police does to this record",
        ),
        (&["act", "jn-food-drug:济食药立〔2016〕3号:0", "filed"], "不是记录标识或编号", "no id of a record and no number"),
        (&["act", &transfer, "filed", "--division", "999999"], "没有辖区999999", "there is no division 999999"),
        (&["act", "0f0e0d0c-0000-4000-8000-000000000000", "filed"], "没有记录0f0e0d0c", "there is no record 0f0e0d0c"),
        (&["actions", "not an id"], "“not an id”不是记录标识或编号", "copy the id from the address of the page"),
        (&["act", &id("joint-office.evidence", EVIDENCE), "file-stored"], "请用jointcase file put", "jointcase file put"),
    ] {
        let refused = by(WHO, arguments);
        let said = format!("{}{}", refused.out, refused.err);
        assert!(refused.code == 1 && said.contains(zh) && said.contains(en), "{arguments:?} {refused}");
    }
    assert_eq!(kept(), before);
    for (who, zh, en) in [
        (["--as", "nobody", "--name", "示例员"], "单位nobody未登记", "organisation nobody is not listed"),
        (["--as", "jn-police", "--name", " "], "--name为空", "--name is empty: say who acts"),
    ] {
        let refused = by(who, &["actions", &transfer]);
        assert!(refused.code == 1 && refused.err.contains(zh) && refused.err.contains(en), "{refused}");
    }
    assert!(here.fails(2, &["act", &transfer]).contains("还须写明"));
}

#[tokio::test]
async fn a_case_is_begun_by_its_kind_and_number_and_told_on_under_them() {
    let here = desk().await;
    let case = "admin-case:示例食药立〔2016〕9号";
    let who = ["--as", "jn-food-drug", "--name", "示例员"];
    let run = |arguments: &[&str]| here.run(&[arguments, &who[..]].concat());
    let listed = run(&["actions", case]);
    let codes = |listed: &str| -> Vec<String> {
        listed
            .lines()
            .filter(|line| !line.starts_with(' '))
            .filter_map(|line| Some(line.split_once("  ")?.0.to_owned()))
            .collect()
    };
    let begins = codes(&listed.out);
    assert!(begins.iter().any(|code| code == "filed") && !begins.iter().any(|code| code == "closed"), "{listed}");
    let filed = run(&["act", case, "filed", "--on", "2016-08-01", "--set", "cause=示例：经营不符合食品安全标准的食品"]);
    assert!(filed.code == 0 && filed.out.contains("done (已办理): position "), "{filed}");
    let org = kernel::OrgId::new("jn-food-drug").expect("an organisation");
    let key = kernel::RecordKey::new("示例食药立〔2016〕9号").expect("a number");
    shown(here, &kernel::RecordId::own(&org, "food-drug.admin-case", &key).to_string());
    let listed = run(&["actions", case]);
    assert!(!codes(&listed.out).iter().any(|code| code == "filed"), "{listed}");
    let closed = run(&["act", case, "closed", "--on", "2016-07-01", "--set", "closure=executed"]);
    assert!(closed.code == 1 && closed.out.contains("不能办理"), "{closed}");
    // Police know no such kind of case.
    let others = here.run(&["actions", case, "--as", "jn-police", "--name", "示例员"]);
    assert!(others.code == 1 && others.err.contains("不是记录标识或编号"), "{others}");
}

#[tokio::test]
async fn a_transfer_is_begun_by_its_number() {
    let here = desk().await;
    let number = "jn-food-drug:济食药立〔2016〕9号:1";
    let who = ["--as", "jn-food-drug", "--name", "示例员"];
    let listed = here.prints(&[&["actions", number], &who[..]].concat());
    assert!(listed.lines().any(|line| line.starts_with("reported  ")), "{listed}");
    assert!(here.prints(&[&["actions", number], &WHO[..]].concat()).contains("目前没有可以办理的事项"), "not for the police");

    let about = "about={\"title\": \"示例面馆涉嫌销售有毒食品案\", \"offence\": \"生产、销售有毒、有害食品罪\"}";
    let said = [
        "act",
        number,
        "reported",
        "--on",
        "2016-08-03",
        "--set",
        about,
        "--set",
        "grounds=检出罂粟壳成分",
        "--set",
        "officers=2",
    ];
    let done = here.prints(&[&said[..], &who[..]].concat());
    assert!(done.contains("done (已办理)"), "{done}");
    let transfer = id("joint-office.transfer", number);
    shown(here, &transfer);
    let next = here.prints(&[&["actions", &transfer], &who[..]].concat());
    assert!(next.lines().any(|line| line.starts_with("approved  ")), "{next}");
}

#[tokio::test]
async fn two_records_of_one_thing_are_linked_told_apart_and_unlinked() {
    let here = desk().await;
    let who = ["--as", "jn-joint-office", "--name", "示例员"];
    let [one, two, three] = ["夜市一", "夜市二", "夜市三"].map(|number| id("joint-office.joint-action", number));
    let say = |arguments: &[&str]| here.run(&[arguments, &who].concat());
    let linked = say(&["link", &two, "--to", &one, "--reason", "同一次行动"]);
    assert!(linked.code == 0 && linked.out.contains("linked (已关联)"), "{linked}");
    assert!(linked.out.contains(&format!("不再计数): {two}")), "{linked}");
    let again = say(&["link", &two, "--to", &one, "--reason", "同一次行动"]);
    assert!(again.code == 0 && again.out.contains("already so (此前已认定)"), "{again}");
    let apart = say(&["link", &three, "--to", &one, "--different", "--reason", "地点不同"]);
    assert!(apart.out.contains("told apart (已判定为两件事)"), "{apart}");
    let undone = say(&["unlink", &two, "--from", &one, "--reason", "查明并非同一次"]);
    assert!(undone.code == 0 && undone.out.contains("undone (已解除)"), "{undone}");

    for (arguments, zh, en) in [
        (["unlink", &two, "--from", &three, "--reason", "误"], "并未关联", "not linked"),
        (["link", &one, "--to", &one, "--reason", "同"], "不能将一条记录与其自身关联", "itself"),
        (["link", &one, "--to", &two, "--reason", " "], "关联须写明理由", "reason"),
        (["link", "here", "--to", &two, "--reason", "同"], "“here”不是标识", "is not an id"),
        (
            ["link", "0f0e0d0c-0000-4000-8000-000000000000", "--to", &two, "--reason", "同"],
            "没有标识为0f0e0d0c",
            "nothing is known under 0f0e0d0c",
        ),
    ] {
        let refused = say(&arguments);
        assert!(refused.code == 1 && refused.err.contains(zh) && refused.err.contains(en), "{arguments:?} {refused}");
    }
    assert!(here.fails(2, &["link", &one, "--to", &two]).contains("还须写明：--reason <REASON>"));
}
