//! Messages that must be put aside, one kind for each way in which a report can be wrong.

use kernel::{Envelope, MessageId, RecordKey};
use serde_json::Value;
use uuid::Uuid;

use crate::city::{Agency, City};
use crate::disturb::withdrawal;
use crate::draw::Draw;
use crate::made;
use crate::shot::{Shot, ShotKind};
use crate::statement::{Statement, Subject};

/// What is wrong with a message. Each comes on the sender's own subjects, where the bus lets it through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defect {
    /// Bytes that are no text.
    Undecodable,
    /// A report in GB18030.
    Gb18030,
    /// A report that breaks off.
    Truncated,
    /// A null character.
    NullCharacter,
    /// A type that no agency has.
    UnknownType,
    /// A version that the type does not have.
    UnknownVersion,
    /// An envelope without `time`.
    MissingTime,
    /// Data without `on`.
    MissingField,
    /// 30 February.
    ImpossibleDate,
    /// A credit code whose check digit is wrong.
    CheckDigit,
    /// A division that does not exist.
    UnknownDivision,
    /// Another county's division.
    WrongDivision,
    /// An organisation that is not listed.
    UnknownOrganisation,
    /// The subject of another type.
    WrongSubject,
    /// A report of another agency's business.
    WrongAgency,
    /// Another organisation's record.
    ForeignRecord,
    /// Not marked as simulated.
    Unmarked,
    /// A withdrawal that does not say of what.
    Contradiction,
    /// Another body under the id of a report that was sent.
    SameId,
    /// A body over the size limit.
    TooLarge,
}

impl Defect {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Undecodable,
        Self::Gb18030,
        Self::Truncated,
        Self::NullCharacter,
        Self::UnknownType,
        Self::UnknownVersion,
        Self::MissingTime,
        Self::MissingField,
        Self::ImpossibleDate,
        Self::CheckDigit,
        Self::UnknownDivision,
        Self::WrongDivision,
        Self::UnknownOrganisation,
        Self::WrongSubject,
        Self::WrongAgency,
        Self::ForeignRecord,
        Self::Unmarked,
        Self::Contradiction,
        Self::SameId,
        Self::TooLarge,
    ];

    /// The reason code under which it is put aside.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Undecodable | Self::Gb18030 => "not-utf8",
            Self::Truncated => "not-json",
            Self::NullCharacter => "null-character",
            Self::UnknownType => "unknown-type",
            Self::UnknownVersion => "unknown-version",
            Self::MissingTime => "wrong-envelope",
            Self::MissingField | Self::ImpossibleDate | Self::CheckDigit => "wrong-data",
            Self::UnknownDivision => "unknown-division",
            Self::WrongDivision => "wrong-division",
            Self::UnknownOrganisation => "unknown-organisation",
            Self::WrongSubject => "wrong-subject",
            Self::WrongAgency => "wrong-agency",
            Self::ForeignRecord => "not-your-record",
            Self::Unmarked => "simulated-elsewhere",
            Self::Contradiction => "contradiction",
            Self::SameId => "same-id-other-body",
            Self::TooLarge => "too-large",
        }
    }

    /// A defect that `statement` can have; none if the one that was drawn does not suit it.
    pub(crate) fn draw(draw: &mut Draw, oversized: bool, statement: &Statement, subject: &Subject) -> Option<Self> {
        let all = if oversized { Self::ALL } else { &Self::ALL[..Self::ALL.len() - 1] };
        let of_a_county = statement.org.as_str().ends_with(|c: char| c.is_ascii_digit());
        let suits = |defect: Self| match defect {
            Self::CheckDigit => statement.data.get().contains("\"entity\":\""),
            Self::WrongDivision => of_a_county,
            Self::WrongAgency => !subject.shared && statement.agency != Agency::Police,
            Self::Undecodable
            | Self::Gb18030
            | Self::Truncated
            | Self::NullCharacter
            | Self::UnknownType
            | Self::UnknownVersion
            | Self::MissingTime
            | Self::MissingField
            | Self::ImpossibleDate
            | Self::UnknownDivision
            | Self::UnknownOrganisation
            | Self::WrongSubject
            | Self::ForeignRecord
            | Self::Unmarked
            | Self::Contradiction
            | Self::SameId
            | Self::TooLarge => true,
        };
        // Another try each, so that rare defects are not rarer than they must be.
        (0..8).map(|_| *draw.pick(all)).find(|defect| suits(*defect))
    }

    /// `envelope` with this defect.
    pub(crate) fn shot(self, mut envelope: Envelope, statement: &Statement, city: &City, draw: &mut Draw) -> Shot {
        let other = city.counties.iter().find(|seat| Some(seat.division.as_str()) != statement.county.as_deref());
        let other = other.unwrap_or(&city.whole);
        let mut org = envelope.org.clone();
        let proper = envelope.id;
        if self != Self::SameId {
            // A sender that notices its mistake sends a new message.
            envelope.id = MessageId(Uuid::new_v5(&proper.0, self.code().as_bytes()));
        }
        match self {
            Self::NullCharacter => envelope.source.push('\0'),
            Self::UnknownType => envelope.report_type.kind.push_str("-unheard-of"),
            Self::UnknownVersion => envelope.report_type.version += 8,
            Self::MissingField => edit(&mut envelope, |data| drop(data.remove("on"))),
            Self::ImpossibleDate => edit(&mut envelope, |data| drop(data.insert("on".into(), "2025-02-30".into()))),
            Self::CheckDigit => {
                let text = envelope.data.get().to_owned();
                envelope.data = made::raw(&serde_json::from_str::<Value>(&text).map(wrong_digit).unwrap_or_default());
            }
            Self::UnknownDivision => envelope.division = made::no_division(),
            Self::WrongDivision => envelope.division = other.division.clone(),
            Self::WrongAgency => {
                let seats = city.counties.iter().chain([&city.whole]);
                let seat = seats.into_iter().find(|seat| *seat.org(statement.agency) == envelope.org);
                org = seat.unwrap_or(&city.whole).org(Agency::Police).clone();
                envelope.org = org.clone();
            }
            Self::ForeignRecord => {
                let owner = other.org(statement.agency);
                let owner = if *owner == org { city.whole.org(statement.agency) } else { owner };
                envelope.subject = RecordKey::new(format!("{owner}/{}", envelope.subject)).unwrap_or(envelope.subject);
            }
            Self::Unmarked => envelope.mark = None,
            Self::Contradiction => {
                envelope.report_type = withdrawal(&envelope.report_type);
                let data = serde_json::json!({"on": statement.when.first_day(), "part": statement.own_part, "reason": "示例：未写明所撤回的报送"});
                (envelope.corrects, envelope.data) = (None, made::raw(&data));
            }
            Self::SameId => envelope.source.push_str("/again"),
            Self::Undecodable
            | Self::Gb18030
            | Self::Truncated
            | Self::MissingTime
            | Self::UnknownOrganisation
            | Self::WrongSubject
            | Self::TooLarge => {}
        }
        let mut subject = envelope.report_type.subject(&org);
        if self == Self::UnknownOrganisation {
            envelope.org = made::nobody();
        }
        if self == Self::WrongSubject {
            subject.push_str("-other");
        }
        let message = envelope.id;
        let body = self.spoil(made::bytes(&envelope), draw);
        Shot { org, subject, message, body, kind: ShotKind::Defective(self) }
    }

    /// What is wrong with the bytes themselves.
    fn spoil(self, body: Vec<u8>, draw: &mut Draw) -> Vec<u8> {
        let text = String::from_utf8_lossy(&body);
        match self {
            Self::Undecodable => (0..200).map(|_| u8::try_from(draw.between(0x80, 0xFF)).unwrap_or(0xFF)).chain([0xFF]).collect(),
            Self::Gb18030 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            Self::Truncated => {
                let end = draw.between(1, i64::try_from(text.len()).unwrap_or(1) - 1);
                let end = usize::try_from(end).unwrap_or(1);
                let end = (1..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(1);
                text[..end].as_bytes().to_vec()
            }
            Self::MissingTime => text.replacen("\"time\":", "\"Time\":", 1).into_bytes(),
            Self::TooLarge => {
                let mut padded = body;
                padded.resize((1 << 20) + 1, b' ');
                padded
            }
            Self::NullCharacter
            | Self::UnknownType
            | Self::UnknownVersion
            | Self::MissingField
            | Self::ImpossibleDate
            | Self::CheckDigit
            | Self::UnknownDivision
            | Self::WrongDivision
            | Self::UnknownOrganisation
            | Self::WrongSubject
            | Self::WrongAgency
            | Self::ForeignRecord
            | Self::Unmarked
            | Self::Contradiction
            | Self::SameId => body,
        }
    }
}

fn edit(envelope: &mut Envelope, change: impl FnOnce(&mut serde_json::Map<String, Value>)) {
    if let Ok(Value::Object(mut data)) = serde_json::from_str(envelope.data.get()) {
        change(&mut data);
        envelope.data = made::raw(&Value::Object(data));
    }
}

/// Every credit code in `value` with its last character changed.
fn wrong_digit(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| match (key.as_str(), value) {
                ("entity", Value::String(mut code)) => {
                    let last = code.pop();
                    code.push(if last == Some('0') { '1' } else { '0' });
                    (key, Value::String(code))
                }
                (_, value) => (key, wrong_digit(value)),
            })
            .collect(),
        Value::Array(list) => list.into_iter().map(wrong_digit).collect(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}
