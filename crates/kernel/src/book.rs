//! The fold that all case records share: the parts of a record, what stands in each, and what the law says of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::parts::flags;
use crate::rule::{Label, Standing, bars, breach, label_of, round_of, stage_of, thing, thing_of};
use crate::{
    Action, Article, Aside, Asking, Breach, DomainEvent, Kind, MessageId, Parts, Refusal, Says, Stage, Told, When, Withdrawal,
    content,
};

/// An event that tells one part of its record.
pub trait Entry: Clone {
    /// The circumstances and the part that is told.
    fn place(&self) -> (&Told, String);

    /// What takes a part back.
    fn withdrawal(&self) -> Option<&Withdrawal>;

    /// Whom of the record it names, where its part is not theirs alone ([`crate::Tie::Names`]).
    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    /// What it says in passing of other parts ([`crate::Says::Aside`]).
    fn asides(&self) -> Vec<Aside> {
        Vec::new()
    }
}

/// The parts of a record, and of each the event that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Book<E> {
    parts: Parts,
    standing: BTreeMap<String, E>,
}

impl<E> Default for Book<E> {
    fn default() -> Self {
        Self { parts: Parts::default(), standing: BTreeMap::new() }
    }
}

impl<E> Book<E> {
    /// The parts with their circumstances.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// What stands in `part`.
    pub fn get(&self, part: &str) -> Option<&E> {
        self.standing.get(part)
    }

    /// What stands in each part of `stage`, by its label; a part without one has the empty label.
    pub fn of<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = (&'a str, &'a E)> {
        self.standing.iter().filter_map(move |(name, event)| {
            let rest = name.strip_prefix(stage)?;
            if rest.is_empty() { Some(("", event)) } else { rest.strip_prefix('/').map(|label| (label, event)) }
        })
    }

    /// All that stands, part by part.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &E)> {
        self.standing.iter().map(|(name, event)| (name.as_str(), event))
    }

    /// When `part`, as it stands, happened.
    pub fn when(&self, part: &str) -> Option<&When> {
        self.parts.iter().find(|(name, standing)| *name == part && !standing.withdrawn()).and_then(|(_, part)| part.when())
    }

    /// The latest of `parts` that stand, by its day and then by their order here.
    pub fn latest<'a>(&self, parts: &'a [String]) -> Option<&'a str> {
        let dated = parts.iter().enumerate().filter_map(|(at, part)| Some(((self.when(part)?.last_day(), at), part.as_str())));
        dated.max().map(|(_, part)| part)
    }

    /// The labels of `stages`, as far as they stand.
    pub fn labels(&self, stages: &[&str]) -> BTreeSet<String> {
        let named = self.standing.keys().filter(|name| stages.contains(&stage_of(name)));
        named.filter_map(|name| label_of(name)).map(ToOwned::to_owned).collect()
    }

    /// What `stages` tell of, as far as they stand: their labels without the rounds.
    pub fn things(&self, stages: &[&str]) -> BTreeSet<String> {
        self.labels(stages).iter().map(|label| thing(label).to_owned()).collect()
    }

    /// The rounds of `stage` that happened to `thing`, as far as they stand.
    pub fn rounds<'a>(&'a self, stage: &'a str, thing: &'a str) -> impl Iterator<Item = &'a str> {
        self.standing.keys().map(String::as_str).filter(move |name| stage_of(name) == stage && thing_of(name) == Some(thing))
    }

    /// Where the parts break the law.
    pub fn breaches(&self, kind: &Kind) -> Vec<Breach> {
        let breach = |(part, rule): (&str, &'static crate::Rule)| {
            let breach = rule.breach(part);
            self.when(part).map_or(breach.clone(), |when| breach.on(when.last_day()))
        };
        Standing::of(kind, self.parts.iter()).broken().into_iter().map(breach).collect()
    }

    /// What may be done on that day: every stage under a law that would break neither order nor law.
    pub fn actions(&self, kind: &Kind, asking: Asking<'_>) -> Vec<Action> {
        let told = Told {
            message: MessageId(Uuid::nil()),
            corrects: None,
            when: When::Day(asking.on),
            stated: chrono::DateTime::UNIX_EPOCH,
            act: true,
        };
        let mut actions = Vec::new();
        for (stage, law) in kind.stages.iter().filter_map(|stage| Some((stage, stage.law?))) {
            let labels: Vec<Option<String>> = match law.label {
                Label::Whole | Label::New => vec![None],
                // Also of what it follows: a decision may have been served before it was told of.
                Label::Of(stages) => self.labels(&[stages, stage.after].concat()).into_iter().map(Some).collect(),
                Label::Each(stages) => self.things(&[stages, stage.after].concat()).into_iter().map(Some).collect(),
                Label::Rounds(stages) => {
                    let things = self.things(&[stages, stage.after].concat());
                    things.iter().flat_map(|thing| self.next_rounds(stage.code, thing)).map(Some).collect()
                }
                Label::RoundsAmong(labels) => {
                    labels.iter().flat_map(|label| self.next_rounds(stage.code, label)).map(Some).collect()
                }
                Label::Again => {
                    let told = u16::try_from(self.of(stage.code).count()).unwrap_or(u16::MAX);
                    (1..=told.saturating_add(1)).map(|round| (round > 1).then(|| round.to_string())).collect()
                }
                Label::Numbered => {
                    let told = self.labels(&[stage.code]);
                    let last = told.iter().filter_map(|label| label.parse().ok()).max().unwrap_or(0_u16);
                    (1..=last.saturating_add(1)).map(|number| Some(number.to_string())).collect()
                }
                Label::Among(labels) => labels.iter().map(|label| Some((*label).to_owned())).collect(),
            };
            for label in labels {
                let part = match (&label, law.label) {
                    (Some(label), _) => format!("{}/{label}", stage.code),
                    (None, Label::New) => format!("{}/\u{0}", stage.code), // A label that no part can have.
                    (
                        None,
                        Label::Whole
                        | Label::Of(_)
                        | Label::Each(_)
                        | Label::Rounds(_)
                        | Label::RoundsAmong(_)
                        | Label::Again
                        | Label::Numbered
                        | Label::Among(_),
                    ) => stage.code.to_owned(),
                };
                if self.standing.contains_key(&part) || self.barred(kind, &part, &told, (&[], &[])).is_some() {
                    continue;
                }
                let Stage { code, zh, en, .. } = *stage;
                actions.push(Action { code, zh, en, article: law.article.on(asking.on), label, needs: law.needs.to_vec() });
            }
        }
        actions
    }

    /// The labels of the rounds of `stage` that may come next for `thing`: up to the one after those that were told.
    fn next_rounds(&self, stage: &str, thing: &str) -> Vec<String> {
        let told = self.rounds(stage, thing).count();
        (1..=u16::try_from(told).unwrap_or(u16::MAX).saturating_add(1)).map(|round| round_of(thing, round)).collect()
    }

    /// Why a person may not do `part` so, to those whom it names and with what it says in passing.
    fn barred(&self, kind: &Kind, part: &str, told: &Told, (names, asides): (&[String], &[Aside])) -> Option<Breach> {
        let mut after = self.parts.clone();
        after.record_of(part, told, names, asides);
        let known = Standing::of(kind, self.parts.iter()).broken();
        let new = Standing::of(kind, after.iter()).broken();
        let new = new.iter().find(|one| one.1.bars() && !known.contains(one)).map(|(part, rule)| rule.breach(part));
        new.or_else(|| out_of_order(kind, &after, part))
    }
}

impl<E: DomainEvent> Book<E> {
    /// Where what the parts say breaks the law: what only the record's content shows.
    pub fn content(&self, kind: &Kind) -> Vec<Breach> {
        let said: Vec<Says> = self.standing.values().flat_map(|event| event.tell().says).collect();
        let ties = said.iter().filter_map(|says| if let Says::Tie(tie) = says { Some(tie) } else { None });
        content::flags(ties).iter().filter_map(|flag| breach(kind, flag)).collect()
    }
}

impl<E: Entry> Book<E> {
    /// What is to be remembered of `event`: nothing if it is known. `own` finds the breaches that only the record's content shows.
    ///
    /// # Errors
    /// Where a person acts and the law bars it; where a part is taken back that cannot be.
    pub fn admit(&self, kind: &Kind, event: E, own: impl Fn(&Self) -> Vec<Breach>) -> Result<Vec<E>, Refusal> {
        let (told, part) = event.place();
        if let Some(back) = event.withdrawal() {
            back.check(kind, told)?;
        }
        if self.parts.knows(&part, told) {
            return Ok(Vec::new());
        }
        if told.act && event.withdrawal().is_none() {
            let mut after = self.clone();
            after.evolve(&event);
            let known = own(self);
            let barred = self.barred(kind, &part, told, (&event.names(), &event.asides()));
            let broken = barred.or_else(|| own(&after).into_iter().find(|one| !known.contains(one) && bars(kind, &part, one)));
            if let Some(breach) = broken {
                return Err(breach.on(told.when.last_day()).refusal());
            }
        }
        Ok(vec![event])
    }

    /// Takes what happened into the parts; true if it stands.
    pub fn evolve(&mut self, event: &E) -> bool {
        let (told, part) = event.place();
        let back = event.withdrawal().is_some();
        let stands = if back {
            self.parts.take_back(&part, told)
        } else {
            self.parts.record_of(&part, told, &event.names(), &event.asides())
        };
        if !stands {
            return false; // Corrected before it arrived: kept, but it does not stand.
        }
        if back {
            self.standing.remove(&part);
        } else {
            self.standing.insert(part, event.clone());
        }
        true
    }
}

/// What is out of order about `part`: nothing stands that it follows, it comes too early, or it has been done already.
fn out_of_order(kind: &Kind, parts: &Parts, part: &str) -> Option<Breach> {
    let stage = kind.stage(part.split('/').next().unwrap_or(part))?;
    let all: Vec<_> = parts.iter().collect();
    let flag = flags(kind, all.into_iter()).into_iter().find_map(|flag| {
        let (what, which) = flag.split_once(':')?;
        (which == part).then(|| what.to_owned())
    })?;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for before in stage.after.iter().filter_map(|code| kind.stage(code)) {
        zh.push(before.zh);
        en.push(before.en);
    }
    let (zh, en) = (zh.join("”或“"), en.join("\" or \""));
    let article = stage.law.map_or(Article::new("本记录的办理顺序", "the order of this record"), |law| law.article);
    Some(match flag.as_str() {
        "gap" => Breach::of(
            "gap",
            part,
            format!("须先“{zh}”，方可“{}”", stage.zh),
            format!("\"{}\" needs \"{en}\" first", stage.en),
            article,
        ),
        "early" => Breach::of(
            "early",
            part,
            format!("“{}”不得早于“{zh}”", stage.zh),
            format!("\"{}\" cannot be earlier than \"{en}\"", stage.en),
            article,
        ),
        _ => Breach::of("done", part, format!("“{}”已经办理", stage.zh), format!("\"{}\" has been done", stage.en), article),
    })
}

/// Declares what a record is told, which is what it remembers: an enum of `Variant(Told, Data)` with the tag and the part of each, and
/// `Withdrawn`; and whom its events name, or of what other parts they speak in passing, where they do. It brings [`Entry`], `tag` and
/// `mount`: every `Data` is a report.
#[macro_export]
macro_rules! entries {
    (
        $(#[$meta:meta])*
        $vis:vis enum $event:ident {
            $($(#[$doc:meta])* $variant:ident($data:ty) = $tag:literal, |$of:pat_param| $part:expr;)*
        }
        withdrawn = $back:literal $(, names = $names:expr)? $(, asides = $asides:expr)?
    ) => {
        $(#[$meta])*
        #[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        $vis enum $event {
            $($(#[$doc])* $variant($crate::Told, $data),)*
            /// A part was taken back.
            Withdrawn($crate::Told, $crate::Withdrawal),
        }

        impl $event {
            const fn tag(&self) -> &'static str {
                match self {
                    $(Self::$variant(..) => $tag,)*
                    Self::Withdrawn(..) => $back,
                }
            }

            pub(crate) fn mount<D: $crate::Decider<Command: From<Self>>>(host: &mut impl $crate::Host) {
                $(host.report::<$data, D>(|heading, data| {
                    D::Command::from(Self::$variant(heading.told($crate::Report::when(&data)), data))
                });)*
                host.withdrawal::<D>(|heading, data| D::Command::from(Self::Withdrawn(heading.told(data.on.clone()), data)));
            }
        }

        impl $crate::Entry for $event {
            fn place(&self) -> (&$crate::Told, String) {
                match self {
                    $(Self::$variant(told, $of) => (told, String::from($part)),)*
                    Self::Withdrawn(told, data) => (told, data.part.clone()),
                }
            }

            fn withdrawal(&self) -> Option<&$crate::Withdrawal> {
                match self {
                    Self::Withdrawn(_, back) => Some(back),
                    $(Self::$variant(..) => None,)*
                }
            }

            $(fn names(&self) -> Vec<String> {
                $names(self)
            })?

            $(fn asides(&self) -> Vec<$crate::Aside> {
                $asides(self)
            })?
        }
    };
}
