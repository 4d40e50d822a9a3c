//! `jointcase actions` and `jointcase act`: what is lawful now, and doing it, or stating what was done, through the one door.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use event_store::setup::Role;
use ingest::{Door, Verdict};
use joint_office::evidence::Evidence;
use joint_office::transfer::Transfer;
use kernel::{Action, Asking, Decider, DivisionCode, Identity, RecordId, RecordKey, ReportType, TransferNumber, When};
use projections::Vocabulary;
use projections::read;
use roster::SchemaBook;
use serde_json::{Map, Value};

use super::publish::sound;
use super::say;
use super::tally::code;
use crate::act::Act;
use crate::cli::{ActArgs, ActionsArgs, Actor};
use crate::config::Config;
use crate::house::House;
use crate::installation::{Installation, folder};
use crate::law::law;
use crate::matters::Known;
use crate::words::{Saying, denied, ours, refused, said, unlisted};

/// Where a person stands who acts on a record.
struct Place {
    installation: Installation,
    door: Door,
    on: On,
    /// Whether anything is told of it: what nothing is told of may be begun.
    told: bool,
    actor: String,
}

/// The record that is acted on.
struct On {
    id: RecordId,
    kind: String,
    number: String,
    county: Option<String>,
}

impl Place {
    async fn find(config: &Config, given: Option<&Path>, record: &str, actor: &Actor) -> Result<Self> {
        let reference = roster::reference()?;
        let place = folder(config, given, "up")?;
        let installation = Installation::reach(config, &place, &reference).await?;
        let database = installation.database()?;
        database.set_up().await?;
        let (_, door) = House::door(&database, installation.secrets.store_key(), reference);
        let vocabulary = Vocabulary::of(roster::mount_all);
        let begun = begun(record, door.reference(), actor).or_else(|| named(record, &vocabulary, door.reference(), actor));
        let actor = actor.text(door.reference())?;
        let id = begun.as_ref().map(|begun| begun.id.0).or_else(|| record.trim().parse().ok()).saying(|| {
            (
                format!("“{record}”不是记录标识或编号：请从页面地址中复制标识，或写移送编号，例如jn-food-drug:济食药立〔2016〕3号:1，或写种类和编号，例如admin-case:济食药立〔2016〕3号"),
                format!("{record:?} is no id of a record and no number: copy the id from the address of the page, or write the number of a transfer such as jn-food-drug:2016-3:1, or kind and number such as admin-case:2016-3"),
            )
        })?;
        let readers = database.pool(Role::Web, 2);
        let door = door.mindful(Arc::new(Known { pool: readers.clone(), vocabulary, law: Arc::new(law(&place)?) }));
        let found = read::record(&readers, id).await?;
        let told = found.is_some();
        let found = found.map(|row| On { id: RecordId(row.record), kind: row.kind, number: row.number, county: row.county });
        let on = found.or(begun).ok_or_else(|| super::link::no_record(id))?;
        Ok(Self { installation, door, on, told, actor })
    }

    /// Where the act is done: as given, else where the record is, if that lies within the territory of who acts.
    fn division(&self, args: &ActArgs) -> Result<Option<DivisionCode>> {
        let reference = self.door.reference();
        if let Some(text) = &args.division {
            return Ok(Some(code(reference, text)?));
        }
        let Some(county) = self.on.county.as_deref() else { return Ok(None) };
        let county = DivisionCode::new(county)?;
        let own = reference.organisations.get(&args.actor.org).map(|organisation| &organisation.division);
        Ok(own.is_some_and(|own| reference.divisions.within(&county, own)).then_some(county))
    }

    async fn lawful(&self, actor: &Actor) -> Result<Vec<Action>> {
        let organisation = self.door.reference().organisations.get(&actor.org);
        if let (false, Ok(number), Some(organisation)) = (self.told, self.on.number.parse::<TransferNumber>(), organisation) {
            let on = kernel::time::now().date_naive();
            let asking = Asking { org: &actor.org, agency: &organisation.agency, on };
            return Ok(Transfer::beginning(&number, asking));
        }
        self.door.actions(self.on.id, &self.on.kind, &actor.org).await.map_err(denied)
    }
}

/// The transfer that `text` numbers, under the root of whoever acts; `None` if it is no number of one.
fn begun(text: &str, reference: &kernel::reference::Reference, actor: &Actor) -> Option<On> {
    let number: TransferNumber = text.parse().ok()?;
    let organisation = reference.organisations.get(&actor.org)?;
    let root = reference.divisions.root_of(&organisation.division)?;
    let kind = kernel::transfer::RECORD;
    let id = RecordId::shared(&root.code, kind, number.key());
    Some(On { id, kind: kind.to_owned(), number: number.key().to_string(), county: None })
}

/// The record that `text` names by its kind and number, as `admin-case:2016-3`, of whoever acts; `None` if it names none.
fn named(text: &str, vocabulary: &Vocabulary, reference: &kernel::reference::Reference, actor: &Actor) -> Option<On> {
    let (short, number) = text.split_once(':')?;
    let key = RecordKey::new(number).ok()?;
    let organisation = reference.organisations.get(&actor.org)?;
    let agency = organisation.agency.as_str();
    let told = format!("jointcase.{agency}.{short}.");
    let book = SchemaBook::of_the_roster();
    // Of kinds of one name it is the agency's own.
    let named = || vocabulary.kinds().filter(|kind| kind.short() == short);
    let own = || named().find(|kind| kind.identity == Identity::Own && kind.code == format!("{agency}.{short}"));
    let shared =
        || named().find(|kind| kind.identity == Identity::Shared && book.iter().any(|(name, _)| name.starts_with(&told)));
    let kind = own().or_else(shared)?;
    let id = match kind.identity {
        Identity::Own => RecordId::own(&actor.org, kind.code, &key),
        Identity::Shared => RecordId::shared(&reference.divisions.root_of(&organisation.division)?.code, kind.code, &key),
    };
    Some(On { id, kind: kind.code.to_owned(), number: number.to_owned(), county: None })
}

/// Lists exactly what is lawful now, with what each needs.
pub(crate) async fn actions(config: &Config, given: Option<&Path>, args: &ActionsArgs) -> Result<ExitCode> {
    let place = Place::find(config, given, &args.record, &args.actor).await?;
    let lawful = place.lawful(&args.actor).await?;
    if lawful.is_empty() {
        say(format!("{} may do nothing to this record now (目前没有可以办理的事项)", args.actor.org));
    }
    for action in lawful {
        let label = action.label.as_deref().map(|label| format!(" [{label}]")).unwrap_or_default();
        say(format!("{}{label}  {} / {}  ({} / {})", action.code, action.zh, action.en, action.article.zh, action.article.en));
        for field in &action.needs {
            let must = if field.required { "" } else { " (optional 可选)" };
            say(format!("    --set {}=…  {} / {}{must}", field.code, field.zh, field.en));
        }
    }
    place.installation.stop().await?;
    Ok(ExitCode::SUCCESS)
}

/// Does it, or states that it was done: recorded as a report with who said so. What is done here and now is refused with the article where the
/// law bars it, and kept as evidence.
pub(crate) async fn act(config: &Config, given: Option<&Path>, args: &ActArgs) -> Result<ExitCode> {
    let place = Place::find(config, given, &args.record, &args.actor).await?;
    let On { kind, number, .. } = &place.on;
    if *kind == Evidence::KIND.code && args.action == "file-stored" {
        return Err(said(
            "文件入库请用jointcase file put",
            "that a file is stored is said by whoever stores it: jointcase file put",
        ));
    }
    let number = RecordKey::new(number.as_str())?;
    let short = kind.split_once('.').map_or(kind.as_str(), |(_, short)| short);
    let division = place.division(args)?;
    let act = Act {
        org: &args.actor.org,
        actor: &place.actor,
        record: short,
        number: &number,
        division: division.as_ref(),
        past: args.past,
    };
    let data = said_of_it(&place, short, args)?;
    let arrived = act.says(place.door.reference(), &args.action, data)?;
    let verdicts = place.door.admit(vec![arrived]).await?;
    let code = match verdicts.first() {
        Some(Verdict::Accepted { position, .. }) => {
            let done = if args.past { "recorded (已记录)" } else { "done (已办理)" };
            say(format!("{done}: position {position}"));
            ExitCode::SUCCESS
        }
        Some(Verdict::Duplicate { position }) => {
            say(format!("done already at position {position} (此前已办理)"));
            ExitCode::SUCCESS
        }
        Some(Verdict::Quarantined { entry, refusal }) => {
            say(format!(
                "refused (不能办理): {}\n  {}\n  kept as quarantine entry {entry} (已留存)",
                refusal.text.zh, refusal.text.en
            ));
            if refusal.code == "unlawful" {
                say("  if it was done already, state it with --past --on DAY (此前已作出的，请用--past --on 日期补录)");
            }
            ExitCode::FAILURE
        }
        None => return Err(ours("the act was not judged")),
    };
    place.installation.stop().await?;
    Ok(code)
}

/// What is said of it, of the form that its report has: a slip of the keyboard is told, and is no evidence of anything.
fn said_of_it(place: &Place, record: &str, args: &ActArgs) -> Result<Value> {
    let (org, action) = (&args.actor.org, &args.action);
    let organisation = place.door.reference().organisations.get(org).ok_or_else(|| unlisted(org))?;
    let name = format!("jointcase.{}.{record}.{action}.v1", organisation.agency);
    let book = SchemaBook::of_the_roster();
    let declared = book.get(&name).and_then(|declared| Some((name.parse::<ReportType>().ok()?, declared)));
    let (report_type, declared) = declared.saying(|| {
        (
            format!("“{action}”不是{org}对这条记录可办理的事项：请用jointcase actions查看"),
            format!("{action:?} is nothing that {org} does to this record: see with jointcase actions what is"),
        )
    })?;
    let zone = place.door.reference().divisions.root_of(&organisation.division).map_or(chrono_tz::UTC, |root| root.zone);
    let today = kernel::time::now().with_timezone(&zone).date_naive();
    let on = args.on.as_deref().and_then(|on| on.parse::<When>().ok());
    if args.past && on.is_some_and(|on| on.first_day() > today) {
        return Err(said(
            "--past只能补录此前已作出的事项：--on不能晚于今天",
            "--past states what was done already: --on cannot be later than today",
        ));
    }
    let data = data(args, Some(declared.schema.as_value()))?;
    sound(&report_type, &serde_json::value::to_raw_value(&data)?).map_err(|refusal| refused(&refusal))?;
    Ok(data)
}

/// Each `--set` as its field is declared, and when.
fn data(args: &ActArgs, schema: Option<&Value>) -> Result<Value> {
    let mut data = Map::new();
    let on = args.on.clone().unwrap_or_else(|| kernel::time::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    data.insert("on".into(), Value::String(on));
    for field in &args.fields {
        let (name, text) = field.split_once('=').saying(|| {
            (
                format!("--set {field}没有值：请写成 字段=值，例如--set reasons=…"),
                format!("--set {field} has no value: write FIELD=VALUE, such as --set reasons=…"),
            )
        })?;
        let name = name.trim();
        let declared = schema.and_then(|schema| Some((schema, schema.get("properties")?.get(name)?)));
        data.insert(name.to_owned(), value(text, declared));
    }
    Ok(Value::Object(data))
}

/// What was written, as its field is declared: JSON of a kind that the field takes, else text if it takes text.
fn value(text: &str, declared: Option<(&Value, &Value)>) -> Value {
    let plain = || Value::String(text.to_owned());
    let Ok(read) = serde_json::from_str::<Value>(text) else { return plain() };
    let Some((schema, field)) = declared else { return read };
    let kinds = kinds(schema, field);
    let kind = match &read {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let taken = kinds.is_empty() || kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number"));
    if !taken && kinds.contains(&"string") { plain() } else { read }
}

/// The kinds of JSON that a field takes, through definitions and alternatives; none if its schema does not say.
fn kinds<'a>(schema: &'a Value, field: &'a Value) -> Vec<&'a str> {
    let mut kinds = Vec::new();
    let mut open = vec![field];
    while let Some(part) = open.pop() {
        kinds.extend(part["type"].as_str());
        kinds.extend(part["type"].as_array().into_iter().flatten().filter_map(Value::as_str));
        let spelt = part.get("const").into_iter().chain(part["enum"].as_array().into_iter().flatten());
        kinds.extend(spelt.filter(|value| value.is_string()).map(|_| "string"));
        open.extend(["anyOf", "oneOf", "allOf"].iter().filter_map(|group| part[group].as_array()).flatten());
        open.extend(part["$ref"].as_str().and_then(|to| schema.pointer(to.strip_prefix('#')?)));
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// `text` as the field of the report is declared.
    fn set(report: &str, field: &str, text: &str) -> Value {
        let book = SchemaBook::of_the_roster();
        let schema = book.get(report).expect("a report type").schema.as_value().clone();
        value(text, Some((&schema, schema["properties"].get(field).expect("a field"))))
    }

    #[test]
    fn what_is_set_is_read_as_its_field_is_declared() {
        let handed = "jointcase.food-drug.transfer.items-handed-over.v1";
        assert_eq!(set(handed, "list", "1"), json!("1"), "a text of digits");
        assert_eq!(set(handed, "list", "\"1\""), json!("1"), "a text in JSON");
        assert_eq!(set(handed, "list", "清单一"), json!("清单一"));
        assert_eq!(set(handed, "items", "[\"1\"]"), json!(["1"]));
        assert_eq!(set(handed, "kept_at", "2016"), json!("2016"), "a text that may be left out");
        assert_eq!(set("jointcase.police.case.administratively-detained.v1", "days", "5"), json!(5));
        assert_eq!(value("5", None), json!(5), "a field that nobody declares is refused by the door, as it is");
    }
}
