//! Seized goods by kind and unit, and the way of the first of them.

use kernel::{Quantity, Unit};
use police::case::{Goods, GoodsKind, GoodsSeized, ItemHandedOver, ItemMoved, Kept, Receiver};

use crate::custody::Hand;
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::teller::Teller;

const GOODS: &[(GoodsKind, &str, Unit, i64)] = &[
    (GoodsKind::Food, "示例食品", Unit::Gram, 5_000_000),
    (GoodsKind::Drug, "示例药品", Unit::Item, 20_000),
    (GoodsKind::Additive, "示例添加物", Unit::Gram, 100_000),
    (GoodsKind::Equipment, "示例设备", Unit::Item, 20),
    (GoodsKind::HazardousWaste, "示例危险废物", Unit::Gram, 9_000_000),
    (GoodsKind::Material, "示例溶剂", Unit::Millilitre, 500_000),
    (GoodsKind::Other, "示例账册", Unit::Item, 50),
];

/// A list of seized goods, with the way of its first thing.
pub(super) fn seized(t: &mut Teller<'_>, record: usize, day: i64) {
    let list = t.number("示例扣押");
    let hand = Hand { to: Some("示例物证室".to_owned()), ..Hand::default() };
    t.say(t.part(record, "goods-seized", &["accepted"]).label(&list).by_hand(hand), day, |draw, on, _| goods(draw, on, &list));
    keeping(t, record, day);
}

/// The first seized thing goes for testing and back, and perhaps with the case.
fn keeping(t: &mut Teller<'_>, record: usize, seized: i64) {
    if !t.draw.chance(0.4) {
        return;
    }
    for (step, from, to, after) in [(1, "示例物证室", "示例检验所", 2), (2, "示例检验所", "示例物证室", 14)] {
        let part = t.part(record, "item-moved", &["goods-seized"]).label(format!("W1#{step}"));
        let hand = Hand { order: step, from: Some(from.to_owned()), to: Some(to.to_owned()), ..Hand::default() };
        let part = part.by_hand(hand);
        t.say(part, seized + after, |_, on, wrong| {
            let kept = Kept { place: Some(to.to_owned()), seal: Some(format!("F-{step}")), sha256: None };
            let report = ItemMoved {
                on,
                item: "W1".to_owned(),
                step,
                from: from.to_owned(),
                to: to.to_owned(),
                kept: (!wrong).then_some(kept),
            };
            (report, Vec::new())
        });
    }
    if t.draw.chance(0.5) {
        let to = t.draw.weighted(&[(70, Receiver::Procuratorate), (15, Receiver::Owner), (15, Receiver::Destroyed)]);
        let day = seized + t.draw.between(30, 60);
        let hand = Hand { order: u16::MAX, ..Hand::default() };
        t.say(t.part(record, "item-handed-over", &["goods-seized"]).label("W1").by_hand(hand), day, |_, on, wrong| {
            let document = (!wrong).then(|| "示例移交清单".to_owned());
            (ItemHandedOver { on, item: "W1".to_owned(), to, document, seal: None }, Vec::new())
        });
    }
}

fn goods(draw: &mut Draw, on: kernel::When, list: &str) -> (GoodsSeized, Vec<Claim>) {
    let mut claims = Vec::new();
    let mut line = |draw: &mut Draw| {
        let (kind, name, unit, most) = *draw.pick(GOODS);
        let amount = draw.between(1, most);
        let seized = police::measures::seized(unit).into_iter().flat_map(|seized| [seized.total, seized.of(kind)]);
        claims.extend(seized.map(|measure| Claim::of(measure.code, amount)));
        Goods { kind, name: name.to_owned(), quantity: Quantity::of(amount, unit), item: None, keeper: None, kept: None }
    };
    let mut goods: Vec<Goods> = (0..draw.between(1, 4)).map(|_| line(draw)).collect();
    if let Some(first) = goods.first_mut() {
        first.item = Some("W1".to_owned());
        first.keeper = Some("示例物证室".to_owned());
    }
    (GoodsSeized { on, list: list.to_owned(), goods }, claims)
}
