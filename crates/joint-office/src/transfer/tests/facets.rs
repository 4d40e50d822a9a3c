//! Where a transfer stands as people read it.

use kernel::{Decider, Shown, Stand};

use super::{POLICE, Step, Story, org, signed_for};

#[test]
fn a_transfer_is_shown_in_each_dimension_and_each_of_its_things() {
    let before = Story::default().transfer.facets();
    assert!(before[0].rows[0].1[1..].iter().all(|stand| *stand == Stand::NOTHING), "{before:?}");
    let story = signed_for().goes(&[Step::Accepted, Step::Filed]);
    let facets = story.transfer.facets();
    let whole = &facets[0].rows[0].1;
    let state = |at: usize| if let Some(Shown::Text(text)) = &whole[at].state { text.en.as_ref() } else { "" };
    assert_eq!([state(0), state(1), state(2), state(3), state(4)], ["suspected crime", "sent", "filed", "", ""]);
    assert_eq!(whole[2].on, Some("2016-08-06".parse().expect("a day")));
    assert_eq!(whole[2].with, [Shown::Org(org(POLICE))]);
    let things = &facets[1].rows;
    assert_eq!(things.len(), story.transfer.items().len());
    assert!(things.iter().all(|(_, stands)| stands[1] == Stand::named("未移交", "not handed over")), "{things:?}");
}
