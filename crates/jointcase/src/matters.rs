//! The rules that span records, held against what people do: judged over the facts that the read tables have.

use std::sync::Arc;

use event_store::{PreparedEvent, StoreError};
use ingest::{Acting, Looked, Matters};
use kernel::law::{About, Fact, Law, SPANNING, Spanning};
use kernel::{Action, RecordId, Refusal, Text, When};
use projections::read::{self, ReadError};
use projections::{Vocabulary, legal};
use sqlx::PgPool;

/// Over a pool of role web.
pub(crate) struct Known {
    pub(crate) pool: PgPool,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) law: Arc<Law>,
}

impl Matters for Known {
    fn bar(&self, events: Vec<PreparedEvent>) -> Looked<Option<Refusal>> {
        let (pool, law) = (self.pool.clone(), Arc::clone(&self.law));
        let told: Vec<(RecordId, Vec<Fact>)> =
            events.iter().map(|event| (event.aggregate_id, self.facts(event))).filter(|(_, facts)| !facts.is_empty()).collect();
        Box::pin(async move {
            for (record, facts) in told {
                let texts: Vec<Text> =
                    broken(&pool, &law, record, facts).await?.iter().map(|(_, breach)| breach.refusal().text).collect();
                if !texts.is_empty() {
                    // All at once: of a set of documents every one that is missing.
                    let all = |of: fn(&Text) -> &str, with: &str| texts.iter().map(of).collect::<Vec<_>>().join(with);
                    return Ok(Some(Refusal::new("unlawful", all(|text| &text.zh, "；"), all(|text| &text.en, "; "))));
                }
            }
            Ok(None)
        })
    }

    fn allow(&self, acting: Acting, actions: Vec<Action>) -> Looked<Vec<Action>> {
        let (pool, law) = (self.pool.clone(), Arc::clone(&self.law));
        Box::pin(async move {
            let mut allowed = Vec::with_capacity(actions.len());
            for action in actions {
                let facts = hypothetical(&acting, &action);
                if facts.is_empty() || broken(&pool, &law, acting.record, facts).await?.is_empty() {
                    allowed.push(action);
                }
            }
            Ok(allowed)
        })
    }
}

impl Known {
    /// What the law would know of an event.
    fn facts(&self, event: &PreparedEvent) -> Vec<Fact> {
        let heard = self.vocabulary.hear(&event.aggregate_type, &event.event_type, &event.event_version, &event.payload);
        let Some(Ok(telling)) = heard else { return Vec::new() };
        legal::facts_of(event.aggregate_id, &telling, &event.agency, &event.org, &event.division)
    }
}

/// The rules that would be broken and that bar a person.
async fn broken(
    pool: &PgPool,
    law: &Law,
    record: RecordId,
    facts: Vec<Fact>,
) -> Result<Vec<(&'static Spanning, kernel::Breach)>, StoreError> {
    let broken = read::would_break(pool, law, record, &facts, kernel::time::now()).await.map_err(|error| match error {
        ReadError::Broken(error) | ReadError::Unavailable(error) => StoreError::Unavailable(error),
    })?;
    Ok(broken.iter().filter_map(kernel::law::Across::breach).filter(|(rule, _)| rule.bars).collect())
}

/// What the law would know if this were done; nothing for acts that no rule over several records speaks of.
fn hypothetical(acting: &Acting, action: &Action) -> Vec<Fact> {
    let of_rules = SPANNING.iter().flat_map(|rule| rule.acts).filter(|(code, _)| *code == action.code);
    let fact = |(_, fact): &(&str, kernel::LegalFact)| Fact {
        fact: *fact,
        when: When::Day(acting.on),
        record: acting.record,
        part: action.label.as_ref().map_or_else(|| action.code.to_owned(), |label| format!("{}/{label}", action.code)),
        about: action.label.as_deref().and_then(|label| About::of(*fact, label)),
        agency: acting.agency.clone(),
        org: acting.org.clone(),
        to: None,
        division: acting.division.clone(),
        until: None,
        encloses: Vec::new(),
        case_of: None,
        recorded: 0,
        recorded_at: kernel::time::now(),
        withdrawn: None,
    };
    of_rules.map(fact).collect()
}
