//! The rules of a piece of evidence: what a report may state, and what a person may not do.

use std::collections::BTreeMap;

use kernel::evidence::EvidenceNumber;
use kernel::parts::{breaches, flags};
use kernel::{
    Action, Article, Asking, Breach, Class, Decider, DomainEvent, Field, File, FileHash, Identity, Kind, Parts, Refusal, Says,
    Stage, Withdrawal, procedure_law,
};
use serde::{Deserialize, Serialize};

use super::event::{Event, LABELLED, OF_STEPS, Said};
use crate::Account;

/// A piece of evidence as it stands: each part with what its standing telling says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    parts: Parts,
    standing: BTreeMap<String, (Account, Said)>,
}

/// What a piece of evidence is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// A step was taken.
    Tell(Account, Box<Said>),
    /// A part is taken back.
    Withdraw(Account, Withdrawal),
}

const CUSTODY: Article = procedure_law!("二百四十五", "245", "二百三十四", "234", "一百九十八", "198");

impl Decider for Evidence {
    const KIND: Kind = Kind {
        code: "joint-office.evidence",
        zh: "证据",
        en: "Evidence",
        class: Class::Evidence,
        identity: Identity::Shared,
        stages: &[
            Stage::first("taken", "取得", "taken"),
            Stage::after("handed-on", "移交", "handed on", &["taken"]),
            Stage::after("examined", "检验", "examined", &["taken"]),
            Stage::after("file-stored", "文件入库", "file stored", &["taken"]),
            Stage::after("disposed", "处理完毕", "kept no more", &["taken"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Tell(account, said) => {
                authority(&account, &said)?;
                Event::Told(account, said)
            }
            Command::Withdraw(account, data) => {
                data.check(&Self::KIND, &account.told)?;
                let data = account.own(data, LABELLED, OF_STEPS)?;
                Event::Withdrawn(account, data)
            }
        };
        let (told, part) = event.place();
        if self.parts.knows(&part, told) {
            return Ok(Vec::new());
        }
        if told.act && matches!(event, Event::Told(..)) {
            self.bars(&event)?;
        }
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        match event {
            Event::Told(account, said) => {
                // What was corrected before it arrived is kept, but it does not stand.
                if self.parts.record(&part, told) {
                    self.standing.insert(part, (account.clone(), (**said).clone()));
                }
            }
            Event::Withdrawn(..) => {
                if self.parts.take_back(&part, told) {
                    self.standing.remove(&part);
                }
            }
        }
    }

    /// What may be done to it. That its bytes are stored is not listed: whoever stores them says so with it (`jointcase file put`).
    fn actions(&self, asking: Asking<'_>) -> Vec<Action> {
        let told = |stage: &str| self.standing.keys().any(|part| part.split('/').next() == Some(stage));
        if !told("taken") || told("disposed") {
            return Vec::new();
        }
        let stages = Self::KIND.stages.iter();
        let open = stages.filter_map(|stage| Some((stage, needs(stage.code)?)));
        open.map(|(stage, needs)| Action {
            code: stage.code,
            zh: stage.zh,
            en: stage.en,
            article: CUSTODY.on(asking.on),
            label: None,
            needs: needs.to_vec(),
        })
        .collect()
    }
}

const SEAL: Field = Field::optional("seal_found", "所见封条号", "seal found on it");
const HANDED_ON: &[Field] = &[
    Field::required("step", "第几次移交", "which hand-over, from 1"),
    Field::required("from", "交出方", "who gives it"),
    Field::required("to", "接收方", "who receives it"),
    Field::required("purpose", "用途", "what for"),
    SEAL,
    Field::optional("new_seal", "新封条号", "new seal"),
];
const EXAMINED: &[Field] = &[
    Field::required("round", "第几次检验", "which examination, from 1"),
    Field::required("by", "检验单位", "who examined it"),
    SEAL,
    Field::optional("finding", "检验结果", "what was found"),
];
const DISPOSED: &[Field] = &[
    Field::required("how", "处理方式", "what became of it"),
    Field::required("by", "保管方", "who had it"),
    SEAL,
    Field::optional("to", "去向", "where it went"),
];

/// What an act needs; `None` for what is no act of its own.
fn needs(stage: &str) -> Option<&'static [Field]> {
    match stage {
        "handed-on" => Some(HANDED_ON),
        "examined" => Some(EXAMINED),
        "disposed" => Some(DISPOSED),
        _ => None,
    }
}

impl Evidence {
    /// What is out of order or does not agree, as the lists show it.
    pub fn flags(&self) -> Vec<String> {
        let said =
            self.standing.values().flat_map(|(account, said)| Event::Told(account.clone(), Box::new(said.clone())).tell().says);
        let ties: Vec<_> = said.filter_map(|says| if let Says::Tie(tie) = says { Some(tie) } else { None }).collect();
        let parts: Vec<_> = self.parts.iter().collect();
        flags(&Self::KIND, parts.into_iter()).into_iter().chain(breaches(ties.iter())).collect()
    }

    /// The file that it was stated to consist of.
    pub fn stated(&self) -> Option<&File> {
        self.standing.values().find_map(|(_, said)| if let Said::Taken(data) = said { data.file.as_ref() } else { None })
    }

    /// The later step whose photograph or record has these bytes, as it was stated.
    pub fn step_of(&self, hash: &FileHash) -> Option<String> {
        let states = |said: &Said| !matches!(said, Said::FileStored(_)) && said.file().is_some_and(|file| file.sha256 == *hash);
        self.standing.values().filter(|(_, said)| states(said)).find_map(|(_, said)| said.step())
    }

    /// Whether the bytes of `file` were said to be stored.
    pub fn holds(&self, file: &File) -> bool {
        self.standing.values().any(|(_, said)| matches!(said, Said::FileStored(data) if data.file == *file))
    }

    /// A person may not break the chain or store other bytes than were stated; that a seal differs is found, not done.
    fn bars(&self, event: &Event) -> Result<(), Refusal> {
        let known = self.flags();
        let mut after = self.clone();
        after.evolve(event);
        let new = after.flags().into_iter().find_map(|flag| if known.contains(&flag) { None } else { barred(&flag) });
        new.map_or(Ok(()), |breach| Err(breach.on(event.place().0.when.last_day()).refusal()))
    }
}

/// Why a person may not do what leads to `flag`; `None` if it bars nothing.
fn barred(flag: &str) -> Option<Breach> {
    let (what, part) = flag.split_once(':')?;
    let (code, zh, en) = match what {
        "gap" => ("gap", "尚未取得该证据，不得办理", "it has not been taken yet"),
        "early" => ("early", "不得早于取得证据的日期", "it cannot be earlier than the taking"),
        "restated" => ("done", "该事项已经办理", "it has been done"),
        "broken" => ("chain-broken", "交出方并非此前的保管方", "it would be given by one who does not have it"),
        "again" => ("handed-over-twice", "交出方此前已将其移交他人", "it has been handed on by that keeper already"),
        "gone" => ("gone", "证据已处理完毕，不再保管", "it is kept no more"),
        "differs" => {
            ("file-differs", "文件与已报送的哈希值或大小不符", "the file does not match the hash or size that was stated")
        }
        // What is found (a seal) or still to come (bytes) is no wrong of whoever says so.
        _ => return None,
    };
    Some(Breach::of(code, part, zh, en, CUSTODY))
}

/// That it was taken is told by whoever took it, under its own number; its later keepers tell the rest.
fn authority(account: &Account, said: &Said) -> Result<(), Refusal> {
    let number = EvidenceNumber::read(account.number.as_str())?;
    if number.key() != &account.number {
        return Err(Refusal::contradiction(
            format!("证据编号应写作“{}”", number.key().as_str()),
            format!("write the number of the evidence {:?}", number.key().as_str()),
        ));
    }
    if matches!(said, Said::Taken(_)) && *number.org() != account.org {
        return Err(Refusal::new(
            "not-your-record",
            format!("证据“{}”由“{}”取得，不能由“{}”报送其取得", account.number, number.org(), account.org),
            format!("evidence {} was taken by {}: {} cannot report that it was taken", account.number, number.org(), account.org),
        ));
    }
    Ok(())
}
