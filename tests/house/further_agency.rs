//! A further agency is one mount and nothing else: no migration, no stream code, no dashboard change.

use kernel::{
    Agency, Attribute, Class, Count, Decider, DomainEvent, Group, Host, Identity, Kind, Measure, Mention, Parts, Premises,
    Refusal, Report, Says, Stage, Telling, Told, When, Withdrawal,
};
use projections::Vocabulary;
use projections::read::RecordFilter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tests::Statement;
use tests::house::{Site, figures, records, settled};
use tests::http::get;

/// Fisheries (渔业): in the shipped trees as an organisation, without a crate of its own.
const AGENCY: Agency = Agency { code: "fisheries", zh: "渔业", en: "Fisheries" };

const BOARDINGS: Measure = Measure::flow("fishery-boardings", "渔船登临检查", "Boardings of fishing vessels", Group::Prevention);

/// A fishing vessel was boarded (登临检查).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Boarded {
    on: When,
    vessel: Premises,
    banned_gear: bool,
}

impl Report for Boarded {
    const TYPE: &'static str = "boarding.boarded";
    const EXAMPLE: &'static str = "";

    fn when(&self) -> When {
        self.on.clone()
    }

    fn check(&self) -> Result<(), Refusal> {
        self.vessel.check()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Event {
    Boarded(Told, Boarded),
    Withdrawn(Told, Withdrawal),
}

#[derive(Clone)]
enum Command {
    Board(Told, Boarded),
    Withdraw(Told, Withdrawal),
}

/// A boarding as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Boarding {
    parts: Parts,
}

impl Event {
    fn place(&self) -> (&Told, &str) {
        match self {
            Self::Boarded(told, _) => (told, "boarded"),
            Self::Withdrawn(told, data) => (told, &data.part),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Boarded(..) => "boarding-boarded",
            Self::Withdrawn(..) => "boarding-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        match self {
            Self::Boarded(told, data) => Telling::of(
                "boarded",
                told,
                vec![
                    Says::Attribute(Attribute::Title(data.vessel.name.clone())),
                    Says::Attribute(Attribute::Outcome(if data.banned_gear { "banned-gear" } else { "lawful-gear" })),
                    Says::Mention(Mention::Premises(data.vessel.clone())),
                    Count::one(BOARDINGS.code),
                ],
            ),
            Self::Withdrawn(told, data) => Telling::withdrawn(data.part.clone(), told),
        }
    }
}

impl Decider for Boarding {
    const KIND: Kind = Kind {
        code: "fisheries.boarding",
        zh: "登临检查",
        en: "Boarding",
        class: Class::Inspection,
        identity: Identity::Own,
        stages: &[Stage::first("boarded", "已登临", "boarded")],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Board(told, data) => Event::Boarded(told, data),
            Command::Withdraw(told, data) => {
                data.check(&Self::KIND, &told)?;
                Event::Withdrawn(told, data)
            }
        };
        let (told, part) = event.place();
        Ok(if self.parts.knows(part, told) { Vec::new() } else { vec![event] })
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        match event {
            Event::Boarded(..) => self.parts.record(part, told),
            Event::Withdrawn(..) => self.parts.take_back(part, told),
        };
    }
}

/// The agency's whole wiring, and the one line that a roster with it would have.
fn mount_all(host: &mut impl Host) {
    roster::mount_all(host);
    host.agency(AGENCY);
    host.measures(&[BOARDINGS]);
    host.record::<Boarding>();
    host.outcomes(&[("banned-gear", "使用禁用渔具", "banned gear"), ("lawful-gear", "渔具合规", "lawful gear")]);
    host.report::<Boarded, Boarding>(|heading, data| Command::Board(heading.told(data.on.clone()), data));
    host.withdrawal::<Boarding>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}

fn boarded(number: &str, banned_gear: bool) -> Statement {
    let vessel = json!({"name": format!("鲁济渔{number}"), "licence": format!("渔船{number}")});
    let data = json!({"on": "2016-08-05", "vessel": vessel, "banned_gear": banned_gear});
    Statement::new("jn-fisheries", "fisheries.boarding.boarded", number, data)
}

#[test]
#[should_panic(expected = "boarding.boarded.v1 is declared before its agency")]
fn a_report_that_is_declared_before_its_agency_is_told_at_the_start() {
    ingest::Registry::of(|host| {
        host.report::<Boarded, Boarding>(|heading, data| Command::Board(heading.told(data.on.clone()), data));
    });
}

#[tokio::test]
async fn a_further_agency_goes_through_door_store_read_tables_and_pages_by_its_mount_alone() {
    let site = Site::new().await;
    let plan = jointcase::house::Plan { listen: Some(([127, 0, 0, 1], 0).into()), ..site.plan() };
    let vocabulary = Vocabulary::of(mount_all);
    let house = site.open_for(plan, ingest::Registry::of(mount_all), vocabulary.clone()).await;

    let mistaken = boarded("003", false);
    let taken_back = json!({"on": "2016-08-06", "part": "boarded", "reason": "报错记录"});
    let taken_back = Statement::new("jn-fisheries", "fisheries.boarding.withdrawn", "003", taken_back)
        .correcting(&mistaken)
        .stated("2016-09-02T09:00:00+08:00");
    let told = [boarded("001", true), boarded("002", false), mistaken, taken_back];
    site.tell(&told).await.all_taken_in();
    let joint = json!({"on": "2016-08-05", "title": "湖区联合执法"});
    site.tell(&[Statement::new("jn-fisheries", "joint-office.joint-action.held", "湖区一号", joint)]).await.all_taken_in();
    let wrong = Statement::new("jn-fisheries", "fisheries.boarding.boarded", "004", json!({"on": "2016-08-05"}));
    assert_eq!(site.tell(&[wrong]).await.codes(), [("wrong-data".to_owned(), 1)].into());

    settled(&house).await;
    let figures = figures(&house.readers, "370800000000", &vocabulary).await;
    let county = Some("370811000000".to_owned());
    assert_eq!(figures[&(BOARDINGS.code.to_owned(), county.clone())], (2, 2, false));
    assert_eq!(figures[&("joint-actions".to_owned(), county)], (1, 1, false));
    let filter = RecordFilter { root: "370800000000".into(), agency: Some("fisheries".into()), ..RecordFilter::default() };
    let boardings = RecordFilter { class: Some(Class::Inspection), ..filter };
    let rows = records(&house.readers, &boardings).await;
    let mut outcomes: Vec<_> =
        rows.iter().map(|row| (row.number.as_str(), row.stage.as_deref(), row.outcome.as_deref())).collect();
    outcomes.sort_unstable();
    assert_eq!(
        outcomes,
        [
            ("001", Some("boarded"), Some("banned-gear")),
            ("002", Some("boarded"), Some("lawful-gear")),
            ("003", Some("withdrawn"), None)
        ]
    );

    let web = house.web.expect("pages");
    let dashboard = get(web, "/370800000000/?lang=zh").await.body;
    assert!(dashboard.contains(BOARDINGS.zh), "the dashboard shows the new figure");
    let list = get(web, "/370800000000/inspections?lang=en").await.body;
    assert!(list.contains("鲁济渔001") && list.contains(BOARDINGS_KIND_EN), "the list shows the new records");
    house.stop().await;
    site.verify_for(vocabulary).await;
}

const BOARDINGS_KIND_EN: &str = <Boarding as Decider>::KIND.en;
