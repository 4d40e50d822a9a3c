//! What kind of product it is: the classes of food sampling (食品抽检分类), and what else the agency samples.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! categories {
    ($($name:ident = $code:literal $zh:literal $en:literal),* $(,)?) => {
        /// A class of product.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Category {
            $(#[doc = concat!($en, " (", $zh, ").")] #[serde(rename = $code)] $name,)*
        }

        impl Category {
            /// Every class, in the order of the sampling notices.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code, for ever.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The name in both languages.
            pub const fn name(self) -> kernel::Text {
                match self { $(Self::$name => kernel::Text::new($zh, $en),)* }
            }
        }
    };
}

categories! {
    Grain = "grain" "粮食加工品" "Processed grain",
    Oil = "oil" "食用油、油脂及其制品" "Edible oils and fats",
    Condiments = "condiments" "调味品" "Condiments",
    Meat = "meat" "肉制品" "Meat products",
    Dairy = "dairy" "乳制品" "Dairy products",
    Beverages = "beverages" "饮料" "Beverages",
    ConvenienceFood = "convenience-food" "方便食品" "Convenience food",
    Biscuits = "biscuits" "饼干" "Biscuits",
    CannedFood = "canned-food" "罐头" "Canned food",
    FrozenDrinks = "frozen-drinks" "冷冻饮品" "Frozen drinks",
    FrozenFood = "frozen-food" "速冻食品" "Quick-frozen food",
    PotatoAndPuffed = "potato-and-puffed" "薯类和膨化食品" "Potato and puffed food",
    Candy = "candy" "糖果制品" "Candy",
    Tea = "tea" "茶叶及相关制品" "Tea",
    Liquor = "liquor" "酒类" "Liquor",
    VegetableProducts = "vegetable-products" "蔬菜制品" "Vegetable products",
    FruitProducts = "fruit-products" "水果制品" "Fruit products",
    NutsAndSeeds = "nuts-and-seeds" "炒货食品及坚果制品" "Roasted seeds and nuts",
    EggProducts = "egg-products" "蛋制品" "Egg products",
    CocoaAndCoffee = "cocoa-and-coffee" "可可及焙烤咖啡产品" "Cocoa and roasted coffee",
    Sugar = "sugar" "食糖" "Sugar",
    AquaticProducts = "aquatic-products" "水产制品" "Aquatic products",
    Starch = "starch" "淀粉及淀粉制品" "Starch",
    Pastry = "pastry" "糕点" "Pastry",
    SoyProducts = "soy-products" "豆制品" "Soy products",
    BeeProducts = "bee-products" "蜂产品" "Bee products",
    HealthFood = "health-food" "保健食品" "Health food",
    SpecialDietary = "special-dietary" "特殊膳食食品" "Special dietary food",
    MedicalFood = "medical-food" "特殊医学用途配方食品" "Food for special medical purposes",
    InfantFormula = "infant-formula" "婴幼儿配方食品" "Infant formula",
    CateringFood = "catering-food" "餐饮食品" "Catering food",
    FoodAdditives = "food-additives" "食品添加剂" "Food additives",
    FarmProduce = "farm-produce" "食用农产品" "Edible farm produce",
    Salt = "salt" "食盐" "Salt",
    OtherFood = "other-food" "其他食品" "Other food",
    Drug = "drug" "药品" "Drugs",
    MedicalDevice = "medical-device" "医疗器械" "Medical devices",
    Cosmetic = "cosmetic" "化妆品" "Cosmetics",
}
