//! What a transfer is about and what goes with it: things by kind and unit, with their evidence.

use kernel::evidence::{How, Sort};
use kernel::transfer::{About, Item, Party};
use kernel::{Quantity, TransferKind, Unit};

use super::Affair;
use crate::city::{Agency, Site};
use crate::story::evidence::{Belonging, Piece, Taking};
use crate::story::matter::Matter;
use crate::story::shares;
use crate::teller::Teller;

const FOOD: &[(&str, Unit, i64)] = &[
    ("示例食品", Unit::Gram, 500_000),
    ("示例药品", Unit::Item, 2_000),
    ("示例添加物", Unit::Gram, 20_000),
    ("示例加工设备", Unit::Item, 5),
];
const DRUGS: &[(&str, Unit, i64)] =
    &[("示例药品", Unit::Item, 2_000), ("示例药粉", Unit::Gram, 20_000), ("示例包装设备", Unit::Item, 5)];
const WASTE: &[(&str, Unit, i64)] =
    &[("示例危险废物", Unit::Gram, 9_000_000), ("示例废液", Unit::Millilitre, 800_000), ("示例危险废物容器", Unit::Item, 200)];

/// The offence that a regulator of `agency` suspects, with its article.
pub(in crate::story) const fn offence(agency: Agency, drugs: bool) -> (&'static str, &'static str) {
    match agency {
        Agency::FoodDrug if drugs => ("141", "生产、销售、提供假药罪"),
        Agency::Environment => ("338", "污染环境罪"),
        Agency::FoodDrug | Agency::Police | Agency::JointOffice | Agency::Procuratorate => ("144", "生产、销售有毒、有害食品罪"),
    }
}

pub(super) fn about(site: &Site, agency: Agency, kind: TransferKind, drugs: bool, matter: Option<&Matter>) -> About {
    let offence = (kind == TransferKind::Crime).then(|| offence(agency, drugs).1);
    let premises = site.premises.clone();
    let party = premises.entity.clone().map(|code| Party { code, name: premises.name.clone() });
    About {
        title: format!("{}涉嫌{}案", premises.name, offence.unwrap_or("逃避监管排放污染物")),
        offence: offence.map(str::to_owned),
        drugs,
        premises: Some(premises),
        party,
        matter: matter.map(|matter| matter.number.clone()),
    }
}

/// The file itself, and one to three sorts of things, of which the case says how they were `seized`; sometimes nothing.
pub(super) fn items(t: &mut Teller<'_>, agency: Agency, drugs: bool, seized: bool) -> Vec<Item> {
    let things = match agency {
        Agency::FoodDrug if drugs => DRUGS,
        Agency::FoodDrug => FOOD,
        Agency::Environment | Agency::Police | Agency::JointOffice | Agency::Procuratorate => WASTE,
    };
    let item = |label: i64, name: &str, quantity: Quantity| Item {
        label: label.to_string(),
        name: name.to_owned(),
        quantity,
        state: Some("已封存".to_owned()),
        kept_at: Some("示例涉案物品库".to_owned()),
        seized: (seized && label > 1).then(|| "1".to_owned()),
    };
    if !seized && t.draw.chance(shares::NO_THINGS) {
        return Vec::new();
    }
    let mut items = vec![item(1, "示例案卷材料", Quantity::count(t.draw.between(1, 3)))];
    for label in 2..=1 + t.draw.between(1, 3) {
        let (name, unit, most) = *t.draw.pick(things);
        items.push(item(label, name, Quantity::of(t.draw.between(1, most), unit)));
    }
    items
}

impl Affair {
    /// Some regulators tell each listed thing as a piece of evidence: taken, sealed, perhaps tested.
    pub(super) fn evidence(&mut self, t: &mut Teller<'_>) {
        if !t.draw.chance(shares::EVIDENCE) {
            return;
        }
        for item in self.items.clone() {
            let paper = item.label == "1";
            let taking = Taking {
                agency: self.agency,
                org: self.regulator.clone(),
                sort: if paper { Sort::Writing } else { Sort::Thing },
                how: if paper { How::Made } else { How::Seized },
                description: item.name,
                quantity: Some(item.quantity),
                keeper: "示例涉案物品库",
                sealed: !paper,
            };
            let belongs = Belonging {
                record: None,
                transfer: Some(self.number.clone()),
                matter: self.matter.as_ref().map(|matter| matter.number.clone()),
            };
            let mut piece = Piece::taken(t, taking, belongs, self.day);
            if !paper && t.draw.chance(0.4) {
                piece.tested(t, "示例检验所");
            }
            self.pieces.push(piece);
        }
    }
}
