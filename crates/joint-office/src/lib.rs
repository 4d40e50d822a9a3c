//! Pure domain of the joint-office agency.
