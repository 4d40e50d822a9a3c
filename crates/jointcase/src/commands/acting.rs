//! `jointcase actions` and `jointcase act`: what is lawful now, and doing it through the one door.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use event_store::setup::Role;
use event_store::unit::Denied;
use ingest::{Door, Verdict};
use joint_office::evidence::Evidence;
use kernel::{Action, Decider, RecordId, RecordKey};
use projections::Vocabulary;
use projections::read::{self, RecordRow};
use serde_json::{Map, Value};

use super::say;
use crate::act::Act;
use crate::cli::{ActArgs, ActionsArgs, Actor};
use crate::config::Config;
use crate::house::House;
use crate::installation::{Installation, folder};
use crate::law::law;
use crate::matters::Known;

/// Where a person stands who acts on a record.
struct Place {
    installation: Installation,
    door: Door,
    record: RecordRow,
    actor: String,
}

impl Place {
    async fn find(config: &Config, given: Option<&Path>, record: &str, actor: &Actor) -> Result<Self> {
        let reference = roster::reference()?;
        let place = folder(config, given, "up")?;
        let installation = Installation::reach(config, &place, &reference).await?;
        let database = installation.database()?;
        database.set_up().await?;
        let (_, door) = House::door(&database, installation.secrets.store_key(), reference);
        let actor = actor.text(door.reference())?;
        let id = super::link::id(record)?;
        let readers = database.pool(Role::Web, 2);
        let vocabulary = Vocabulary::of(roster::mount_all);
        let door = door.mindful(Arc::new(Known { pool: readers.clone(), vocabulary, law: Arc::new(law(&place)?) }));
        let found = read::record(&readers, id).await?;
        let record =
            found.with_context(|| format!("there is no record {id}: copy its id from the address of its page (没有这条记录)"))?;
        Ok(Self { installation, door, record, actor })
    }

    async fn lawful(&self, actor: &Actor) -> Result<Vec<Action>> {
        let lawful = self.door.actions(RecordId(self.record.record), &self.record.kind, &actor.org).await;
        lawful.map_err(|denied| match denied {
            Denied::Rejected(refusal) => anyhow::anyhow!("{} / {}", refusal.text.zh, refusal.text.en),
            Denied::Failed(error) => error.into(),
        })
    }
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

/// Does it: recorded as a report with who acted, or refused with the article and kept as evidence.
pub(crate) async fn act(config: &Config, given: Option<&Path>, args: &ActArgs) -> Result<ExitCode> {
    let place = Place::find(config, given, &args.record, &args.actor).await?;
    if place.record.kind == Evidence::KIND.code && args.action == "file-stored" {
        bail!("that a file is stored is said by whoever stores it: jointcase file put (文件入库请用jointcase file put)");
    }
    let number = RecordKey::new(place.record.number.as_str())?;
    let short = place.record.kind.split_once('.').map_or(place.record.kind.as_str(), |(_, short)| short);
    let act = Act { org: &args.actor.org, actor: &place.actor, record: short, number: &number };
    let arrived = act.says(place.door.reference(), &args.action, data(args)?)?;
    let verdicts = place.door.admit(vec![arrived]).await?;
    let code = match verdicts.first() {
        Some(Verdict::Accepted { position, .. }) => {
            say(format!("done (已办理): position {position}"));
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
            ExitCode::FAILURE
        }
        None => bail!("the act was not judged"),
    };
    place.installation.stop().await?;
    Ok(code)
}

/// What is said of it: each `--set`, and when.
fn data(args: &ActArgs) -> Result<Value> {
    let mut data = Map::new();
    let on = args.on.clone().unwrap_or_else(|| kernel::time::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    data.insert("on".into(), Value::String(on));
    for field in &args.fields {
        let (name, text) = field.split_once('=').with_context(|| {
            format!("--set {field:?} has no value: write --set reasons=… （“{field}”没有值，请写成 字段=值）")
        })?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        data.insert(name.trim().to_owned(), value);
    }
    Ok(Value::Object(data))
}
