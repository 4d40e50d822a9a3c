//! What leadership reads of the strike (打击): each measure opens into the parts of cases that make it up.

use kernel::{Group, Measure, Unit};

use crate::case::GoodsKind;

/// A measure with its split by domain: every event that counts one of the total counts one of a part in the same breath.
///
/// Measures, not slots: a figure opens by its measure, and a bulletin prints the parts as columns of their own.
#[derive(Clone, Copy, Debug)]
pub struct ByDomain {
    /// All.
    pub total: Measure,
    /// 食品.
    pub food: Measure,
    /// 药品.
    pub drug: Measure,
    /// 环境.
    pub environment: Measure,
    /// Of none of the three, or not stated: totals equal the sum of their parts.
    pub other: Measure,
}

/// A measure of seized goods with its split by kind: every line of a list counts once in the total and once in its kind.
#[derive(Clone, Copy, Debug)]
pub struct ByKind {
    /// All.
    pub total: Measure,
    /// 食品.
    pub food: Measure,
    /// 药品、医疗器械.
    pub drug: Measure,
    /// 添加剂、非法添加物.
    pub additive: Measure,
    /// 原料、包装.
    pub material: Measure,
    /// 设备、工具、车辆.
    pub equipment: Measure,
    /// 危险废物.
    pub hazardous_waste: Measure,
    /// 其他.
    pub other: Measure,
}

impl ByKind {
    /// The measure of one kind.
    pub const fn of(&self, kind: GoodsKind) -> Measure {
        match kind {
            GoodsKind::Food => self.food,
            GoodsKind::Drug => self.drug,
            GoodsKind::Additive => self.additive,
            GoodsKind::Material => self.material,
            GoodsKind::Equipment => self.equipment,
            GoodsKind::HazardousWaste => self.hazardous_waste,
            GoodsKind::Other => self.other,
        }
    }
}

/// The measures of seized goods that are counted in one unit.
macro_rules! seized {
    ($code:literal, $zh:literal, $en:literal, $unit:expr) => {
        ByKind {
            total: strike(concat!("seized-goods-", $code), concat!("查扣物品（", $zh, "）"), concat!("Seized goods, ", $en))
                .unit($unit),
            food: seized!($code, "food", "食品", $zh, "food", $en, $unit),
            drug: seized!($code, "drug", "药品、医疗器械", $zh, "drugs and devices", $en, $unit),
            additive: seized!($code, "additive", "添加剂、非法添加物", $zh, "additives", $en, $unit),
            material: seized!($code, "material", "原料、包装", $zh, "raw and packing material", $en, $unit),
            equipment: seized!($code, "equipment", "设备、工具、车辆", $zh, "equipment and vehicles", $en, $unit),
            hazardous_waste: seized!($code, "hazardous-waste", "危险废物", $zh, "hazardous waste", $en, $unit),
            other: seized!($code, "other", "其他物品", $zh, "other goods", $en, $unit),
        }
    };
    ($code:literal, $kind:literal, $kind_zh:literal, $zh:literal, $kind_en:literal, $en:literal, $unit:expr) => {
        strike(
            concat!("seized-goods-", $code, "-", $kind),
            concat!("查扣", $kind_zh, "（", $zh, "）"),
            concat!("Seized ", $kind_en, ", ", $en),
        )
        .unit($unit)
    };
}

const fn strike(code: &'static str, zh: &'static str, en: &'static str) -> Measure {
    Measure::flow(code, zh, en, Group::Strike)
}

/// Cases accepted (受案数).
pub const ACCEPTED: Measure = strike("cases-accepted", "受案数", "Cases accepted");
/// Cases filed (立案数), by domain.
pub const FILED: ByDomain = ByDomain {
    total: strike("cases-filed", "立案数", "Cases filed"),
    food: strike("cases-filed-food", "立案数（食品）", "Cases filed, food"),
    drug: strike("cases-filed-drug", "立案数（药品）", "Cases filed, drugs"),
    environment: strike("cases-filed-environment", "立案数（环境）", "Cases filed, environment"),
    other: strike("cases-filed-other", "立案数（其他）", "Cases filed, other"),
};
/// Suspects identified (查获犯罪嫌疑人), by domain.
pub const SUSPECTS: ByDomain = ByDomain {
    total: strike("suspects", "查获犯罪嫌疑人数", "Suspects identified"),
    food: strike("suspects-food", "查获犯罪嫌疑人数（食品）", "Suspects identified, food"),
    drug: strike("suspects-drug", "查获犯罪嫌疑人数（药品）", "Suspects identified, drugs"),
    environment: strike("suspects-environment", "查获犯罪嫌疑人数（环境）", "Suspects identified, environment"),
    other: strike("suspects-other", "查获犯罪嫌疑人数（其他）", "Suspects identified, other"),
};
/// Cases closed without charge (撤案数).
pub const CLOSED_WITHOUT_CHARGE: Measure = strike("cases-closed-without-charge", "撤案数", "Cases closed without charge");
/// Arrests requested (提请批捕人数).
pub const ARREST_REQUESTED: Measure = strike("arrests-requested", "提请批准逮捕人数", "Arrests requested");
/// Suspects under residential surveillance (监视居住人数).
pub const SURVEILLED: Measure = strike("residence-surveilled", "监视居住人数", "Suspects under residential surveillance");
/// Suspects charged (提起公诉人数).
pub const CHARGED: Measure = strike("charged", "提起公诉人数", "Suspects charged");
/// Suspects not prosecuted (不起诉人数).
pub const NOT_PROSECUTED: Measure = strike("not-prosecuted", "不起诉人数", "Suspects not prosecuted");
/// Cases that police decided not to file (不予立案数).
pub const NOT_FILED: Measure = strike("cases-not-filed", "不予立案数", "Cases not filed");
/// Cases solved (破案数).
pub const SOLVED: Measure = strike("cases-solved", "破案数", "Cases solved");
/// Dens destroyed (捣毁窝点).
pub const DENS: Measure = strike("dens-destroyed", "捣毁窝点", "Dens destroyed");
/// Gangs broken (打掉团伙).
pub const GANGS: Measure = strike("gangs-broken", "打掉团伙", "Gangs broken");
/// Suspects detained (刑事拘留人数).
pub const DETAINED: Measure = strike("detained", "刑事拘留人数", "Suspects detained");
/// Suspects bailed (取保候审人数).
pub const BAILED: Measure = strike("bailed", "取保候审人数", "Suspects bailed");
/// Suspects arrested (逮捕人数).
pub const ARRESTED: Measure = strike("arrested", "逮捕人数", "Suspects arrested");
/// Persons under administrative detention (行政拘留人数).
pub const ADMINISTRATIVELY_DETAINED: Measure =
    strike("administratively-detained", "行政拘留人数", "Persons under administrative detention");
/// Suspects sent for prosecution (移送起诉人数).
pub const PROSECUTED: Measure = strike("prosecuted", "移送起诉人数", "Suspects sent for prosecution");
/// Defendants judged (判决人数).
pub const JUDGED: Measure = strike("judged", "判决人数", "Defendants judged");
/// Amount involved (涉案金额); only CNY enters it.
pub const AMOUNT: Measure = strike("amount-involved", "涉案金额", "Amount involved").unit(Unit::Fen);
/// Seized goods that are counted (查扣物品件数), by kind.
pub const SEIZED_ITEMS: ByKind = seized!("item", "件", "items", Unit::Item);
/// Seized goods that are weighed (查扣物品重量), by kind.
pub const SEIZED_GRAMS: ByKind = seized!("gram", "重量", "by weight", Unit::Gram);
/// Seized goods that are measured (查扣物品容量), by kind.
pub const SEIZED_MILLILITRES: ByKind = seized!("millilitre", "容量", "by volume", Unit::Millilitre);

/// Seized goods of one unit; `None` for money and time, which are not goods.
pub const fn seized(unit: Unit) -> Option<ByKind> {
    match unit {
        Unit::Item => Some(SEIZED_ITEMS),
        Unit::Gram => Some(SEIZED_GRAMS),
        Unit::Millilitre => Some(SEIZED_MILLILITRES),
        Unit::Fen | Unit::Second => None,
    }
}

/// All of them.
pub(crate) const ALL: &[Measure] = &[
    ACCEPTED,
    FILED.total,
    FILED.food,
    FILED.drug,
    FILED.environment,
    FILED.other,
    NOT_FILED,
    CLOSED_WITHOUT_CHARGE,
    SOLVED,
    DENS,
    GANGS,
    SUSPECTS.total,
    SUSPECTS.food,
    SUSPECTS.drug,
    SUSPECTS.environment,
    SUSPECTS.other,
    DETAINED,
    ARREST_REQUESTED,
    BAILED,
    SURVEILLED,
    ARRESTED,
    ADMINISTRATIVELY_DETAINED,
    PROSECUTED,
    CHARGED,
    NOT_PROSECUTED,
    JUDGED,
    AMOUNT,
    SEIZED_ITEMS.total,
    SEIZED_ITEMS.food,
    SEIZED_ITEMS.drug,
    SEIZED_ITEMS.additive,
    SEIZED_ITEMS.material,
    SEIZED_ITEMS.equipment,
    SEIZED_ITEMS.hazardous_waste,
    SEIZED_ITEMS.other,
    SEIZED_GRAMS.total,
    SEIZED_GRAMS.food,
    SEIZED_GRAMS.drug,
    SEIZED_GRAMS.additive,
    SEIZED_GRAMS.material,
    SEIZED_GRAMS.equipment,
    SEIZED_GRAMS.hazardous_waste,
    SEIZED_GRAMS.other,
    SEIZED_MILLILITRES.total,
    SEIZED_MILLILITRES.food,
    SEIZED_MILLILITRES.drug,
    SEIZED_MILLILITRES.additive,
    SEIZED_MILLILITRES.material,
    SEIZED_MILLILITRES.equipment,
    SEIZED_MILLILITRES.hazardous_waste,
    SEIZED_MILLILITRES.other,
];
