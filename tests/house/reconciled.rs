//! Totals equal the sum of their parts, by construction: the mix that Jinan published for February to September 2014, through the read tables.

use std::collections::BTreeMap;

use projections::Vocabulary;
use serde_json::json;
use tests::Statement;
use tests::house::{Site, figures, settled};

const ROOT: &str = "370800000000";
/// Domain, cases (起), suspects (人): 57 + 27 + 11 = 95 and 63 + 39 + 28 = 130.
const MIX: [(&str, u32, u32); 3] = [("food", 57, 63), ("drug", 27, 39), ("environment", 11, 28)];

fn filed(number: &str, domain: &str) -> Statement {
    let offence = json!({"article": "144", "name": "生产、销售有毒、有害食品罪"});
    Statement::new("jn-police", "police.case.filed", number, json!({"on": "2014-06-03", "offence": offence, "domain": domain}))
}

fn suspect(number: &str, label: u32, domain: &str) -> Statement {
    let data = json!({"on": "2014-06-04", "suspect": label.to_string(), "domain": domain});
    Statement::new("jn-police", "police.case.suspect-identified", number, data)
}

/// The sums of `measure` and of its parts, over all counties.
fn sums(figures: &BTreeMap<(String, Option<String>), tests::house::Figure>, measure: &str) -> (i64, [i64; 4]) {
    let of = |code: &str| figures.iter().filter(|((known, _), _)| known == code).map(|(_, figure)| figure.0).sum();
    (of(measure), ["food", "drug", "environment", "other"].map(|part| of(&format!("{measure}-{part}"))))
}

#[tokio::test]
async fn ninety_five_cases_and_a_hundred_and_thirty_suspects_are_the_sum_of_their_domains_on_the_dashboard() {
    let site = Site::new().await;
    let house = site.open().await;
    let mut told = Vec::new();
    for (domain, cases, suspects) in MIX {
        for case in 0..cases {
            let number = format!("{domain}-{case}");
            told.push(filed(&number, domain));
            // As evenly as they go.
            let some = suspects / cases + u32::from(case < suspects % cases);
            told.extend((1..=some).map(|label| suspect(&number, label, domain)));
        }
    }
    site.tell(&told).await.all_taken_in();
    settled(&house).await;
    let vocabulary = Vocabulary::of(roster::mount_all);
    let known = figures(&house.readers, ROOT, &vocabulary).await;
    assert_eq!(sums(&known, "cases-filed"), (95, [57, 27, 11, 0]));
    assert_eq!(sums(&known, "suspects"), (130, [63, 39, 28, 0]));

    // One of the food cases is found to be one of drugs: the parts move, the total does not.
    let moved = filed("food-0", "drug").stated("2014-10-01T09:00:00+08:00").correcting(&filed("food-0", "food"));
    site.tell(&[moved]).await.all_taken_in();
    settled(&house).await;
    let known = figures(&house.readers, ROOT, &vocabulary).await;
    assert_eq!(sums(&known, "cases-filed"), (95, [56, 28, 11, 0]));
    site.verify().await;
    house.stop().await;
}
