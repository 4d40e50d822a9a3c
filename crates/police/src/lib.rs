//! Police (公安, 食药环侦): criminal cases against food, drug and environment crime, from acceptance to judgment.

pub mod case;
#[cfg(test)]
mod tests;

use kernel::{Agency, Group, Host, Measure, Unit};

/// The agency.
pub const AGENCY: Agency = Agency { code: "police", zh: "公安", en: "Police" };

const fn strike(code: &'static str, zh: &'static str, en: &'static str) -> Measure {
    Measure::flow(code, zh, en, Group::Strike)
}

/// Cases accepted (受案数).
pub const ACCEPTED: Measure = strike("cases-accepted", "受案数", "Cases accepted");
/// Cases filed (立案数).
pub const FILED: Measure = strike("cases-filed", "立案数", "Cases filed");
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
/// Seized goods that are counted (查扣物品件数).
pub const SEIZED_ITEMS: Measure = strike("seized-goods-item", "查扣物品（件）", "Seized goods, items");
/// Seized goods that are weighed (查扣物品重量).
pub const SEIZED_GRAMS: Measure = strike("seized-goods-gram", "查扣物品（克）", "Seized goods, grams").unit(Unit::Gram);
/// Seized goods that are measured (查扣物品容量).
pub const SEIZED_MILLILITRES: Measure =
    strike("seized-goods-millilitre", "查扣物品（毫升）", "Seized goods, millilitres").unit(Unit::Millilitre);

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    host.measures(&[
        ACCEPTED,
        FILED,
        NOT_FILED,
        SOLVED,
        DENS,
        GANGS,
        DETAINED,
        BAILED,
        ARRESTED,
        ADMINISTRATIVELY_DETAINED,
        PROSECUTED,
        JUDGED,
        AMOUNT,
        SEIZED_ITEMS,
        SEIZED_GRAMS,
        SEIZED_MILLILITRES,
    ]);
    case::mount(host);
}
