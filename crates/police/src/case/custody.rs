//! Who has each seized thing, from the list on which it was seized to the hand-over, and what lists are told of that chain.

use std::collections::BTreeMap;

use kernel::{Book, Pass, Says, Tie, When};

use super::event::Event;
use super::report::{GoodsSeized, ItemHandedOver, ItemMoved, Kept};

/// A seized thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// The list on which it was seized; `None` as long as no list names it.
    pub list: Option<String>,
    /// What it is called there.
    pub name: Option<String>,
    /// Each who had it, with the day since when: a unit or a post.
    pub keepers: Vec<(String, When)>,
    /// Where it went for good.
    pub handed_over: Option<ItemHandedOver>,
}

/// The seized things by their labels.
pub(super) fn items(book: &Book<Event>) -> BTreeMap<String, Item> {
    let mut items: BTreeMap<String, Item> = BTreeMap::new();
    for (list, event) in book.of("goods-seized") {
        let Event::GoodsSeized(told, data) = event else { continue };
        for goods in &data.goods {
            let Some(label) = &goods.item else { continue };
            let item = items.entry(label.clone()).or_default();
            item.list = Some(list.to_owned());
            item.name = Some(goods.name.clone());
            item.keepers.extend(goods.keeper.clone().map(|keeper| (keeper, told.when.clone())));
        }
    }
    for (told, data) in changes(book) {
        items.entry(data.item.clone()).or_default().keepers.push((data.to.clone(), told));
    }
    for (label, event) in book.of("item-handed-over") {
        if let Event::ItemHandedOver(_, data) = event {
            items.entry(label.to_owned()).or_default().handed_over = Some(data.clone());
        }
    }
    items
}

/// The changes of keeper, thing by thing and step by step.
fn changes(book: &Book<Event>) -> Vec<(When, &ItemMoved)> {
    let mut moved = Vec::new();
    for (_, event) in book.of("item-moved") {
        if let Event::ItemMoved(told, data) = event {
            moved.push((told.when.clone(), data));
        }
    }
    moved.sort_by(|a, b| (&a.1.item, a.1.step).cmp(&(&b.1.item, b.1.step)));
    moved
}

/// What a list of seized goods says of who has each thing.
pub(super) fn seized(on: &When, part: &str, data: &GoodsSeized) -> Vec<Says> {
    let mut says = Vec::new();
    for goods in &data.goods {
        let Some(label) = &goods.item else { continue };
        says.push(Says::Tie(Tie::Lists(thing(label))));
        let pass = |to: &String| kept(Pass::of(part, on, 0, None, Some(to)), goods.kept.as_ref());
        says.extend(goods.keeper.as_ref().map(|to| moves(label, pass(to))));
    }
    says
}

/// That a thing changed its keeper.
pub(super) fn moved(on: &When, part: &str, data: &ItemMoved) -> Says {
    moves(&data.item, kept(Pass::of(part, on, data.step, Some(&data.from), Some(&data.to)), data.kept.as_ref()))
}

/// That a thing left for good.
pub(super) fn left(on: &When, part: &str, data: &ItemHandedOver) -> Says {
    moves(&data.item, Pass { found: data.seal.clone(), ..Pass::of(part, on, u16::MAX, None, None) })
}

fn thing(label: &str) -> String {
    format!("item/{label}")
}

fn moves(label: &str, pass: Pass) -> Says {
    Says::Tie(Tie::Moves(thing(label), pass))
}

/// With how the thing is kept from then on.
fn kept(pass: Pass, kept: Option<&Kept>) -> Pass {
    let Some(kept) = kept.cloned() else { return pass };
    Pass { sealed: kept.seal, place: kept.place, file: kept.sha256, ..pass }
}
