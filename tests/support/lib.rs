//! What every whole-house test starts from.
