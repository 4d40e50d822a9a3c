//! A report (报送): one fact that an agency states, with its public schema and a golden example.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Kind, Refusal, Told, When};

/// The data of one report type and version. Public contract: only ever added to.
pub trait Report: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// The type without agency and version: `inspection.visited`.
    const TYPE: &'static str;
    /// The version, from 1.
    const VERSION: u16 = 1;
    /// A golden example of the whole envelope, kept in `reports/<type>.v<version>.json`.
    const EXAMPLE: &'static str;

    /// When the reported fact occurred.
    fn when(&self) -> When;

    /// Whether the report contradicts itself.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    fn check(&self) -> Result<(), Refusal> {
        Ok(())
    }
}

/// A part that should not have been reported is taken back (撤回). Every kind of record has it as `<record>.withdrawn`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// When it was taken back.
    pub on: When,
    /// The part, such as `visited` or `rechecked/2`; of a shared record the sender's own, named without the sender.
    pub part: String,
    /// Why.
    pub reason: String,
}

impl Withdrawal {
    /// Whether it can be meant: it has a reason, it says which report it takes back, and `kind` has such a part.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn check(&self, kind: &Kind, told: &Told) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::contradiction("撤回须写明理由", "taking a part back needs a reason"));
        }
        if told.corrects.is_none() {
            return Err(Refusal::contradiction(
                "撤回须在corrects中写明所撤回的报送",
                "say in `corrects` which report is taken back",
            ));
        }
        if self.part.split('/').next().is_none_or(|stage| kind.stage(stage).is_none()) {
            let (zh, en) =
                (format!("{}没有“{}”这一部分", kind.zh, self.part), format!("{} has no part {:?}", kind.en, self.part));
            return Err(Refusal::contradiction(zh, en));
        }
        Ok(())
    }
}

/// Declares a report: `report!(Visited = "inspection.visited")`, with `, check` if the type has a `fn consistent(&self) -> Result<(), Refusal>`.
///
/// The type has a field `on: When`; its golden example is `reports/<type>.v1.json` of the crate.
#[macro_export]
macro_rules! report {
    ($name:ident = $kind:literal $(, $check:ident)?) => {
        impl $crate::Report for $name {
            const TYPE: &'static str = $kind;
            const EXAMPLE: &'static str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/", $kind, ".v1.json"));

            fn when(&self) -> $crate::When {
                self.on.clone()
            }

            $(fn $check(&self) -> Result<(), $crate::Refusal> {
                self.consistent()
            })?
        }
    };
}

/// The data of reports that say when something was, each with its own fields: `on` comes first and unknown fields are refused.
///
/// `Serialize`, `Deserialize`, `JsonSchema` and `When` must be in scope.
#[macro_export]
macro_rules! data {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field:meta])* $key:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// When.
            pub on: When,
            $($(#[$field])* pub $key: $type,)*
        }
    )*};
}
