//! What a case led to: dens, gangs, seized goods, the amount involved, its solution.

use kernel::parts::label;
use kernel::{Money, Premises, Qualifier, Quantity, Refusal, Unit, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::item::Kept;

/// A den was destroyed (捣毁窝点).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DenDestroyed {
    /// When.
    pub on: When,
    /// The den's label within the case, such as `1`.
    pub den: String,
    /// Where it was, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Premises>,
}

/// A gang was broken (打掉团伙).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GangBroken {
    /// When.
    pub on: When,
    /// The gang's label within the case, such as `1`.
    pub gang: String,
    /// How many belonged to it, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u32>,
}

/// Goods were seized (查扣物品).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoodsSeized {
    /// When.
    pub on: When,
    /// The number or label of the list (扣押清单).
    pub list: String,
    /// What, line by line.
    pub goods: Vec<Goods>,
}

/// One line of a list of seized goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// The kind.
    pub kind: GoodsKind,
    /// In words.
    pub name: String,
    /// How much: items, grams or millilitres.
    pub quantity: Quantity,
    /// Its label within the case, where its further way is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Who keeps it: a unit or a post, never a person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeper: Option<String>,
    /// Where, under which seal, shown by which file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// The kinds of seized goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsKind {
    /// 食品.
    Food,
    /// 药品、医疗器械.
    Drug,
    /// 添加剂、非法添加物.
    Additive,
    /// 原料、包装.
    Material,
    /// 设备、工具、车辆.
    Equipment,
    /// 危险废物.
    HazardousWaste,
    /// 其他.
    Other,
}

impl GoodsKind {
    /// The name under which it is stored.
    pub(in crate::case) const fn code(self) -> &'static str {
        match self {
            Self::Food => "food",
            Self::Drug => "drug",
            Self::Additive => "additive",
            Self::Material => "material",
            Self::Equipment => "equipment",
            Self::HazardousWaste => "hazardous-waste",
            Self::Other => "other",
        }
    }
}

/// The amount involved was established (查明涉案金额); what is established later corrects it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmountEstablished {
    /// When.
    pub on: When,
    /// The amount with its currency.
    pub amount: Money,
    /// Exact, or a lower bound.
    #[serde(default)]
    pub qualifier: Qualifier,
}

/// The case was solved (破案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Solved {
    /// When.
    pub on: When,
}

kernel::report!(DenDestroyed = "case.den-destroyed", check);
kernel::report!(GangBroken = "case.gang-broken", check);
kernel::report!(GoodsSeized = "case.goods-seized", check);
kernel::report!(AmountEstablished = "case.amount-established", check);
kernel::report!(Solved = "case.solved");

impl DenDestroyed {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.den)?;
        self.premises.as_ref().map_or(Ok(()), Premises::check)
    }
}

impl GangBroken {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.members.is_some_and(|members| members < 2) {
            return Err(Refusal::contradiction("团伙成员不足2人", "a gang has at least two members"));
        }
        label(&self.gang)
    }
}

impl GoodsSeized {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.list)?;
        if self.goods.is_empty() || self.goods.len() > 500 {
            return Err(Refusal::contradiction(
                "扣押清单须有1至500项物品",
                "a list of seized goods has 1 to 500 lines: split a longer one",
            ));
        }
        self.goods.iter().filter_map(|goods| goods.item.as_ref()).try_for_each(|item| label(item))?;
        self.goods.iter().filter_map(|goods| goods.kept.as_ref()).try_for_each(Kept::consistent)?;
        let wrong =
            |goods: &&Goods| goods.quantity.amount <= 0 || goods.quantity.unit == Unit::Fen || goods.name.trim().is_empty();
        if let Some(goods) = self.goods.iter().find(wrong) {
            return Err(Refusal::contradiction(
                format!("查扣物品“{}”须有名称，数量须大于0，单位为件、克或毫升", goods.name),
                format!("seized goods {:?} need a name and an amount above 0 in items, grams or millilitres", goods.name),
            ));
        }
        Ok(())
    }
}

impl AmountEstablished {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.amount.minor < 0 {
            return Err(Refusal::contradiction("涉案金额不得为负数", "the amount involved cannot be negative"));
        }
        Ok(())
    }
}
