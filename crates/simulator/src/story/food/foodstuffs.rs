//! What is sampled: classes of product with the share that is sampled and the share that fails.
//!
//! Failure rates in per mille: dairy 3, convenience food 36, vegetable products 45, catering 59 are those of the second half
//! of 2019 (domain.md 3.7); the others [K] are set so that all together give its 2.2 %. Substances and limits are examples.

use food_drug::Category;

/// One class with what is tested in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Foodstuff {
    pub(crate) category: Category,
    pub(crate) name: &'static str,
    /// Of a thousand samples.
    pub(crate) failures: u16,
    pub(crate) item: &'static str,
    /// In thousandths of the unit.
    pub(crate) limit: i64,
    pub(crate) unit: &'static str,
    pub(crate) standard: &'static str,
}

#[allow(clippy::too_many_arguments, reason = "the columns of the table below")]
const fn row(
    weight: u32,
    category: Category,
    name: &'static str,
    failures: u16,
    item: &'static str,
    limit: i64,
    unit: &'static str,
    standard: &'static str,
) -> (u32, Foodstuff) {
    (weight, Foodstuff { category, name, failures, item, limit, unit, standard })
}

/// The classes with their weights.
pub(crate) const FOODSTUFFS: &[(u32, Foodstuff)] = &[
    row(330, Category::FarmProduce, "韭菜", 20, "腐霉利", 200, "mg/kg", "GB 2763-2019"),
    row(90, Category::Grain, "挂面", 6, "黄曲霉毒素B1", 5_000, "μg/kg", "GB 2761-2017"),
    row(70, Category::Meat, "酱牛肉", 12, "亚硝酸盐", 30_000, "mg/kg", "GB 2760-2014"),
    row(60, Category::Dairy, "纯牛奶", 3, "三聚氰胺", 2_500, "mg/kg", "示例标准"),
    row(50, Category::Oil, "花生油", 15, "黄曲霉毒素B1", 20_000, "μg/kg", "GB 2761-2017"),
    row(50, Category::Condiments, "辣椒粉", 12, "苏丹红", 10, "mg/kg", "示例标准"),
    row(45, Category::Beverages, "饮用水", 22, "溴酸盐", 10, "mg/L", "GB 8537-2018"),
    row(40, Category::Liquor, "白酒", 15, "甲醇", 600, "g/L", "GB 2757-2012"),
    row(45, Category::Pastry, "蛋糕", 20, "防腐剂混合使用占比之和", 1_000, "1", "GB 2760-2014"),
    row(45, Category::VegetableProducts, "酱腌菜", 45, "苯甲酸及其钠盐", 1_000, "g/kg", "GB 2760-2014"),
    row(35, Category::ConvenienceFood, "调味面制品", 36, "菌落总数", 100_000_000, "CFU/g", "示例标准"),
    row(60, Category::CateringFood, "油条", 59, "铝的残留量", 100_000, "mg/kg", "GB 2760-2014"),
    row(25, Category::NutsAndSeeds, "炒花生", 22, "过氧化值", 500, "g/100g", "GB 19300-2014"),
    row(25, Category::AquaticProducts, "鱿鱼丝", 12, "孔雀石绿", 1, "μg/kg", "示例标准"),
    row(15, Category::SoyProducts, "腐竹", 14, "次硫酸氢钠甲醛", 10_000, "μg/g", "示例标准"),
    row(15, Category::HealthFood, "减肥胶囊", 8, "西布曲明", 10, "mg/kg", "示例标准"),
];
