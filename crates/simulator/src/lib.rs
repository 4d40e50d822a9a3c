//! A deterministic year of reports for a fictitious city, with its own expected tallies.
