//! Who is told.

use serde_json::json;

use super::story::{OFFICE, OTHER_POLICE, POLICE, PROCURATORATE, REGULATOR, Story, alert, begun, choices, orgs, sent};

fn accepted() -> Story {
    sent().step(POLICE, "Accepted", json!({"on": "2026-03-03", "acceptance": "受一"}))
}

fn filed() -> Story {
    accepted().step(POLICE, "Filed", json!({"on": "2026-03-05"}))
}

/// A letter of what `with` adds to the usual one.
fn letter(with: serde_json::Value) -> serde_json::Value {
    let mut letter = json!({"on": "2026-03-03", "letter": "移一", "to": POLICE, "documents": []});
    for (field, value) in with.as_object().expect("fields") {
        letter[field] = value.clone();
    }
    letter
}

#[test]
fn a_transfer_is_told_to_the_police_organ_that_it_is_sent_to_and_of_food_to_nobody_else() {
    assert_eq!(sent().told_to(&choices("")), orgs([POLICE]));
}

#[test]
fn a_letter_on_drugs_is_copied_to_the_procuratorate_of_the_same_level() {
    let about = json!({"about": {"title": "示例药店涉嫌犯罪案", "drugs": true}});
    assert_eq!(begun().step(REGULATOR, "Sent", letter(about.clone())).told_to(&choices("")), orgs([POLICE, PROCURATORATE]));
    // The report to the head says it where the letter does not.
    let reported = json!({"on": "2026-03-01", "about": about["about"]});
    let sent = begun().step(REGULATOR, "Reported", reported).step(REGULATOR, "Sent", letter(json!({})));
    assert_eq!(sent.told_to(&choices("")), orgs([POLICE, PROCURATORATE]));
}

#[test]
fn a_letter_on_a_crime_against_the_environment_is_copied_and_a_file_for_detention_is_not() {
    const BUREAU: &str = "jn-environment-370811";
    let of = |with| begun().known_as("jn-environment-370811:立案一:1").step(BUREAU, "Sent", letter(with)).told_to(&choices(""));
    assert_eq!(of(json!({})), orgs([POLICE, PROCURATORATE]));
    assert_eq!(of(json!({"kind": "detention"})), orgs([POLICE]));
    assert_eq!(of(json!({"kind": "detention", "copied_to": "jn-procuratorate"})), orgs([POLICE, "jn-procuratorate"]));
}

#[test]
fn the_copy_goes_to_the_procuratorate_that_the_letter_names() {
    let letter = letter(json!({"copied_to": "jn-procuratorate"}));
    assert_eq!(sent().correction(REGULATOR, "Sent", letter, Some(1)).told_to(&choices("")), orgs([POLICE, "jn-procuratorate"]));
}

#[test]
fn the_decision_to_file_is_told_to_the_regulator_and_copied_to_the_procuratorate() {
    assert_eq!(accepted().told_to(&choices("")), orgs([REGULATOR]));
    assert_eq!(filed().told_to(&choices("")), orgs([REGULATOR, PROCURATORATE]));
}

#[test]
fn a_case_that_is_forwarded_is_told_to_the_organ_that_it_goes_to_and_from_then_on_that_organ_is_the_polices() {
    let forwarded = sent().step(POLICE, "Forwarded", json!({"on": "2026-03-03", "to": OTHER_POLICE}));
    assert_eq!(forwarded.told_to(&choices("")), orgs([REGULATOR, OTHER_POLICE, PROCURATORATE]));
    let recalled = forwarded.step(REGULATOR, "Recalled", json!({"on": "2026-03-04", "reasons": "撤回"}));
    assert_eq!(recalled.told_to(&choices("")), orgs([OTHER_POLICE]));
}

#[test]
fn the_procuratorates_opinion_is_told_to_the_regulator_and_its_order_to_the_police() {
    let opinion = json!({"on": "2026-03-06", "opinion": "应当处罚"});
    assert_eq!(filed().step(PROCURATORATE, "PenaltyUrged", opinion).told_to(&choices("")), orgs([REGULATOR]));
    let order = json!({"on": "2026-03-06", "police": OTHER_POLICE, "reasons": "应当立案"});
    assert_eq!(accepted().step(PROCURATORATE, "FilingNotified", order).told_to(&choices("")), orgs([OTHER_POLICE]));
}

#[test]
fn what_no_law_commands_is_told_to_nobody_until_a_city_chooses_it() {
    let told = sent().step(REGULATOR, "PartyTold", json!({"on": "2026-03-03"}));
    assert_eq!(told.told_to(&choices("")), orgs([]));
    let city = r#"notice = [{ kind = "joint-office.transfer", events = ["party-told"], to = ["office", "jn-health"], cite = "本市办法" }]"#;
    assert_eq!(told.told_to(&choices(city)), orgs([OFFICE, "jn-health"]));
}

#[test]
fn what_a_city_says_of_an_event_replaces_what_ships_for_it_and_for_no_other() {
    let city = r#"notice = [{ kind = "joint-office.transfer", events = ["filed"], to = [], cite = "另行书面通知" }]"#;
    assert_eq!(filed().told_to(&choices(city)), orgs([]));
    assert_eq!(accepted().told_to(&choices(city)), orgs([REGULATOR]));
}

#[test]
fn whoever_was_told_of_a_part_is_told_that_it_was_taken_back() {
    let back = filed().withdrawn(POLICE, &format!("filed/{POLICE}"), 3);
    assert_eq!(back.told_to(&choices("")), orgs([REGULATOR, PROCURATORATE]));
    let nothing = sent().step(REGULATOR, "PartyTold", json!({"on": "2026-03-03"}));
    assert_eq!(nothing.withdrawn(REGULATOR, &format!("party-told/{REGULATOR}"), 2).told_to(&choices("")), orgs([]));
}

#[test]
fn what_was_taken_back_before_it_arrived_is_told_to_nobody() {
    let part = format!("filed/{POLICE}");
    let late = accepted().withdrawn(POLICE, &part, 4).step(POLICE, "Filed", json!({"on": "2026-03-05"}));
    assert_eq!(late.told_to(&choices("")), orgs([]));
}

#[test]
fn a_transfer_known_by_an_alias_alone_has_no_regulator_to_be_told() {
    let alone = sent().known_as("受案一").step(POLICE, "Accepted", json!({"on": "2026-03-03", "acceptance": "受案一"}));
    assert_eq!(alone.told_to(&choices("")), orgs([]));
}

#[test]
fn a_warning_is_told_to_whoever_owes_it_and_to_the_joint_office_of_the_place() {
    assert_eq!(alert(false).told_to(&choices("")), orgs([POLICE, OFFICE]));
}

#[test]
fn a_historical_alert_is_no_notice_and_neither_is_its_withdrawal() {
    assert_eq!(alert(true).told_to(&choices("")), orgs([]));
    let part = "missed/2026-03-05T16:00:00Z";
    assert_eq!(alert(true).withdrawn(OFFICE, part, 1).told_to(&choices("")), orgs([]));
    assert_eq!(alert(false).withdrawn(OFFICE, part, 1).told_to(&choices("")), orgs([POLICE, OFFICE]));
}

fn asked(by: &str, question: &str, to: &str) -> Story {
    let data = json!({"on": "2026-03-04", "question": question, "to": to, "asks": "鉴定由何机构出具"});
    sent().step(by, "Consulted", data)
}

#[test]
fn a_question_is_told_to_whom_it_is_put_and_its_answer_to_who_asked() {
    let choices = choices("");
    let question = asked(REGULATOR, "咨一", PROCURATORATE);
    assert_eq!(question.told_to(&choices), orgs([PROCURATORATE]));
    let data = json!({"on": "2026-03-04", "question": "咨一", "to": POLICE, "asks": "另一机关的同号咨询"});
    let other = question.step(OTHER_POLICE, "Consulted", data);
    assert_eq!(other.told_to(&choices), orgs([POLICE]));
    let answer = json!({"on": "2026-03-06", "question": "咨一", "answer": "由省级机构出具"});
    let answered = other.clone().step(PROCURATORATE, "ConsultationAnswered", answer.clone());
    assert_eq!(answered.told_to(&choices), orgs([REGULATOR]));
    assert_eq!(other.step(POLICE, "ConsultationAnswered", answer).told_to(&choices), orgs([OTHER_POLICE]));
}

#[test]
fn an_answer_to_no_question_is_told_to_nobody() {
    let answer = json!({"on": "2026-03-06", "question": "咨二", "answer": "由省级机构出具"});
    assert_eq!(asked(REGULATOR, "咨一", POLICE).step(POLICE, "ConsultationAnswered", answer).told_to(&choices("")), orgs([]));
}
