//! Chance, from one seeded stream.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Draws that are the same for the same seed on every machine.
#[derive(Clone, Debug)]
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// True in a `share` of all cases.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.0.random_bool(share.clamp(0.0, 1.0))
    }

    /// A number from `first` to `last`, both possible.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        self.0.random_range(first..=last.max(first))
    }

    /// A place in a list of `len`; 0 if it is empty.
    pub(crate) fn place(&mut self, len: usize) -> usize {
        self.0.random_range(0..u32::try_from(len.max(1)).unwrap_or(u32::MAX)) as usize
    }

    /// One of `list`, which is not empty.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.place(list.len())]
    }

    /// One of `list` by its weights, which are not all 0.
    pub(crate) fn weighted<T: Copy>(&mut self, list: &[(u32, T)]) -> T {
        let all: u32 = list.iter().map(|(weight, _)| weight).sum();
        let mut at = self.0.random_range(0..all.max(1));
        let mut drawn = list[0].1;
        for (weight, one) in list {
            drawn = *one;
            if at < *weight {
                break;
            }
            at -= weight;
        }
        drawn
    }
}
