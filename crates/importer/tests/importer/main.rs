//! The importer on real files, on self-written ones of the same shapes, and on generated ones.

mod delaware;
mod document;
mod formats;
mod known;
mod mappings;
mod massdep;
mod notices;
mod properties;
mod rejected;
mod support;
mod usda;
