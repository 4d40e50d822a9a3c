//! Measures the whole system.

fn main() {}
