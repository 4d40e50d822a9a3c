//! Places that joint work found with problems or governed at the source: one report per place, so that a figure opens into rows.

use kernel::parts::label;
use kernel::{Count, Mention, Premises, Qualifier, Quantity, Refusal, Says, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Account;

/// One place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The reporter's label for it within the record, such as `1`.
    pub label: String,
    /// What is known of it; a premises that several organisations name is counted once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Premises>,
    /// How many places it stands for: one, unless a source gives a number only. A row of 0 `at-least` says "and more" (余).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub quantity: Quantity,
}

const fn one() -> Quantity {
    Quantity::count(1)
}

fn is_one(quantity: &Quantity) -> bool {
    *quantity == one()
}

impl Place {
    /// Whether it contradicts itself.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        label(&self.label)?;
        let Quantity { amount, unit, qualifier } = self.quantity;
        let counted = match qualifier {
            Qualifier::Exact => amount >= 1,
            Qualifier::AtLeast => amount >= 0,
        };
        if unit != Unit::Item || !counted {
            return Err(Refusal::contradiction(
                "场所数量须以处计；为0时只能表示“余”（at-least）",
                "places are counted in items; an amount of 0 can only say \"and more\" (at-least)",
            ));
        }
        let Some(premises) = &self.premises else { return Ok(()) };
        if self.quantity != one() {
            return Err(Refusal::contradiction("写明名称的场所只能计1处", "a premises that is named counts as one"));
        }
        premises.check()
    }

    /// What `account` says of it: counted as `measure`, once however many organisations name the premises.
    pub(crate) fn says(&self, account: &Account, measure: &'static str) -> Vec<Says> {
        let slot = self.premises.as_ref().map_or_else(|| format!("{}/{}", account.org, self.label), Premises::key);
        let mut says = vec![Count::once_per_record_in(measure, slot, self.quantity)];
        says.extend(self.premises.clone().map(|premises| Says::Mention(Mention::Premises(premises))));
        says
    }
}
