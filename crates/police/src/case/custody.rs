//! Who has each seized thing, from the list on which it was seized to the hand-over, and where that chain is broken.

use std::collections::BTreeMap;

use kernel::{Book, Breach, When};

use super::event::Event;
use super::law::CUSTODY_OF_ITEMS;
use super::report::{ItemHandedOver, ItemMoved};

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
    for (_, told, data) in moves(book) {
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
fn moves(book: &Book<Event>) -> Vec<(&str, When, &ItemMoved)> {
    let mut moved = Vec::new();
    for (label, event) in book.of("item-moved") {
        if let Event::ItemMoved(told, data) = event {
            moved.push((label, told.when.clone(), data));
        }
    }
    moved.sort_by(|a, b| (&a.2.item, a.2.step).cmp(&(&b.2.item, b.2.step)));
    moved
}

/// Where the chain is broken: given by someone who did not have it, moved after it had left, on no list.
pub(super) fn breaches(book: &Book<Event>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let items = items(book);
    let mut keepers: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, event) in book.of("goods-seized") {
        if let Event::GoodsSeized(_, data) = event {
            let kept = data.goods.iter().filter_map(|goods| Some((goods.item.as_deref()?, goods.keeper.as_deref()?)));
            keepers.extend(kept);
        }
    }
    for (label, when, data) in moves(book) {
        let part = format!("item-moved/{label}");
        if keepers.insert(&data.item, &data.to).is_some_and(|keeper| keeper != data.from) {
            breaches.push(Breach::of(
                "chain-broken",
                &part,
                "交出方并非此前的保管方",
                "it was given by someone who did not have it",
                CUSTODY_OF_ITEMS,
            ));
        }
        let left = book.when(&format!("item-handed-over/{}", data.item));
        if left.is_some_and(|left| left.last_day() < when.first_day()) {
            breaches.push(Breach::of(
                "moved-after-hand-over",
                &part,
                "物品移交后不得再流转",
                "it moved after it had been handed over",
                CUSTODY_OF_ITEMS,
            ));
        }
    }
    for (label, item) in items.iter().filter(|(_, item)| item.list.is_none()) {
        let part = if item.handed_over.is_some() { format!("item-handed-over/{label}") } else { format!("item-moved/{label}#1") };
        breaches.push(Breach::of(
            "not-on-a-list",
            part,
            "物品不在任何扣押清单上",
            "the thing is on no list of seized goods",
            CUSTODY_OF_ITEMS,
        ));
    }
    breaches
}
