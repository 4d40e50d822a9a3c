//! A case, given / when / then.

use kernel::money::Currency;
use kernel::spec::{flags_of, given, legal_facts, settled, told};
use kernel::{Attribute, DomainEvent, LegalFact, Mention, Money, Qualifier, Quantity, Report, Says, Unit, When, Withdrawal};
use proptest::prelude::*;

use super::{
    Accepted, AdministrativelyDetained, AmountEstablished, ArrestRequestExtended, Arrested, Bailed, Case, ClosedWithoutCharge,
    DenDestroyed, Detained, Event, ExtensionGround, Filed, GangBroken, Goods, GoodsKind, GoodsSeized, Instance, Judged, Judgment,
    NotFiled, Offence, SentForProsecution, Solved, SuspectIdentified, Verdict,
};

fn day(text: &str) -> When {
    text.parse().expect("a day")
}

fn accepted() -> Accepted {
    Accepted {
        on: day("2016-08-01"),
        title: "示例加工点涉嫌生产有毒、有害食品案".into(),
        source: None,
        economic: false,
        premises: None,
        matter: Some("济联案〔2016〕3号".into()),
        joint_action: Some("济联执〔2016〕21号".into()),
        campaign: Some("利剑行动".into()),
    }
}

fn offence(article: &str) -> Offence {
    Offence { article: article.into(), name: "生产、销售有毒、有害食品罪".into() }
}

fn filed(article: &str) -> Filed {
    Filed {
        on: day("2016-08-03"),
        round: 1,
        offence: offence(article),
        domain: None,
        document: None,
        reasons: None,
        matter: None,
        campaign: None,
    }
}

fn detained(suspect: &str) -> Detained {
    Detained { on: day("2016-08-04"), suspect: suspect.into(), round: 1 }
}

fn amount(minor: i64, currency: Currency) -> AmountEstablished {
    AmountEstablished { on: day("2016-08-09"), amount: Money { minor, currency }, qualifier: Qualifier::AtLeast }
}

fn sent(round: u16, suspects: &[&str]) -> SentForProsecution {
    let suspects = suspects.iter().map(ToString::to_string).collect();
    SentForProsecution { on: day("2016-08-20"), round, suspects, document: None }
}

fn judged(verdicts: &[(&str, Judgment)]) -> Judged {
    let verdict =
        |(suspect, judgment): &(&str, Judgment)| Verdict { suspect: (*suspect).into(), judgment: *judgment, sentence: None };
    let verdicts = verdicts.iter().map(verdict).collect();
    Judged { on: day("2016-08-28"), instance: Instance::First, round: 1, court: None, verdicts }
}

fn seized(goods: &[(GoodsKind, i64, Unit)]) -> GoodsSeized {
    let line = |(kind, amount, unit): &(GoodsKind, i64, Unit)| Goods {
        kind: *kind,
        name: "示例物品".into(),
        quantity: Quantity::of(*amount, *unit),
        item: None,
        keeper: None,
        kept: None,
    };
    GoodsSeized { on: day("2016-08-03"), list: "1".into(), goods: goods.iter().map(line).collect() }
}

fn back(part: &str) -> Withdrawal {
    Withdrawal { on: day("2016-08-25"), part: part.into(), reason: "误报".into() }
}

/// What an event counts: measure, amount, slot, and whether once per record.
fn counts(event: &Event) -> Vec<(&'static str, i64, String, bool)> {
    let count = |says| if let Says::Count(c) = says { Some((c.measure, c.quantity.amount, c.slot, c.per_record)) } else { None };
    event.tell().says.into_iter().filter_map(count).collect()
}

fn says(event: &Event, what: &Says) -> bool {
    event.tell().says.contains(what)
}

#[test]
fn a_case_goes_from_acceptance_to_judgment_without_a_flag() {
    let case = given::<Case>([])
        .when(Event::Accepted(told(1, None, "2016-08-01"), accepted()))
        .then([Event::Accepted(told(1, None, "2016-08-01"), accepted())])
        .when(Event::Filed(told(2, None, "2016-08-03"), filed("144")))
        .then_recorded()
        .when(Event::Detained(told(3, None, "2016-08-04"), detained("1")))
        .then_recorded()
        .when(Event::AmountEstablished(told(4, None, "2016-08-09"), amount(32_000_000, Currency::Cny)))
        .then_recorded()
        .when(Event::SentForProsecution(told(5, None, "2016-08-20"), sent(1, &["1"])))
        .then_recorded()
        .when(Event::Judged(told(6, None, "2016-08-28"), judged(&[("1", Judgment::Convicted)])))
        .then_recorded();
    assert!(flags_of::<Case>(case.state().book.parts()).is_empty());
    assert_eq!(case.state().offence(), Some(&offence("144")));
    assert_eq!(case.state().amount(), Some(&Money { minor: 32_000_000, currency: Currency::Cny }));
}

#[test]
fn the_same_report_twice_is_known() {
    given::<Case>([Event::Filed(told(2, None, "2016-08-03"), filed("144"))])
        .when(Event::Filed(told(2, None, "2016-08-03"), filed("144")))
        .then_nothing();
}

#[test]
fn a_correction_of_the_offence_stands_in_either_order() {
    let original = Event::Filed(told(2, None, "2016-08-03"), filed("143"));
    let correction = Event::Filed(told(3, Some(2), "2016-08-03"), filed("144"));
    let in_order = given::<Case>([original.clone(), correction.clone()]);
    let reordered = given::<Case>([correction, original]);
    assert_eq!(in_order.state().offence(), Some(&offence("144")));
    assert_eq!(in_order.state(), reordered.state());
}

#[test]
fn a_filing_before_acceptance_is_recorded_and_flagged_until_the_acceptance_arrives() {
    let early = given::<Case>([]).when(Event::Filed(told(2, None, "2016-08-03"), filed("144"))).then_recorded();
    assert_eq!(flags_of::<Case>(early.state().book.parts()), ["gap:filed"]);
    let late = early.when(Event::Accepted(told(1, None, "2016-08-01"), accepted())).then_recorded();
    assert!(flags_of::<Case>(late.state().book.parts()).is_empty());
    let in_order = given::<Case>([
        Event::Accepted(told(1, None, "2016-08-01"), accepted()),
        Event::Filed(told(2, None, "2016-08-03"), filed("144")),
    ]);
    assert_eq!(in_order.state(), late.state());
}

#[test]
fn coercive_measures_before_filing_are_recorded_and_flagged_while_administrative_detention_needs_acceptance_only() {
    let administrative =
        AdministrativelyDetained { on: day("2016-08-04"), suspect: "2".into(), round: 1, days: Some(10), acts: None };
    let case = given::<Case>([Event::Accepted(told(1, None, "2016-08-01"), accepted())])
        .when(Event::Detained(told(2, None, "2016-08-04"), detained("1")))
        .then_recorded()
        .when(Event::AdministrativelyDetained(told(3, None, "2016-08-04"), administrative))
        .then_recorded();
    assert_eq!(flags_of::<Case>(case.state().book.parts()), ["gap:detained/1"]);
}

#[test]
fn a_detention_dated_before_the_filing_is_flagged_as_early() {
    let case = given::<Case>([
        Event::Accepted(told(1, None, "2016-08-01"), accepted()),
        Event::Filed(told(2, None, "2016-08-03"), filed("144")),
        Event::Detained(told(3, None, "2016-08-02"), detained("1")),
    ]);
    assert_eq!(flags_of::<Case>(case.state().book.parts()), ["early:detained/1"]);
}

#[test]
fn each_suspect_is_a_part_of_its_own() {
    let case = given::<Case>([])
        .when(Event::Detained(told(1, None, "2016-08-04"), detained("1")))
        .then_recorded()
        .when(Event::Detained(told(2, None, "2016-08-04"), detained("2")))
        .then_recorded()
        .when(Event::Bailed(told(3, None, "2016-08-06"), Bailed { on: day("2016-08-06"), suspect: "1".into(), round: 1 }))
        .then_recorded();
    let parts: Vec<_> = case.state().book.parts().iter().map(|(name, part)| (name, part.restated())).collect();
    assert_eq!(parts, [("bailed/1", false), ("detained/1", false), ("detained/2", false)]);
}

#[test]
fn a_case_that_is_closed_without_charge_tells_the_law_so_and_is_not_a_report_taken_back() {
    let closed =
        ClosedWithoutCharge { on: day("2016-08-20"), round: 1, reasons: "不应追究刑事责任".into(), document: None };
    let event = Event::ClosedWithoutCharge(told(5, None, "2016-08-20"), closed);
    assert!(!event.tell().withdrawn);
    assert!(says(&event, &Says::Legal(LegalFact::CaseWithdrawn)));
    assert!(says(&event, &Says::Attribute(Attribute::Outcome("closed-without-charge"))));
}

#[test]
fn a_filing_taken_back_leaves_no_offence_and_the_gap_behind_it() {
    let case = given::<Case>([
        Event::Accepted(told(1, None, "2016-08-01"), accepted()),
        Event::Filed(told(2, None, "2016-08-03"), filed("144")),
        Event::Detained(told(3, None, "2016-08-04"), detained("1")),
    ])
    .when(Event::Withdrawn(told(4, Some(2), "2016-08-25"), back("filed")))
    .then_recorded();
    assert_eq!(case.state().offence(), None);
    assert_eq!(flags_of::<Case>(case.state().book.parts()), ["gap:detained/1"]);
}

#[test]
fn taking_back_needs_a_reason_a_part_and_the_report_it_takes_back() {
    let unreasoned = Withdrawal { reason: " ".into(), ..back("filed") };
    for (corrects, data) in [(Some(1), unreasoned), (None, back("filed")), (Some(1), back("measure"))] {
        given::<Case>([]).when(Event::Withdrawn(told(9, corrects, "2016-08-25"), data)).then_refused("contradiction");
    }
}

#[test]
fn a_refusal_to_file_has_reasons() {
    let refused = |reasons: &str| NotFiled { on: day("2016-08-03"), offence: None, reasons: reasons.into(), document: None };
    assert!(refused(" ").check().is_err());
    assert!(refused("没有犯罪事实").check().is_ok());
    let event = Event::NotFiled(told(2, None, "2016-08-03"), refused("没有犯罪事实"));
    assert!(says(&event, &Says::Legal(LegalFact::CaseNotFiled)));
    assert_eq!(counts(&event), [("cases-not-filed", 1, String::new(), false)]);
}

#[test]
fn what_contradicts_itself_is_refused() {
    assert!(Accepted { title: String::new(), ..accepted() }.check().is_err());
    assert!(Filed { offence: offence("刑法144"), ..filed("144") }.check().is_err());
    for suspect in ["", " 1", "1/2", "一\n"] {
        assert!(detained(suspect).check().is_err(), "{suspect:?}");
    }
    assert!(sent(0, &["1"]).check().is_err());
    assert!(sent(1, &[]).check().is_err());
    assert!(sent(1, &["1", "1"]).check().is_err());
    assert!(judged(&[("1", Judgment::Convicted), ("1", Judgment::Acquitted)]).check().is_err());
    assert!(amount(-1, Currency::Cny).check().is_err());
    assert!(seized(&[]).check().is_err());
    assert!(seized(&[(GoodsKind::Food, 0, Unit::Item)]).check().is_err());
    assert!(seized(&[(GoodsKind::Other, 100, Unit::Fen)]).check().is_err());
    assert!(GangBroken { on: day("2016-08-04"), gang: "1".into(), members: Some(1) }.check().is_err());
}

#[test]
fn an_acceptance_counts_one_case_and_names_matter_joint_action_and_campaign() {
    let event = Event::Accepted(told(1, None, "2016-08-01"), accepted());
    assert_eq!(counts(&event), [("cases-accepted", 1, String::new(), false)]);
    for (kind, number) in [("joint-office.matter", "济联案〔2016〕3号"), ("joint-office.joint-action", "济联执〔2016〕21号")]
    {
        assert!(says(&event, &Says::Mention(Mention::Shared { kind, number: number.into() })), "{kind}");
    }
    assert!(says(&event, &Says::Attribute(Attribute::Campaign("利剑行动".into()))));
}

#[test]
fn each_measure_against_a_suspect_counts_one_person_and_tells_the_law() {
    let on = "2016-08-04";
    let suspect = || String::from("1");
    let told = told(1, None, on);
    let cases = [
        (Event::Detained(told.clone(), detained("1")), "detained", Some(LegalFact::Detained)),
        (Event::Bailed(told.clone(), Bailed { on: day(on), suspect: suspect(), round: 1 }), "bailed", Some(LegalFact::Bailed)),
        (
            Event::Arrested(told.clone(), Arrested { on: day(on), suspect: suspect(), round: 1 }),
            "arrested",
            Some(LegalFact::Arrested),
        ),
        (
            Event::AdministrativelyDetained(
                told,
                AdministrativelyDetained { on: day(on), suspect: suspect(), round: 1, days: None, acts: None },
            ),
            "administratively-detained",
            Some(LegalFact::AdminDetentionDecided),
        ),
    ];
    for (event, measure, fact) in cases {
        assert_eq!(counts(&event), [(measure, 1, "1".into(), true)]);
        assert_eq!(event.tell().part, format!("{measure}/1"));
        assert_eq!(legal_facts(&event), fact.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn seized_goods_are_counted_line_by_line_in_their_own_unit_and_by_kind() {
    let goods =
        [(GoodsKind::Additive, 2500, Unit::Gram), (GoodsKind::Food, 300, Unit::Item), (GoodsKind::Food, 9, Unit::Millilitre)];
    assert_eq!(
        counts(&Event::GoodsSeized(told(1, None, "2016-08-03"), seized(&goods))),
        [
            ("seized-goods-gram", 2500, "1/additive".into(), false),
            ("seized-goods-gram-additive", 2500, "1/additive".into(), false),
            ("seized-goods-item", 300, "2/food".into(), false),
            ("seized-goods-item-food", 300, "2/food".into(), false),
            ("seized-goods-millilitre", 9, "3/food".into(), false),
            ("seized-goods-millilitre-food", 9, "3/food".into(), false),
        ]
    );
}

#[test]
fn only_an_amount_in_renminbi_enters_the_tally() {
    let yuan = Event::AmountEstablished(told(1, None, "2016-08-09"), amount(500, Currency::Cny));
    let dollars = Event::AmountEstablished(told(1, None, "2016-08-09"), amount(500, Currency::Usd));
    let quantity = Quantity { amount: 500, unit: Unit::Fen, qualifier: Qualifier::AtLeast };
    assert!(says(&yuan, &kernel::Count::of("amount-involved", quantity)));
    assert!(counts(&dollars).is_empty());
    assert!(says(&dollars, &Says::Attribute(Attribute::Amount(Money { minor: 500, currency: Currency::Usd }))));
}

#[test]
fn what_is_sent_for_prosecution_is_told_of_each_suspect() {
    let sent = Event::SentForProsecution(told(1, None, "2016-08-20"), sent(1, &["1", "2"]));
    let told_of = |label: &str| says(&sent, &Says::Of(label.into()));
    assert_eq!(["1", "2", "3"].map(told_of), [true, true, false]);
}

#[test]
fn an_extension_of_the_time_to_ask_for_arrest_says_until_when_where_that_is_stated() {
    let extended = |until: Option<&str>| {
        let (on, suspect, until) = (day("2016-08-07"), "1".to_owned(), until.map(day));
        let data = ArrestRequestExtended { on, suspect, round: 1, ground: ExtensionGround::Special, until, document: None };
        Event::ArrestRequestExtended(told(1, None, "2016-08-07"), data).tell().says
    };
    let fact = || Says::Legal(LegalFact::ArrestRequestExtended);
    assert_eq!(extended(None), [fact()]);
    assert_eq!(extended(Some("2016-08-08")), [fact(), Says::Until("2016-08-08".parse().expect("a day"))]);
}

#[test]
fn a_suspect_sent_again_after_a_return_is_one_person() {
    let once = |round| counts(&Event::SentForProsecution(told(1, None, "2016-08-20"), sent(round, &["1", "2"])));
    assert_eq!(once(1), [("prosecuted", 1, "1".into(), true), ("prosecuted", 1, "2".into(), true)]);
    assert_eq!(once(1), once(2));
}

#[test]
fn a_judgment_shows_the_gravest_verdict_and_counts_each_defendant() {
    let event = Event::Judged(told(1, None, "2016-08-28"), judged(&[("2", Judgment::Acquitted), ("1", Judgment::Convicted)]));
    assert!(says(&event, &Says::Attribute(Attribute::Outcome("convicted"))));
    assert_eq!(counts(&event), [("judged", 1, "2".into(), true), ("judged", 1, "1".into(), true)]);
}

/// One of the things that can be said of a case, told in the `n`th report.
fn event(n: u32, choice: u8, corrects: Option<u32>) -> Event {
    let told = told(n, corrects, &format!("2016-08-{n:02}"));
    match choice {
        0 => Event::Accepted(told, accepted()),
        1 => Event::Filed(told, filed(&n.to_string())),
        2 => Event::AmountEstablished(told, amount(n.into(), Currency::Cny)),
        3 => Event::Detained(told, detained("1")),
        4 => Event::DenDestroyed(told, DenDestroyed { on: day("2016-08-04"), den: "1".into(), premises: None }),
        5 => Event::SuspectIdentified(
            told,
            SuspectIdentified { on: day("2016-08-04"), suspect: "1".into(), who: None, domain: None },
        ),
        6 if corrects.is_some() => Event::Withdrawn(told, back("filed")),
        7 if corrects.is_some() => Event::Withdrawn(told, back("amount-established")),
        _ => Event::Solved(told, Solved { on: day("2016-08-15") }),
    }
}

proptest! {
    #[test]
    fn what_stands_does_not_depend_on_the_order_of_arrival(
        (in_order, shuffled) in proptest::collection::vec((0u8..8, proptest::option::of(1u32..12)), 1..12).prop_flat_map(|rows| {
            // A correction is stated after what it corrects.
            let commands: Vec<_> = (1u32..).zip(rows).map(|(n, (choice, c))| (n, choice, c.filter(|c| *c < n))).collect();
            (Just(commands.clone()), Just(commands).prop_shuffle())
        }),
    ) {
        let tell = |rows: Vec<(u32, u8, Option<u32>)>| settled::<Case>(rows.into_iter().map(|(n, choice, corrects)| event(n, choice, corrects)));
        prop_assert_eq!(tell(in_order), tell(shuffled));
    }
}
