//! What each of the three organs reports alike of a consultation (咨询): that it asked another about the case, and that it answered (E17 第二十四条).
//!
//! A question is known by the number of its letter, which the answer names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::written;
use crate::parts::label;
use crate::{OrgId, Refusal, When};

crate::data! {
    /// It asked another organ about the case (咨询).
    Consulted {
        /// Number of the letter that asks (咨询函文号), by which the answer names it.
        question: String,
        /// Who is asked.
        to: OrgId,
        /// What is asked, without names of natural persons.
        asks: String,
    }

    /// It answered a question in writing (咨询答复).
    ConsultationAnswered {
        /// Number of the letter that asked.
        question: String,
        /// What it answers, without names of natural persons.
        answer: String,
        /// Number of its own letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }
}

crate::report!(Consulted = "transfer.consulted", check);
crate::report!(ConsultationAnswered = "transfer.consultation-answered", check);

impl Consulted {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.question)?;
        written(&self.asks, "咨询事项", "what is asked")
    }
}

impl ConsultationAnswered {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.question)?;
        written(&self.answer, "答复意见", "the answer")
    }
}
