//! One telling of a part in the words that the read tables need, and how it is kept for the next fold.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::parts::Part;
use kernel::{Alert, Aside, Attribute, Enclosed, LegalFact, Mention, MessageId, Says, SubjectId, Telling, Tie, Told, When};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Fact, Lawful, Who};
use crate::links::Said;
use crate::mentioned::{kind_of, subject_of};

/// A part of a record with all its tellings: a later one may show that an earlier one stands after all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct PartState {
    pub(super) name: String,
    /// Follows from the tellings.
    #[serde(skip)]
    pub(super) part: Part,
    pub(super) tellings: Vec<Standing>,
}

impl PartState {
    pub(super) fn add(&mut self, telling: Standing) {
        let told = Told {
            message: MessageId(telling.message),
            corrects: telling.corrects.map(MessageId),
            when: telling.when.clone(),
            stated: telling.stated,
            act: false,
        };
        if telling.withdrawn {
            self.part.take_back(&told);
        } else if self.part.record(&told) {
            let named = |tie: &Tie| if let Tie::Names(thing) = tie { Some(thing.clone()) } else { None };
            self.part.naming(telling.ties.iter().filter_map(named));
            self.part.passing(telling.asides.iter());
        }
        self.tellings.push(telling);
    }

    /// The telling that stands, whether it tells something or takes the part back.
    pub(super) fn standing(&self) -> Option<&Standing> {
        let message = self.part.standing()?;
        self.tellings.iter().find(|telling| telling.message == message.0)
    }

    /// The telling that stands, unless it takes the part back.
    pub(super) fn true_now(&self) -> Option<&Standing> {
        self.standing().filter(|standing| !standing.withdrawn)
    }

    /// Of the tellings that say anything of what `pick` asks for, the one that stands, else the one stated last.
    pub(super) fn said<'a, T: ?Sized>(
        &'a self,
        pick: impl Fn(&'a Standing) -> Option<&'a T>,
    ) -> Option<(&'a Standing, &'a T, bool)> {
        if let Some(standing) = self.true_now() {
            return pick(standing).map(|said| (standing, said, true));
        }
        let said = self.tellings.iter().filter_map(|telling| pick(telling).map(|said| (telling, said, false)));
        said.max_by_key(|(telling, ..)| (telling.stated, telling.message))
    }
}

/// One telling. It is kept in binary, field by field: a change of the fields is a new [`VERSION`](crate::VERSION).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) when: When,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub(super) stated: DateTime<Utc>,
    pub(super) message: Uuid,
    pub(super) corrects: Option<Uuid>,
    #[serde(with = "shared")]
    pub(super) who: Arc<Who>,
    pub(super) withdrawn: bool,
    pub(super) title: Option<String>,
    pub(super) outcome: Option<Cow<'static, str>>,
    /// The outcome that is over.
    pub(super) outcome_over: Option<Cow<'static, str>>,
    pub(super) place: Option<String>,
    pub(super) campaign: Option<String>,
    pub(super) amount: Option<(i64, Cow<'static, str>)>,
    pub(super) findings: Option<i32>,
    pub(super) counts: Vec<Counted>,
    pub(super) subjects: Vec<(SubjectId, Cow<'static, str>)>,
    pub(super) entity: Option<String>,
    #[serde(with = "by_name")]
    pub(super) legal: Vec<LegalFact>,
    /// Until when they grant what they grant.
    pub(super) until: Option<NaiveDate>,
    /// To whom they are addressed.
    pub(super) to: Option<String>,
    /// Of whom each of them is told, where they are told of several.
    #[serde(with = "by_name")]
    pub(super) of: Vec<String>,
    /// What goes with them.
    #[serde(with = "by_name")]
    pub(super) encloses: Vec<Enclosed>,
    /// What it tells of other parts in passing.
    #[serde(with = "by_name")]
    pub(super) asides: Vec<Aside>,
    #[serde(with = "by_name")]
    pub(super) links: Vec<Said>,
    #[serde(with = "by_name")]
    pub(super) alerts: Vec<Alert>,
    #[serde(with = "by_name")]
    pub(super) ties: Vec<Tie>,
}

/// One thing it counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Counted {
    pub(super) measure: Cow<'static, str>,
    pub(super) slot: String,
    amount: i64,
    unit: Cow<'static, str>,
    qualifier: Cow<'static, str>,
    pub(super) per_record: bool,
}

/// What many tellings share is kept with each.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(shared: &Arc<T>, to: S) -> Result<S::Ok, S::Error> {
        shared.as_ref().serialize(to)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Arc<T>, D::Error> {
        T::deserialize(from).map(Arc::new)
    }
}

/// What few tellings have, and what belongs to the kernel, is kept as JSON: by the names of its variants, not by their places.
mod by_name {
    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(items: &[T], to: S) -> Result<S::Ok, S::Error> {
        let text = if items.is_empty() { String::new() } else { serde_json::to_string(items).map_err(S::Error::custom)? };
        to.serialize_str(&text)
    }

    pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
        let text = <&str>::deserialize(from)?;
        if text.is_empty() { Ok(Vec::new()) } else { serde_json::from_str(text).map_err(D::Error::custom) }
    }
}

impl Standing {
    /// What `telling` says under `told`; `by` is the person who acted, where one did.
    pub(super) fn of(telling: &Telling, told: &Told, who: Arc<Who>, root: &kernel::DivisionCode, by: Option<&str>) -> Self {
        let mut standing = Self {
            when: told.when.clone(),
            stated: told.stated,
            message: told.message.0,
            corrects: told.corrects.map(|message| message.0),
            who,
            withdrawn: telling.withdrawn,
            title: None,
            outcome: None,
            outcome_over: None,
            place: None,
            campaign: None,
            amount: None,
            findings: None,
            counts: Vec::new(),
            subjects: Vec::new(),
            entity: None,
            legal: Vec::new(),
            until: None,
            to: None,
            of: Vec::new(),
            encloses: Vec::new(),
            asides: Vec::new(),
            links: Vec::new(),
            alerts: Vec::new(),
            ties: Vec::new(),
        };
        telling.says.iter().for_each(|says| standing.hear(says, root, by));
        standing
    }

    fn hear(&mut self, says: &Says, root: &kernel::DivisionCode, by: Option<&str>) {
        match says {
            Says::Attribute(attribute) => match attribute {
                Attribute::Title(text) => self.title = Some(text.clone()),
                Attribute::Outcome(code) => self.outcome = Some(Cow::Borrowed(code)),
                Attribute::OutcomeOver(code) => self.outcome_over = Some(Cow::Borrowed(code)),
                Attribute::Place(text) => self.place = Some(text.clone()),
                Attribute::Campaign(number) => self.campaign = Some(number.clone()),
                Attribute::Amount(money) => self.amount = Some((money.minor, Cow::Owned(money.currency.code().to_owned()))),
                Attribute::File(_) => {} // The pages read it from the events of the record.
                Attribute::Findings(n) => self.findings = Some(i32::try_from(*n).unwrap_or(i32::MAX)),
            },
            Says::Count(count) => self.counts.push(Counted {
                measure: Cow::Borrowed(count.measure),
                slot: count.slot.clone(),
                amount: count.quantity.amount,
                unit: Cow::Borrowed(count.quantity.unit.code()),
                qualifier: Cow::Borrowed(count.quantity.qualifier.code()),
                per_record: count.per_record,
            }),
            Says::Legal(fact) => self.legal.push(*fact),
            Says::Until(day) => self.until = Some(*day),
            Says::Of(label) => self.of.push(label.clone()),
            Says::To(org) => self.to = Some(org.to_string()),
            Says::Encloses(one) => self.encloses.push(one.clone()),
            Says::Aside(aside) => self.asides.push(aside.clone()),
            Says::Mention(mention) => {
                if let Mention::Entity(code, _) = mention {
                    self.entity = Some(code.to_string());
                }
                if let Mention::Premises(premises) = mention
                    && let Some(code) = &premises.entity
                {
                    self.entity = Some(code.to_string());
                    self.subjects.push((SubjectId::derive("entity", root, code.as_str()), Cow::Borrowed("entity")));
                }
                self.subjects.push((subject_of(mention, root), Cow::Borrowed(kind_of(mention))));
            }
            Says::Link(link, reason) => self.links.extend(Said::of(link, reason, by)),
            Says::Tie(tie) => self.ties.push(tie.clone()),
            Says::Alert(alert) => self.alerts.push(alert.clone()),
            Says::ArisesFrom(..) => {}
        }
    }

    /// That it states `fact` of `part`, which happened then.
    pub(super) fn lawful(&self, part: &str, fact: LegalFact, when: When) -> Lawful {
        Lawful {
            fact,
            part: part.to_owned(),
            message: self.message,
            when,
            until: None,
            to: self.to.clone(),
            of: None,
            encloses: Vec::new(),
            who: Arc::clone(&self.who),
        }
    }

    /// What it says of two things, if it does.
    pub(super) fn links(&self) -> Option<&[Said]> {
        (!self.links.is_empty()).then_some(self.links.as_slice())
    }

    /// The row of what `count` counts, told by `part`.
    pub(super) fn fact(&self, part: &str, count: &Counted) -> Fact {
        Fact {
            measure: count.measure.clone(),
            part: part.to_owned(),
            slot: count.slot.clone(),
            amount: count.amount,
            unit: count.unit.clone(),
            qualifier: count.qualifier.clone(),
            campaign: self.campaign.clone(),
            occurred_from: self.when.first_day(),
            occurred_on: self.when.last_day(),
            precision: self.when.precision().code(),
            who: Arc::clone(&self.who),
        }
    }
}
