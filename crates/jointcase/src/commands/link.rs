//! `jointcase link` and `jointcase unlink`: a person says that two things are one, belong together, or are two.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::setup::Role;
use ingest::Door;
use joint_office::Account;
use joint_office::link::{Command, Linked, SubjectLink};
use kernel::{Decider, DivisionCode, Kind, Link, LinkEnd, OrgId, RecordId, SubjectId, When, Withdrawal};
use projections::read::{self, RecordRow, SubjectRow};
use sqlx::PgPool;
use uuid::Uuid;

use super::say;
use crate::cli::{Actor, LinkArgs, UnlinkArgs};
use crate::config::Config;
use crate::house::House;
use crate::installation::{Installation, folder};
use crate::words::{self, Saying, denied, refused, unlisted};

/// Who says something of two things, and why.
#[derive(Clone, Copy, Debug)]
pub struct Says<'a> {
    /// For which organisation.
    pub org: &'a OrgId,
    /// Who acts, as it is recorded.
    pub actor: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The link's own record.
    pub link: RecordId,
    /// What is said of which two, as it was recorded: of two records of one thing, `from` is not counted.
    pub said: Link,
    /// False if it was so already.
    pub new: bool,
}

/// Links two things, or tells them apart.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &LinkArgs) -> Result<ExitCode> {
    let (one, other) = (id(&args.record)?, id(&args.to)?);
    let told = act(config, given, &args.actor, async |door, readers, actor| {
        let says = Says { org: &args.actor.org, actor, reason: &args.reason };
        link(door, readers, says, one, other, args.different).await
    });
    let Told { link, said, new } = told.await?;
    let what = match (new, said.apart) {
        (false, _) => "already so (此前已认定)",
        (true, true) => "told apart (已判定为两件事)",
        (true, false) => "linked (已关联)",
    };
    say(format!("{what}: {link}"));
    if let (Some(kernel::Relation::Same), LinkEnd::Record(uncounted)) = (said.relation(), said.from) {
        say(format!("  not counted while the link stands (关联期间不再计数): {uncounted}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Undoes what was said of two things.
pub(crate) async fn undo(config: &Config, given: Option<&Path>, args: &UnlinkArgs) -> Result<ExitCode> {
    let (one, other) = (id(&args.record)?, id(&args.from)?);
    let told = act(config, given, &args.actor, async |door, readers, actor| {
        unlink(door, readers, Says { org: &args.actor.org, actor, reason: &args.reason }, one, other).await
    });
    say(format!("undone (已解除): {}", told.await?.link));
    Ok(ExitCode::SUCCESS)
}

/// An id from the address of a page.
///
/// # Errors
/// A sentence that says where to find one.
pub(super) fn id(text: &str) -> Result<Uuid> {
    text.trim().parse().ok().saying(|| {
        (
            format!("“{text}”不是标识：请从页面地址中复制，例如/370800/record/<标识>"),
            format!("{text:?} is not an id: copy it from the address of the page, such as /370800/record/<id>"),
        )
    })
}

/// That nothing is told of a record.
pub(super) fn no_record(id: Uuid) -> anyhow::Error {
    words::said(
        format!("没有记录{id}：请从其页面地址中复制标识"),
        format!("there is no record {id}: copy its id from the address of its page"),
    )
}

async fn act(
    config: &Config,
    given: Option<&Path>,
    actor: &Actor,
    work: impl AsyncFnOnce(&Door, &PgPool, &str) -> Result<Told>,
) -> Result<Told> {
    let reference = roster::reference()?;
    let text = actor.text(&reference)?;
    let installation = Installation::reach(config, &folder(config, given, "up")?, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let (_, door) = House::door(&database, installation.secrets.store_key(), reference);
    let told = work(&door, &database.pool(Role::Web, 1), &text).await;
    installation.stop().await?;
    told
}

/// Says that two things are one, that a record is about a subject, or, if `apart`, that two that look alike are two.
///
/// Of two records the one that is not counted is `one`, unless it is not counted for another's sake already.
///
/// # Errors
/// A sentence in both languages: what is not known, does not go together, or is not this organisation's business.
pub async fn link(door: &Door, readers: &PgPool, says: Says<'_>, one: Uuid, other: Uuid, apart: bool) -> Result<Told> {
    let mut said = Link { apart, ..join(door, readers, says.org, one, other).await? };
    SubjectLink::number(&said).map_err(|refusal| refused(&refusal))?;
    if !apart && said.relation() == Some(kernel::Relation::Same) {
        said = towards_the_counted(readers, said).await?;
    }
    tell(door, says, said, |account, on| Command::Join(account, Linked { on, link: said, reason: says.reason.to_owned() })).await
}

/// Undoes what was said of two things.
///
/// # Errors
/// As [`link`]; also if nothing is said of them that stands.
pub async fn unlink(door: &Door, readers: &PgPool, says: Says<'_>, one: Uuid, other: Uuid) -> Result<Told> {
    let said = join(door, readers, says.org, one, other).await?;
    tell(door, says, said, |account, on| {
        Command::Undo(account.told, Withdrawal { on, part: "linked".into(), reason: says.reason.to_owned() })
    })
    .await
}

async fn tell(door: &Door, says: Says<'_>, said: Link, command: impl FnOnce(Account, When) -> Command) -> Result<Told> {
    let number = SubjectLink::number(&said).map_err(|refusal| refused(&refusal))?;
    let heading =
        door.heading(says.org, &joint_office::AGENCY, &SubjectLink::KIND, number).map_err(|refusal| refused(&refusal))?;
    let zone = door.reference().divisions.root(&heading.root).map_or(chrono_tz::UTC, |root| root.zone);
    let on = When::Day(heading.stated.with_timezone(&zone).date_naive());
    let link = RecordId::shared(&heading.root, SubjectLink::KIND.code, &heading.key);
    let circumstances = door.circumstances(&heading, says.actor, &on);
    let command = command(Account::of(&heading, on.clone()), on);
    let events = door.command::<SubjectLink>(link, command, &circumstances).await.map_err(denied)?;
    Ok(Told { link, said, new: !events.is_empty() })
}

/// A record, a subject, or both: joint work is a subject under its own id.
struct Thing {
    id: Uuid,
    record: Option<RecordRow>,
    subject: Option<SubjectRow>,
}

impl Thing {
    async fn find(readers: &PgPool, root: &DivisionCode, id: Uuid) -> Result<Self> {
        let record = read::record(readers, id).await?.filter(|record| record.root == root.as_str());
        let subject = read::subjects_by_id(readers, &[id]).await?.into_iter().find(|subject| subject.root == root.as_str());
        if record.is_none() && subject.is_none() {
            return Err(words::said(
                format!("{root}没有标识为{id}的记录或主题：请从页面地址中复制；刚报送的请稍候"),
                format!(
                    "nothing is known under {id} in {root}: copy the id from the address of its page; what was reported just now may take a moment"
                ),
            ));
        }
        Ok(Self { id, record, subject })
    }

    fn kind(&self) -> &str {
        let record = self.record.as_ref().map(|record| record.kind.as_str());
        record.or(self.subject.as_ref().map(|subject| subject.kind.as_str())).unwrap_or_default()
    }
}

/// What joining the two means, by what they are.
async fn join(door: &Door, readers: &PgPool, org: &OrgId, one: Uuid, other: Uuid) -> Result<Link> {
    let reference = door.reference();
    let division = reference.organisations.get(org).map(|organisation| &organisation.division);
    let root = division.and_then(|division| reference.divisions.root_of(division));
    let Some(root) = root else { return Err(unlisted(org)) };
    let (a, b) = (Thing::find(readers, &root.code, one).await?, Thing::find(readers, &root.code, other).await?);
    let (record, subject) = (|thing: &Thing| RecordId(thing.id), |thing: &Thing| SubjectId(thing.id));
    match (&a, &b) {
        (Thing { record: Some(_), .. }, Thing { record: Some(_), .. }) if a.kind() == b.kind() => {
            Ok(Link::same(record(&a), record(&b)))
        }
        (Thing { record: Some(_), .. }, Thing { subject: Some(_), .. }) => Ok(Link::about(record(&a), subject(&b))),
        (Thing { subject: Some(_), .. }, Thing { record: Some(_), .. }) => Ok(Link::about(record(&b), subject(&a))),
        (Thing { record: None, .. }, Thing { record: None, .. }) if a.kind() == b.kind() => {
            Ok(Link { from: LinkEnd::Subject(subject(&a)), to: LinkEnd::Subject(subject(&b)), apart: false })
        }
        (Thing { .. }, Thing { .. }) => Err(words::said(
            format!("一为“{}”，一为“{}”，种类不同，不是同一件事：请分别关联到所属的案事件", name(a.kind()), name(b.kind())),
            format!(
                "one is {:?}, the other {:?}: two of different kinds are not one thing. Link each to the matter to which they belong",
                a.kind(),
                b.kind()
            ),
        )),
    }
}

fn name(kind: &str) -> String {
    let vocabulary = projections::Vocabulary::of(roster::mount_all);
    match kind {
        "premises" => "场所".to_owned(),
        "entity" => "主体".to_owned(),
        kind => vocabulary.kind(kind).map_or(kind, |kind: &Kind| kind.zh).to_owned(),
    }
}

/// Of records that are one, each but one is linked on to another, and that one is counted: the new link begins at one that is counted.
async fn towards_the_counted(readers: &PgPool, said: Link) -> Result<Link> {
    let (one, other) = (said.from.id(), said.to.id());
    let links = read::links(readers, &[one, other]).await?;
    let standing: Vec<_> = links.iter().filter(|link| link.stands && link.relation == "same").collect();
    if standing.iter().any(|link| [link.from_id, link.to_id] == [one, other] || [link.from_id, link.to_id] == [other, one]) {
        return Ok(said); // The door says that it is so already.
    }
    if read::one_with(readers, one).await?.contains(&other) {
        return Err(words::said("二者已通过其他关联归为一件事", "they are one already, by way of other links"));
    }
    let onward = |id: Uuid| standing.iter().find(|link| link.from_id == id).map(|link| link.to_id);
    match (onward(one), onward(other)) {
        (None, _) => Ok(said),
        (Some(_), None) => Ok(Link { from: said.to, to: said.from, ..said }),
        (Some(first), Some(second)) => Err(words::said(
            format!("二者均已关联到其他记录：请关联{first}与{second}"),
            format!("both are linked on already: link {first} and {second}"),
        )),
    }
}
