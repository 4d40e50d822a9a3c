//! Links as lines: what a person joined with what, told apart or undid, by whom, when and why.

use std::collections::HashMap;

use projections::read::{self, LinkRow};
use uuid::Uuid;

use crate::error::PageError;
use crate::visitor::Visitor;
use crate::{App, Lang};

/// One link as a reader of one of its ends sees it.
pub(crate) struct LinkLine {
    pub relation: &'static str,
    pub stands: bool,
    /// Whether it is why the page's own record is not counted.
    pub uncounted: bool,
    pub other: String,
    pub other_href: String,
    /// By whom, when and why.
    pub sentence: String,
    /// The link's own record.
    pub href: String,
}

/// The links of any of `ids`, which the page shows as one thing.
///
/// `counts` says whether they are records that are counted.
pub(crate) async fn lines(app: &App, visitor: &Visitor, ids: &[Uuid], counts: bool) -> Result<Vec<LinkLine>, PageError> {
    let links = read::links(&app.pool, ids).await?;
    let ends: Vec<Uuid> = links.iter().flat_map(|link| [link.from_id, link.to_id]).collect();
    let names = names(app, visitor, &ends).await?;
    let line = |link: &LinkRow| {
        // Of a link within the page's own thing, the end that the page is not named for.
        let other = if Some(&link.to_id) == ids.first() || !ids.contains(&link.from_id) { link.from_id } else { link.to_id };
        let unknown = || (other.to_string(), visitor.link(&format!("record/{other}")));
        let (other, other_href) = names.get(&other).cloned().unwrap_or_else(unknown);
        LinkLine {
            relation: relation(&link.relation, visitor.lang),
            stands: link.stands,
            uncounted: counts && link.stands && link.relation == "same" && Some(&link.from_id) == ids.first(),
            other,
            other_href,
            sentence: sentence(app, link, visitor.lang),
            href: visitor.link(&format!("record/{}", link.link)),
        }
    };
    Ok(links.iter().map(line).collect())
}

fn relation(code: &str, lang: Lang) -> &'static str {
    match code {
        "same" => lang.t("视为同一", "one thing with"),
        "apart" => lang.t("不是同一", "not one thing with"),
        _ => lang.t("相关", "belongs with"),
    }
}

/// `济宁市联勤联动办公室张三（未认证）于2016-08-20认定：同一次行动`.
pub(crate) fn sentence(app: &App, link: &LinkRow, lang: Lang) -> String {
    let org = app.org_name(&link.org, lang);
    let person = link.acted_by.as_deref().and_then(name);
    let by = match (person, lang) {
        (Some(name), Lang::Zh) => format!("{org}{name}（未认证）"),
        (Some(name), Lang::En) => format!("{name} of {org} (not authenticated)"),
        (None, Lang::Zh | Lang::En) => org,
    };
    match lang {
        Lang::Zh => format!("{by}于{}认定：{}", link.linked_on, link.reason),
        Lang::En => format!("said by {by} on {}: {}", link.linked_on, link.reason),
    }
}

/// The name in `<name> of <organisation> (not authenticated)`, as the command line records who acts.
pub(crate) fn name(actor: &str) -> Option<&str> {
    actor.rsplit_once(" of ").map(|(name, _)| name)
}

/// Names and pages of records and subjects.
async fn names(app: &App, visitor: &Visitor, ids: &[Uuid]) -> Result<HashMap<Uuid, (String, String)>, PageError> {
    let (subjects, records) = tokio::try_join!(read::subjects_by_id(&app.pool, ids), read::records_by_id(&app.pool, ids))?;
    let mut names = HashMap::new();
    for subject in subjects {
        let kind = super::subject::kind_name(app, &subject.kind, visitor.lang);
        names
            .insert(subject.subject, (format!("{kind} {}", subject.name), visitor.link(&format!("subject/{}", subject.subject))));
    }
    for record in records {
        let line = super::rows::line(app, visitor, &record);
        names.insert(record.record, (format!("{} {}", line.kind, line.number), line.href));
    }
    Ok(names)
}
