//! A piece of evidence, given / when / then.

use kernel::evidence::{Disposed, Examined, FileStored, HandedOn, Taken};
use kernel::{DomainEvent, Envelope, FileHash, Mention, OrgId, Pass, RecordKey, Report, Says, Tie};

use super::{Command, Event, Evidence, Said};
use crate::Account;
use crate::tests::{back, org};

use kernel::Decider;
use kernel::spec::{given, told};

const NUMBER: &str = "jn-food-drug:证2016-17";
const OWNER: &str = "jn-food-drug";
const POLICE: &str = "jn-police";

fn example<R: Report>() -> R {
    let envelope: Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
    serde_json::from_str(envelope.data.get()).expect("the data")
}

fn by(org: &str, message: u32, corrects: Option<u32>, on: &str) -> Account {
    Account {
        told: told(message, corrects, on),
        org: self::org(org),
        agency: None,
        number: RecordKey::new(NUMBER).expect("a number"),
    }
}

fn tell(org: &str, message: u32, on: &str, said: impl Into<Said>) -> Command {
    Command::Tell(by(org, message, None, on), Box::new(said.into()))
}

/// The same, done by a person here and now.
fn act(org: &str, message: u32, on: &str, said: impl Into<Said>) -> Command {
    let mut account = by(org, message, None, on);
    account.told.act = true;
    Command::Tell(account, Box::new(said.into()))
}

fn event(org: &str, message: u32, on: &str, said: impl Into<Said>) -> Event {
    Event::Told(by(org, message, None, on), Box::new(said.into()))
}

fn taken() -> Event {
    event(OWNER, 1, "2016-08-01", example::<Taken>())
}

fn handed_on() -> Event {
    event(OWNER, 2, "2016-08-12", example::<HandedOn>())
}

fn other_bytes() -> FileStored {
    let mut stored = example::<FileStored>();
    stored.file.sha256 = FileHash::new("0".repeat(64)).expect("a hash");
    stored
}

#[test]
fn a_piece_goes_from_hand_to_hand_under_one_number() {
    let both = event(POLICE, 3, "2016-08-12", example::<HandedOn>());
    let stored = event(OWNER, 6, "2016-08-01", example::<FileStored>());
    let examined = event(POLICE, 4, "2016-08-16", example::<Examined>());
    let disposed = event(POLICE, 5, "2017-03-01", example::<Disposed>());
    let whole = given::<Evidence>([taken(), handed_on(), both, stored, examined, disposed]);
    assert_eq!(whole.state().flags(), [""; 0]);
    assert!(whole.state().stated().is_some_and(|file| whole.state().holds(file)));
}

#[test]
fn what_it_belongs_to_is_mentioned_and_no_person_is() {
    let says = taken().tell().says;
    let record = Mention::Record {
        kind: "food-drug.admin-case".into(),
        org: OrgId::new(OWNER).expect("an org"),
        number: RecordKey::new("济食药立〔2016〕3号").expect("a number"),
    };
    let matter = Mention::Shared { kind: "joint-office.matter", number: "济联案〔2016〕3号".into() };
    assert!(says.contains(&Says::Mention(record)) && says.contains(&Says::Mention(matter)), "{says:?}");
    assert!(!format!("{says:?} {:?}", taken()).contains("示例甲"));
}

#[test]
fn bytes_that_never_arrived_are_flagged_until_they_do() {
    let awaited = given::<Evidence>([taken()]);
    assert_eq!(awaited.state().flags(), ["awaited:file/3fbb1d4ea9d0"]);
    let arrived = awaited.when(tell(OWNER, 2, "2016-08-02", example::<FileStored>())).then_recorded();
    assert_eq!(arrived.state().flags(), [""; 0]);
}

#[test]
fn other_bytes_than_were_stated_are_flagged_in_a_report_and_refused_to_a_person() {
    let reported = given::<Evidence>([taken()]).when(tell(OWNER, 2, "2016-08-02", other_bytes())).then_recorded();
    assert_eq!(reported.state().flags(), ["differs:file", "awaited:file/3fbb1d4ea9d0"]);
    given::<Evidence>([taken()]).when(act(OWNER, 2, "2016-08-02", other_bytes())).then_refused("unlawful");
    let size = FileStored { file: kernel::File { size: 1, ..example::<FileStored>().file }, ..example() };
    given::<Evidence>([taken()]).when(act(OWNER, 2, "2016-08-02", size)).then_refused("unlawful");
    given::<Evidence>([taken()]).when(act(OWNER, 2, "2016-08-02", example::<FileStored>())).then_recorded();
}

#[test]
fn a_piece_handed_over_twice_is_flagged_in_a_report_and_refused_to_a_person() {
    let elsewhere = HandedOn { step: 2, to: "县公安局物证室".into(), seal_found: None, ..example() };
    let reported =
        given::<Evidence>([taken(), handed_on()]).when(tell(OWNER, 3, "2016-08-13", elsewhere.clone())).then_recorded();
    assert!(reported.state().flags().contains(&"again:handed-on/2".to_owned()), "{:?}", reported.state().flags());
    given::<Evidence>([taken(), handed_on()]).when(act(OWNER, 3, "2016-08-13", elsewhere)).then_refused("unlawful");
}

#[test]
fn who_does_not_have_it_cannot_hand_it_on() {
    let stranger = HandedOn { step: 2, from: "别处".into(), seal_found: None, ..example() };
    let reported = given::<Evidence>([taken()]).when(tell(POLICE, 3, "2016-08-13", stranger.clone())).then_recorded();
    assert!(reported.state().flags().contains(&"broken:handed-on/2".to_owned()), "{:?}", reported.state().flags());
    given::<Evidence>([taken()]).when(act(POLICE, 3, "2016-08-13", stranger)).then_refused("unlawful");
}

#[test]
fn a_seal_that_differs_is_found_and_bars_nothing() {
    let opened = HandedOn { seal_found: Some("封2016-9999".into()), ..example() };
    let found = given::<Evidence>([taken()]).when(act(OWNER, 3, "2016-08-13", opened)).then_recorded();
    assert!(found.state().flags().contains(&"seal:handed-on/1".to_owned()), "{:?}", found.state().flags());
}

#[test]
fn a_hand_over_before_the_taking_is_told_is_recorded_and_flagged_until_it_is() {
    let early = given::<Evidence>([handed_on()]);
    assert_eq!(early.state().flags(), ["gap:handed-on/jn-food-drug/1"]);
    let filled = early.when(tell(OWNER, 1, "2016-08-01", example::<Taken>())).then_recorded();
    assert_eq!(filled.state().flags(), ["awaited:file/3fbb1d4ea9d0"]);
    given::<Evidence>([]).when(act(OWNER, 2, "2016-08-12", example::<HandedOn>())).then_refused("unlawful");
}

#[test]
fn a_corrected_hand_over_repairs_the_chain_in_either_order() {
    let wrong = event(OWNER, 2, "2016-08-12", HandedOn { from: "别处".into(), ..example() });
    let right = Event::Told(by(OWNER, 3, Some(2), "2016-08-12"), Box::new(example::<HandedOn>().into()));
    let in_order = given::<Evidence>([taken(), wrong.clone(), right.clone()]);
    assert_eq!(in_order.state(), given::<Evidence>([right, taken(), wrong]).state());
    assert_eq!(in_order.state().flags(), ["awaited:file/3fbb1d4ea9d0"]);
}

#[test]
fn a_hand_over_taken_back_never_was() {
    let undone = Command::Withdraw(by(OWNER, 4, Some(2), "2016-08-14"), back("handed-on/1"));
    let state = given::<Evidence>([taken(), handed_on()]).when(undone).then_recorded();
    let anew = HandedOn { step: 2, to: "县公安局物证室".into(), ..example() };
    state.when(act(OWNER, 5, "2016-08-14", anew)).then_recorded();
}

#[test]
fn only_who_took_it_reports_that_and_its_number_names_them() {
    given::<Evidence>([]).when(tell(POLICE, 1, "2016-08-01", example::<Taken>())).then_refused("not-your-record");
    for number in ["证2016-17", "jn-food-drug/证2016-17"] {
        let account = Account { number: RecordKey::new(number).expect("a key"), ..by(OWNER, 1, None, "2016-08-01") };
        given::<Evidence>([]).when(Command::Tell(account, Box::new(example::<Taken>().into()))).then_refused("contradiction");
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let taken = |change: fn(&mut Taken)| {
        let mut data = example::<Taken>();
        change(&mut data);
        data.check().map_err(|refusal| refusal.code)
    };
    assert_eq!(taken(|_| {}), Ok(()));
    for wrong in [
        taken(|data| data.description = " ".into()),
        taken(|data| data.keeper = String::new()),
        taken(|data| data.quantity = Some(kernel::Quantity::count(0))),
        taken(|data| data.file.as_mut().expect("a file").size = 0),
        taken(|data| data.file.as_mut().expect("a file").media_type = "pdf".into()),
        taken(|data| data.belongs.as_mut().expect("a record").record.as_mut().expect("a record").kind = "case".into()),
        HandedOn { to: "稽查大队物证室".into(), ..example() }.check().map_err(|refusal| refusal.code),
        HandedOn { step: 0, ..example() }.check().map_err(|refusal| refusal.code),
        Examined { round: 0, ..example() }.check().map_err(|refusal| refusal.code),
        Disposed { by: " ".into(), ..example() }.check().map_err(|refusal| refusal.code),
    ] {
        assert_eq!(wrong, Err("contradiction"));
    }
}

#[test]
fn what_may_be_done_ends_with_the_keeping() {
    let reader = (org(OWNER), kernel::AgencyCode::new("food-drug").expect("an agency"));
    let asking = kernel::Asking { org: &reader.0, agency: &reader.1, on: "2016-08-20".parse().expect("a day") };
    let codes = |state: &Evidence| state.actions(asking).iter().map(|action| action.code).collect::<Vec<_>>();
    assert_eq!(codes(given::<Evidence>([]).state()), [""; 0]);
    let kept = given::<Evidence>([taken()]);
    assert_eq!(codes(kept.state()), ["handed-on", "examined", "disposed"]);
    let ended = kept.when(act(OWNER, 7, "2016-08-20", Disposed { by: "稽查大队物证室".into(), ..example() })).then_recorded();
    assert_eq!(codes(ended.state()), [""; 0]);
    ended.when(act(OWNER, 8, "2016-08-21", HandedOn { seal_found: None, ..example() })).then_refused("unlawful");
}

#[test]
fn each_link_of_the_chain_says_where() {
    let place = |event: Event| {
        let passes = event.tell().says.into_iter();
        let pass = passes.filter_map(|says| if let Says::Tie(Tie::Passes(pass)) = says { Some(pass) } else { None });
        pass.map(|Pass { place, file, .. }| (place, file.is_some())).next().expect("a link")
    };
    let taken = Taken { place: Some("示例仓库".into()), ..example() };
    assert_eq!(place(event(OWNER, 1, "2016-08-01", taken)), (Some("示例仓库".into()), true));
    let handed = HandedOn { place: Some("示例交接室".into()), ..example() };
    assert_eq!(place(event(OWNER, 2, "2016-08-12", handed)), (Some("示例交接室".into()), false));
    let examined = Examined { place: Some("示例检验室".into()), ..example() };
    assert_eq!(place(event(POLICE, 3, "2016-08-16", examined)), (Some("示例检验室".into()), false));
    let disposed = Disposed { place: Some("示例焚烧车间".into()), ..example() };
    assert_eq!(place(event(POLICE, 4, "2017-03-01", disposed)), (Some("示例焚烧车间".into()), false));
}

fn photograph(of: char) -> kernel::File {
    let sha256 = FileHash::new(of.to_string().repeat(64)).expect("a hash");
    kernel::File { sha256, size: 9, media_type: "image/jpeg".into() }
}

#[test]
fn each_link_of_the_chain_has_a_photograph_whose_bytes_are_awaited_and_checked() {
    let [handed, examined, ended] = ['a', 'b', 'c'].map(photograph);
    let steps = [
        ("handed-on/1", event(OWNER, 2, "2016-08-12", HandedOn { file: Some(handed.clone()), ..example() }), handed),
        ("examined/1", event(POLICE, 3, "2016-08-16", Examined { file: Some(examined.clone()), ..example() }), examined),
        ("disposed", event(POLICE, 4, "2017-03-01", Disposed { file: Some(ended.clone()), ..example() }), ended),
    ];
    for (step, told, file) in &steps {
        let passes = told
            .tell()
            .says
            .into_iter()
            .filter_map(|says| if let Says::Tie(Tie::Passes(pass)) = says { pass.file } else { None });
        assert_eq!(passes.collect::<Vec<_>>(), [file.sha256.to_string()], "{step}");
    }
    let stored = event(OWNER, 5, "2016-08-01", example::<FileStored>());
    let told = [taken(), stored].into_iter().chain(steps.iter().map(|(_, told, _)| told.clone()));
    let mut state = given::<Evidence>(told);
    let awaited: Vec<String> = ["a", "b", "c"].iter().map(|of| format!("awaited:file/{}", of.repeat(12))).collect();
    assert_eq!(state.state().flags(), awaited);
    for (n, (step, _, file)) in (6..).zip(&steps) {
        assert_eq!(state.state().step_of(&file.sha256).as_deref(), Some(*step));
        let of = Some((*step).to_owned());
        let other = FileStored { file: photograph('d'), of: of.clone(), ..example() };
        state.state().decide(act(POLICE, n, "2017-03-02", other)).expect_err("other bytes");
        let stored = FileStored { file: file.clone(), of, ..example() };
        state = state.when(act(POLICE, n, "2017-03-02", stored)).then_recorded();
        assert!(state.state().holds(file));
    }
    assert_eq!(state.state().flags(), [""; 0]);
    let undone = Command::Withdraw(by(POLICE, 9, Some(6), "2017-03-03"), back("file-stored/handed-on-1"));
    let back = state.when(undone).then_recorded();
    assert_eq!(back.state().flags(), awaited[..1]);
    let nowhere = FileStored { of: Some("handed-on/x".into()), ..example() };
    assert_eq!(nowhere.check().map_err(|refusal| refusal.code), Err("contradiction"));
}

#[test]
fn two_accounts_of_one_link_show_one_photograph() {
    let with = |file: Option<kernel::File>| HandedOn { file, ..example() };
    let one = event(OWNER, 2, "2016-08-12", with(Some(photograph('a'))));
    let flags = |other: Option<kernel::File>| {
        given::<Evidence>([taken(), one.clone(), event(POLICE, 3, "2016-08-12", with(other))]).state().flags()
    };
    let differs = "differs:file-of/handed-on/1".to_owned();
    assert!(flags(Some(photograph('b'))).contains(&differs));
    assert!(!flags(Some(photograph('a'))).contains(&differs) && !flags(None).contains(&differs));
}
