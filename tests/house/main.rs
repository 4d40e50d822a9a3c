//! Whole-house tests.

mod event_store;
mod layers;
mod library_facts;
