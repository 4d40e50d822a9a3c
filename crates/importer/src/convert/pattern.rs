//! Patterns of items inside a cell: `{code} /{corrected_on_site}`.

use crate::mapping::selector::Piece;
use crate::value::squeeze;

/// Slots with literal text between them; space around either does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece<String>>);

impl Pattern {
    /// `None` if a brace is open, there is no slot, or two slots have no text between them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        for piece in Piece::parse(text)? {
            match piece {
                Piece::Literal(literal) if literal.trim().is_empty() => {
                    // Only space between two slots: a space is what tells them apart.
                    if matches!(pieces.last(), Some(Piece::Slot(_))) {
                        pieces.push(Piece::Literal(" ".to_owned()));
                    }
                }
                Piece::Literal(literal) => pieces.push(Piece::Literal(literal.trim().to_owned())),
                Piece::Slot(slot) => pieces.push(Piece::Slot(slot)),
            }
        }
        if matches!(pieces.last(), Some(Piece::Literal(space)) if space == " ") {
            pieces.pop();
        }
        let adjacent = pieces.windows(2).any(|pair| matches!(pair, [Piece::Slot(_), Piece::Slot(_)]));
        let slots = pieces.iter().any(|piece| matches!(piece, Piece::Slot(_)));
        (slots && !adjacent).then_some(Self(pieces))
    }

    /// The names of the slots.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| if let Piece::Slot(name) = piece { Some(name.as_str()) } else { None })
    }

    /// What stands in each slot, if the whole of `text` has this shape; every slot holds something.
    pub fn read<'a>(&'a self, text: &str) -> Option<Vec<(&'a str, String)>> {
        let text = squeeze(text);
        let mut rest = text.as_str();
        let mut found = Vec::new();
        let mut slot: Option<&str> = None;
        for piece in &self.0 {
            match piece {
                Piece::Slot(name) => slot = Some(name),
                Piece::Literal(literal) => {
                    let (before, after) = rest.split_once(literal.as_str())?;
                    match slot.take() {
                        Some(name) => found.push((name, before.trim().to_owned())),
                        None if before.trim().is_empty() => {}
                        None => return None,
                    }
                    rest = after;
                }
            }
        }
        match slot {
            Some(name) => found.push((name, rest.trim().to_owned())),
            None if rest.trim().is_empty() => {}
            None => return None,
        }
        found.iter().all(|(_, text)| !text.is_empty()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_around_the_literal_does_not_matter() {
        let pattern = Pattern::parse("{code} /{state}").expect("a pattern");
        for text in ["3-501.17 /No", "3-501.17  /No", "3-501.17/No", " 3-501.17 / No "] {
            assert_eq!(pattern.read(text), Some(vec![("code", "3-501.17".to_owned()), ("state", "No".to_owned())]), "{text}");
        }
        assert_eq!(pattern.read("3-501.17"), None);
        assert_eq!(pattern.read("/No"), None);
    }

    #[test]
    fn slots_need_something_between_them() {
        assert!(Pattern::parse("{a}{b}").is_none());
        assert!(Pattern::parse("abc").is_none());
        assert!(Pattern::parse("{a} {b}").is_some());
        let pattern = Pattern::parse("{item}‖{result}‖{limit}").expect("a pattern");
        assert_eq!(pattern.read("甜蜜素‖0.8 g/kg‖≤0.65").map(|found| found.len()), Some(3));
    }
}
