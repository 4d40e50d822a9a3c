//! Kinds of administrative penalty (行政处罚的种类).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! penalty_kinds {
    ($($name:ident = $code:literal $zh:literal $en:literal),* $(,)?) => {
        /// A kind of penalty (行政处罚法 2021, art. 9; the kinds of 1996, art. 8, are among them).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum PenaltyKind {
            $(#[doc = concat!($en, " (", $zh, ").")] #[serde(rename = $code)] $name,)*
        }

        impl PenaltyKind {
            /// Every kind, in the order of the law.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code, for ever.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The name in both languages.
            pub const fn name(self) -> crate::Text {
                match self { $(Self::$name => crate::Text::new($zh, $en),)* }
            }
        }
    };
}

penalty_kinds! {
    Warning = "warning" "警告" "Warning",
    PublicCriticism = "public-criticism" "通报批评" "Public criticism",
    Fine = "fine" "罚款" "Fine",
    GainsConfiscated = "gains-confiscated" "没收违法所得" "Illegal gains confiscated",
    GoodsConfiscated = "goods-confiscated" "没收非法财物" "Illegal goods confiscated",
    LicenceSuspended = "licence-suspended" "暂扣许可证件" "Licence suspended",
    GradeLowered = "grade-lowered" "降低资质等级" "Grade lowered",
    LicenceRevoked = "licence-revoked" "吊销许可证件" "Licence revoked",
    BusinessRestricted = "business-restricted" "限制开展生产经营活动" "Business restricted",
    BusinessSuspended = "business-suspended" "责令停产停业" "Business suspended",
    ClosureOrdered = "closure-ordered" "责令关闭" "Closure ordered",
    Disqualified = "disqualified" "限制从业" "Barred from the trade",
    Detention = "detention" "行政拘留" "Administrative detention",
}
