//! Whole-house tests.

mod across;
mod acts;
mod bad_input;
mod browser;
mod commands;
mod compose;
mod contract;
mod deadlines;
mod event_store;
mod facts;
mod faults;
mod files;
mod further_agency;
mod layers;
mod library_facts;
mod notices;
mod out_of_order;
mod reactions;
mod real_input;
mod reconciled;
mod simulated;
mod sources;
mod subjects;
mod tallies;
mod unlawful;
mod whole;
