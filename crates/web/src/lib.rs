//! Pages, live updates and exports.
