//! Golden cases, refusals of bad data, and properties of the clocks.
