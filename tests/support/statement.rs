//! A report as a test states it: what matters is named, the rest of the envelope is filled in.

use bus::Outgoing;
use ingest::Arrived;
use kernel::{MessageId, OrgId, RecordKey};
use serde_json::{Value, json};

/// A report that is yet to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Who states it.
    pub org: String,
    /// The whole envelope.
    pub envelope: Value,
}

impl Statement {
    /// `org` states `data` as a report of type `kind` (`food-drug.inspection.visited`) about its record `number`, in Rencheng.
    ///
    /// # Panics
    /// Never: the names in tests are names.
    pub fn new(org: &str, kind: &str, number: &str, data: Value) -> Self {
        let envelope = json!({
            "specversion": "1.0",
            "id": "",
            "source": format!("/{org}/tests"),
            "type": format!("jointcase.{kind}.v1"),
            "subject": number,
            "time": "2016-09-01T09:00:00+08:00",
            "org": org,
            "division": "370811000000",
            "data": data,
        });
        Self { org: org.to_owned(), envelope }.identified()
    }

    /// The same, stated at another time.
    #[must_use]
    pub fn stated(self, time: &str) -> Self {
        self.with("time", json!(time)).identified()
    }

    /// The same, as a correction of `other`.
    #[must_use]
    pub fn correcting(self, other: &Self) -> Self {
        self.with("corrects", json!(other.message())).identified()
    }

    /// The same with another value in its envelope, under the same id.
    #[must_use]
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.envelope[field] = value;
        self
    }

    /// The same without a field of its envelope, under the same id.
    #[must_use]
    pub fn without(mut self, field: &str) -> Self {
        self.envelope.as_object_mut().expect("an envelope").remove(field);
        self
    }

    /// The same under the id that its content gives it.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn identified(self) -> Self {
        let mut content = self.envelope.clone();
        content["id"] = Value::Null;
        let key = RecordKey::new(self.envelope["subject"].as_str().expect("a number")).expect("a number");
        let id = MessageId::derive(&OrgId::new(self.org.as_str()).expect("an org"), &key, 1, &content.to_string());
        self.with("id", json!(id))
    }

    /// Its id.
    ///
    /// # Panics
    /// Never: a statement has one.
    pub fn message(&self) -> MessageId {
        serde_json::from_value(self.envelope["id"].clone()).expect("an id")
    }

    /// The subject on which it belongs.
    ///
    /// # Panics
    /// Never.
    pub fn subject(&self) -> String {
        let kind = self.envelope["type"].as_str().expect("a type");
        let kind = kind.strip_prefix("jointcase.").and_then(|kind| kind.rsplit_once(".v")).expect("a type").0;
        let (agency, kind) = kind.split_once('.').expect("an agency");
        format!("report.{agency}.{}.{kind}", self.org)
    }

    /// Its bytes.
    pub fn body(&self) -> Vec<u8> {
        self.envelope.to_string().into_bytes()
    }

    /// As it is sent.
    pub fn outgoing(&self) -> Outgoing {
        Outgoing { message: self.message(), subject: self.subject(), body: self.body().into() }
    }

    /// As it arrives at the door.
    pub fn arrived(&self) -> Arrived {
        Arrived { subject: self.subject(), body: self.body().into(), by: None, act: false }
    }

    /// As it arrives where `person` does it here and now.
    pub fn done_by(&self, person: &str) -> Arrived {
        Arrived { act: true, ..self.stated_by(person) }
    }

    /// As it arrives where `person` states that it was done.
    pub fn stated_by(&self, person: &str) -> Arrived {
        Arrived { by: Some(format!("{person} of {} (not authenticated)", self.org)), ..self.arrived() }
    }
}
