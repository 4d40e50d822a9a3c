//! Where a case stands, dimension by dimension.

use kernel::spec::{given, told};
use kernel::{Decider, DomainEvent, Facet, Pass, Says, Shown, Stand, Text, Tie, When};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{
    Case, Charged, ClosedWithoutCharge, Custody, Event, Filed, Filing, Goods, GoodsKind, GoodsSeized, Instance, ItemHandedOver,
    ItemMoved, Judged, Judgment, Kept, NonProsecution, NotProsecuted, Offence, Prosecution, Receiver, SentForProsecution,
    Verdict,
};

fn day(text: &str) -> When {
    text.parse().expect("a day")
}

fn filed() -> Event {
    let offence = Offence { article: "144".into(), name: "生产、销售有毒、有害食品罪".into() };
    let on = day("2016-08-03");
    let data = Filed { on, round: 1, offence, domain: None, document: None, reasons: None, matter: None, campaign: None };
    Event::Filed(told(1, None, "2016-08-03"), data)
}

/// What a report says of a measure that needs no more.
fn data<T: DeserializeOwned>(suspect: &str, on: &str) -> T {
    serde_json::from_value(json!({"on": on, "suspect": suspect})).expect("a measure")
}

fn detained(n: u32, suspect: &str, on: &str) -> Event {
    Event::Detained(told(n, None, on), data(suspect, on))
}

fn arrested(n: u32, suspect: &str, on: &str) -> Event {
    Event::Arrested(told(n, None, on), data(suspect, on))
}

fn closed(n: u32, on: &str) -> Event {
    let data = ClosedWithoutCharge { on: day(on), round: 1, reasons: "不应追究刑事责任".into(), document: None };
    Event::ClosedWithoutCharge(told(n, None, on), data)
}

fn not_prosecuted(n: u32, suspect: &str, on: &str, ground: NonProsecution) -> Event {
    Event::NotProsecuted(told(n, None, on), NotProsecuted { on: day(on), suspect: suspect.into(), ground, document: None })
}

fn charged(n: u32, suspect: &str, on: &str) -> Event {
    Event::Charged(told(n, None, on), Charged { on: day(on), suspect: suspect.into(), document: None })
}

fn custody(events: impl IntoIterator<Item = Event>) -> Custody {
    given::<Case>(events).state().suspect("1").custody
}

#[test]
fn a_case_that_is_closed_holds_nobody() {
    assert_eq!(custody([detained(2, "1", "2016-08-04"), arrested(3, "1", "2016-08-20")]), Custody::Arrested);
    let case = given::<Case>([filed(), detained(2, "1", "2016-08-04"), arrested(3, "1", "2016-08-20"), closed(4, "2016-09-01")]);
    let suspect = case.state().suspect("1");
    assert_eq!((suspect.custody, suspect.withdrawn), (Custody::Ended, true));
    assert_eq!(case.state().filing(), Filing::Withdrawn);
}

#[test]
fn who_was_released_before_the_case_was_closed_stays_released_and_a_later_measure_holds_again() {
    let released = Event::Released(told(3, None, "2016-08-06"), data("1", "2016-08-06"));
    assert_eq!(custody([detained(2, "1", "2016-08-04"), released, closed(4, "2016-09-01")]), Custody::Released);
    let again = [detained(2, "1", "2016-08-04"), closed(4, "2016-09-01"), arrested(5, "1", "2016-10-01")];
    assert_eq!(custody(again), Custody::Arrested);
}

#[test]
fn who_is_not_prosecuted_or_acquitted_is_held_no_more_and_the_others_are() {
    let held = || [arrested(2, "1", "2016-08-20"), arrested(3, "2", "2016-08-20")];
    let case = given::<Case>(held().into_iter().chain([not_prosecuted(4, "1", "2016-11-05", NonProsecution::Discretionary)]));
    let custody = |label| case.state().suspect(label).custody;
    assert_eq!((custody("1"), custody("2")), (Custody::Ended, Custody::Arrested));
    let conditional = not_prosecuted(4, "1", "2016-11-05", NonProsecution::Conditional);
    assert_eq!(given::<Case>(held().into_iter().chain([conditional])).state().suspect("1").custody, Custody::Arrested);
    let verdict = |suspect: &str, judgment| Verdict { suspect: suspect.into(), judgment, sentence: None };
    let verdicts = vec![verdict("1", Judgment::ExemptFromPunishment), verdict("2", Judgment::Convicted)];
    let judged = Judged { on: day("2016-12-01"), instance: Instance::First, round: 1, court: None, verdicts };
    let case = given::<Case>(held().into_iter().chain([Event::Judged(told(5, None, "2016-12-01"), judged)]));
    let custody = |label| case.state().suspect(label).custody;
    assert_eq!((custody("1"), custody("2")), (Custody::Ended, Custody::Arrested));
}

/// The stands of `label` in the facet of that name.
fn row<'a>(facets: &'a [Facet], name: &str, label: &str) -> &'a [Stand] {
    let facet = facets.iter().find(|facet| facet.name.en == name).expect("the facet");
    let (_, stands) = facet.rows.iter().find(|(known, _)| known == label).expect("the row");
    assert_eq!(stands.len(), facet.dimensions.len(), "each row has a stand in every dimension");
    stands
}

fn named(stand: &Stand) -> Option<&str> {
    if let Some(Shown::Text(text)) = &stand.state { Some(&text.en) } else { None }
}

#[test]
fn suspects_of_one_case_stand_each_where_they_are() {
    let sent = SentForProsecution { on: day("2016-10-01"), round: 1, suspects: vec!["1".into(), "2".into()], document: None };
    let case = given::<Case>([
        filed(),
        detained(2, "1", "2016-08-04"),
        arrested(3, "1", "2016-08-20"),
        Event::SentForProsecution(told(4, None, "2016-10-01"), sent),
        charged(5, "1", "2016-11-01"),
        not_prosecuted(6, "2", "2016-11-05", NonProsecution::InsufficientEvidence),
    ]);
    let facets = case.state().facets();
    let first = row(&facets, "Suspects", "1");
    assert_eq!((named(&first[0]), first[0].on.clone()), (Some("arrested"), Some(day("2016-08-20"))));
    assert_eq!(first[0].with, [Shown::Step(Text::new("刑事拘留", "detained"), day("2016-08-04"))]);
    assert_eq!((named(&first[3]), first[3].on.clone()), (Some("charged"), Some(day("2016-11-01"))));
    let second = row(&facets, "Suspects", "2");
    assert_eq!((second[0].clone(), named(&second[3])), (Stand::NOTHING, Some("not prosecuted")));
    assert_eq!(second[3].with, [Shown::Code("ground", "insufficient-evidence")]);
    assert_eq!(case.state().suspect("1").prosecution, Prosecution::Charged);
    let whole = row(&facets, "Case", "");
    assert_eq!((named(&whole[1]), whole[1].on.clone()), (Some("filed"), Some(day("2016-08-03"))));
    assert!(matches!(&whole[1].with[..], [Shown::Text(offence)] if offence.zh.contains("第144条")), "{:?}", whole[1]);
}

#[test]
fn a_case_that_was_closed_says_so_of_the_case_and_of_each_suspect() {
    let case = given::<Case>([filed(), arrested(3, "1", "2016-08-20"), closed(4, "2016-09-01")]);
    let facets = case.state().facets();
    let whole = row(&facets, "Case", "");
    assert_eq!((named(&whole[1]), whole[1].on.clone()), (Some("closed without charge"), Some(day("2016-09-01"))));
    let suspect = row(&facets, "Suspects", "1");
    assert_eq!((named(&suspect[0]), named(&suspect[5])), (Some("ended by law"), Some("closed without charge")));
}

#[test]
fn a_seized_thing_is_shown_with_its_list_its_keeper_and_where_it_went() {
    let line = |name: &str, item: Option<&str>| Goods {
        kind: GoodsKind::Food,
        name: name.into(),
        quantity: kernel::Quantity::count(3),
        item: item.map(Into::into),
        keeper: Some("食药环侦支队".into()),
        kept: None,
    };
    let goods = vec![line("示例火锅底料", Some("A")), line("示例账册", None)];
    let seized = GoodsSeized { on: day("2016-08-03"), list: "1".into(), goods };
    let moved = ItemMoved {
        on: day("2016-08-05"),
        item: "A".into(),
        step: 1,
        from: "食药环侦支队".into(),
        to: "涉案财物管理中心".into(),
        kept: None,
    };
    let moved = [Event::GoodsSeized(told(2, None, "2016-08-03"), seized), Event::ItemMoved(told(3, None, "2016-08-05"), moved)];
    let facets = given::<Case>(moved.clone()).state().facets();
    let thing = row(&facets, "Seized things", "A");
    assert_eq!(thing[0].with, [Shown::Quantity(kernel::Quantity::count(3))]);
    assert_eq!(thing[2].state, Some(Shown::Said("涉案财物管理中心".into())));
    assert_eq!(row(&facets, "Seized things", "1-2")[0].state, Some(Shown::Said("示例账册".into())));
    let data = ItemHandedOver { on: day("2016-10-01"), item: "A".into(), to: Receiver::Court, document: None, seal: None };
    let gone = given::<Case>(moved.into_iter().chain([Event::ItemHandedOver(told(4, None, "2016-10-01"), data)]));
    let facets = gone.state().facets();
    let thing = row(&facets, "Seized things", "A");
    assert_eq!((thing[2].clone(), thing[3].state.clone()), (Stand::NOTHING, Some(Shown::Code("to", "court"))));
}

#[test]
fn a_seized_thing_is_traced_with_where_it_is_how_it_is_sealed_and_what_shows_it() {
    let kept =
        |place: &str, seal: &str| Kept { place: Some(place.into()), seal: Some(seal.into()), sha256: Some("a".repeat(64)) };
    let goods = vec![Goods {
        kind: GoodsKind::Food,
        name: "示例火锅底料".into(),
        quantity: kernel::Quantity::count(3),
        item: Some("A".into()),
        keeper: Some("食药环侦支队".into()),
        kept: Some(kept("3号柜", "F-1")),
    }];
    let seized = Event::GoodsSeized(told(2, None, "2016-08-03"), GoodsSeized { on: day("2016-08-03"), list: "1".into(), goods });
    let moved = ItemMoved {
        on: day("2016-08-05"),
        item: "A".into(),
        step: 1,
        from: "食药环侦支队".into(),
        to: "示例检验院".into(),
        kept: Some(kept("检验室", "F-2")),
    };
    let moved = Event::ItemMoved(told(3, None, "2016-08-05"), moved);
    let seal = Some("F-9".to_owned());
    let left = ItemHandedOver { on: day("2016-10-01"), item: "A".into(), to: Receiver::Court, document: None, seal };
    let left = Event::ItemHandedOver(told(4, None, "2016-10-01"), left);
    let passes: Vec<Pass> = [&seized, &moved, &left]
        .into_iter()
        .flat_map(|event| event.tell().says)
        .filter_map(|says| if let Says::Tie(Tie::Moves(_, pass)) = says { Some(pass) } else { None })
        .collect();
    let places: Vec<_> = passes.iter().map(|pass| (pass.place.as_deref(), pass.sealed.as_deref(), pass.file.is_some())).collect();
    assert_eq!(places, [(Some("3号柜"), Some("F-1"), true), (Some("检验室"), Some("F-2"), true), (None, None, false)]);
    assert_eq!(kernel::custody::flags(passes.iter()), ["seal:item-handed-over/A"]);
    // That the seal differs is shown with the chain; it does not say that another had the thing.
    let case = given::<Case>([seized, moved, left]);
    assert!(case.state().breaches().iter().all(|breach| breach.code != "chain-broken"));
}
