//! What is known of a subject: of each thing what was stated last, in whatever order the reports arrive.

use kernel::{DivisionCode, Mention, RecordId, RecordKey, SubjectId};

/// Something stated of a subject, with when (microseconds since 1970). Of several the one stated last stands, of those stated at one
/// time the greatest: so the order of arrival does not matter.
pub type Stated<T> = Option<(i64, T)>;

/// What is known of a subject, from its mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// Its kind.
    pub kind: &'static str,
    /// The root under which it is known.
    pub root: String,
    /// Today's county of where it was mentioned.
    pub county: Stated<String>,
    /// Its name.
    pub name: Stated<String>,
    /// Address.
    pub address: Stated<String>,
    /// Licence.
    pub licence: Stated<String>,
    /// Credit code.
    pub entity: Stated<String>,
    /// Longitude and latitude in millionths of a degree.
    pub position: Stated<(i32, i32)>,
    /// Position of the first mention in this batch.
    pub first: i64,
    /// Position of the last mention.
    pub last: i64,
}

impl Mentioned {
    /// What `mention` says of its subjects, stated at `stated` and recorded at `position`: a premises names who runs it, too.
    pub fn of(
        mention: &Mention,
        root: &DivisionCode,
        county: Option<&str>,
        stated: i64,
        position: i64,
    ) -> Vec<(SubjectId, Self)> {
        let bare = |kind| Self {
            kind,
            root: root.to_string(),
            county: county.map(|county| (stated, county.to_owned())),
            name: None,
            address: None,
            licence: None,
            entity: None,
            position: None,
            first: position,
            last: position,
        };
        let told = |text: &str| Some((stated, text.to_owned()));
        let mut new = bare(kind_of(mention));
        let mut runner = None;
        match mention {
            Mention::Premises(premises) => {
                new.name = told(&premises.name);
                new.address = premises.address.as_deref().and_then(told);
                new.licence = premises.licence.as_deref().and_then(told);
                new.position = premises.position.map(|p| (stated, (p.longitude_e6, p.latitude_e6)));
                if let Some(code) = &premises.entity {
                    new.entity = told(code.as_str());
                    let entity = Self { entity: told(code.as_str()), ..bare("entity") };
                    runner = Some((SubjectId::derive("entity", root, code.as_str()), entity));
                }
            }
            Mention::Entity(code, name) => {
                new.name = told(name);
                new.entity = told(code.as_str());
            }
            Mention::Record { number, .. } => new.name = told(number.as_str()),
            Mention::Shared { number, .. } => new.name = told(number),
        }
        std::iter::once((subject_of(mention, root), new)).chain(runner).collect()
    }

    /// Adds another mention: of each thing the one stated last stands. The upsert into the table does the same.
    pub fn add(&mut self, other: Self) {
        self.county = self.county.take().max(other.county);
        self.name = self.name.take().max(other.name);
        self.address = self.address.take().max(other.address);
        self.licence = self.licence.take().max(other.licence);
        self.entity = self.entity.take().max(other.entity);
        self.position = self.position.take().max(other.position);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}

/// The subject that `mention` names within `root`.
pub fn subject_of(mention: &Mention, root: &DivisionCode) -> SubjectId {
    match mention {
        Mention::Premises(premises) => premises.id(root),
        Mention::Entity(code, _) => SubjectId::derive("entity", root, code.as_str()),
        Mention::Record { kind, org, number } => SubjectId(RecordId::own(org, kind, number).0),
        Mention::Shared { kind, number } => match RecordKey::new(number.trim()) {
            Ok(key) => SubjectId(RecordId::shared(root, kind, &key).0),
            Err(_) => SubjectId::derive(kind, root, number),
        },
    }
}

/// The kind under which a subject is kept.
pub fn kind_of(mention: &Mention) -> &'static str {
    match mention {
        Mention::Premises(_) => "premises",
        Mention::Entity(..) => "entity",
        Mention::Record { .. } => "record",
        Mention::Shared { kind, .. } => kind,
    }
}

/// As the table keeps it: texts whose order (by bytes) is that of [`Stated`], so that the database takes the greater one.
pub(crate) fn sortable(stated: &Stated<impl AsRef<str>>) -> Option<String> {
    stated.as_ref().map(|(at, text)| format!("{:016x}{}", at.wrapping_sub(i64::MIN), text.as_ref()))
}

/// The same of a place on the map.
pub(crate) fn sortable_position(stated: &Stated<(i32, i32)>) -> Option<String> {
    sortable(&stated.map(|(at, (longitude, latitude))| (at, format!("{longitude},{latitude}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Premises;
    use proptest::prelude::*;

    fn mention(stated: i64, name: &str, address: Option<&str>) -> Mentioned {
        let root = DivisionCode::new("370800000000").expect("a root");
        let premises = Premises {
            name: name.into(),
            address: address.map(str::to_owned),
            licence: Some("JY1".into()),
            entity: None,
            position: None,
        };
        let mut told = Mentioned::of(&Mention::Premises(premises), &root, None, stated, stated);
        told.swap_remove(0).1
    }

    #[test]
    fn what_a_later_statement_leaves_out_stays_as_it_was() {
        let mut known = mention(10, "示例餐馆", None);
        known.add(mention(5, "示例小吃", Some("示例路1号")));
        known.add(mention(7, "示例饭店", Some("示例路2号")));
        assert_eq!(known.name, Some((10, "示例餐馆".to_owned())));
        assert_eq!(known.address, Some((7, "示例路2号".to_owned())));
    }

    #[test]
    fn who_runs_a_premises_is_a_subject_of_its_own() {
        let root = DivisionCode::new("370800000000").expect("a root");
        let code = "91370811MA3C00011L".parse().expect("a code");
        let premises = Premises { name: "示例餐馆".into(), address: None, licence: None, entity: Some(code), position: None };
        let told = Mentioned::of(&Mention::Premises(premises), &root, None, 1, 1);
        let kinds: Vec<_> = told.iter().map(|(_, known)| (known.kind, known.name.is_some(), known.entity.is_some())).collect();
        assert_eq!(kinds, [("premises", true, true), ("entity", false, true)]);
        assert_eq!(told[1].0, subject_of(&Mention::Entity(code_of(&told[1].1), String::new()), &root));
    }

    fn code_of(known: &Mentioned) -> kernel::Uscc {
        known.entity.as_ref().expect("a code").1.parse().expect("a code")
    }

    proptest! {
        #[test]
        fn the_database_orders_statements_as_we_do(
            one in (any::<i64>(), "[a-z示例]{0,4}"), other in (any::<i64>(), "[a-z示例]{0,4}"),
        ) {
            let (one, other) = (Some(one), Some(other));
            prop_assert_eq!(one.cmp(&other), sortable(&one).cmp(&sortable(&other)));
        }

        #[test]
        fn what_is_known_does_not_depend_on_the_order_of_arrival(
            (in_order, shuffled) in proptest::collection::vec((0i64..4, "[甲乙]", proptest::option::of("[甲乙]")), 1..7)
                .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        ) {
            let fold = |rows: &[(i64, String, Option<String>)]| {
                rows.iter().map(|(at, name, address)| mention(*at, name, address.as_deref())).reduce(|mut known, next| {
                    known.add(next);
                    known
                })
            };
            prop_assert_eq!(fold(&in_order), fold(&shuffled));
        }
    }
}
