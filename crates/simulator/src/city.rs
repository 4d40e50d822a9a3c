//! The fictitious city: its counties and organisations from the roster, its premises and persons made by number.

use kernel::reference::Reference;
use kernel::{AgencyCode, DivisionCode, OrgId, Person, Personal, Premises, Tier, Uscc};

use crate::SimError;
use crate::draw::Draw;

/// The agencies of the simulated city, in the order in which an office keeps its organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agency {
    JointOffice,
    Police,
    FoodDrug,
    Environment,
    Procuratorate,
}

impl Agency {
    const ALL: [Self; 5] = [Self::JointOffice, Self::Police, Self::FoodDrug, Self::Environment, Self::Procuratorate];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::JointOffice => "joint-office",
            Self::Police => "police",
            Self::FoodDrug => "food-drug",
            Self::Environment => "environment",
            Self::Procuratorate => "procuratorate",
        }
    }
}

/// What a premises does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trade {
    Food,
    Factory,
}

/// The organisations of one division, one for each agency.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) division: DivisionCode,
    name: String,
    orgs: [OrgId; 5],
    /// Towns and villages.
    places: Vec<DivisionCode>,
}

impl Seat {
    pub(crate) fn org(&self, agency: Agency) -> &OrgId {
        &self.orgs[agency as usize]
    }
}

/// The city with its counties.
#[derive(Clone, Debug)]
pub(crate) struct City {
    pub(crate) agencies: [AgencyCode; 5],
    pub(crate) whole: Seat,
    pub(crate) counties: Vec<Seat>,
    premises: i64,
}

/// A premises and the town or village in which it lies.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) premises: Premises,
    pub(crate) division: DivisionCode,
}

const FOOD: &[&str] = &["餐馆", "超市", "食品厂", "药店", "美容院", "学校食堂", "小作坊", "冷库"];
const FACTORIES: &[&str] = &["电镀厂", "化工厂", "造纸厂", "养殖场", "印染厂", "制药厂", "洗砂场", "再生铅厂"];
const STEMS: &[&str] = &["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

impl City {
    /// The city at `root`, with as many premises as `reports` reports give something to do.
    pub(crate) fn new(reference: &Reference, root: &str, reports: u64) -> Result<Self, SimError> {
        let divisions = &reference.divisions;
        let root = DivisionCode::new(root)?;
        if !divisions.root(&root).is_some_and(|root| root.simulated) {
            return Err(SimError::NotSimulated(root));
        }
        let seat = |division: &kernel::Division, places: Vec<DivisionCode>| -> Result<Seat, SimError> {
            let org = |agency: Agency| {
                let mut orgs = reference.organisations.iter();
                let org = orgs.find(|org| org.division == division.code && org.agency.as_str() == agency.code());
                org.map(|org| org.id.clone()).ok_or_else(|| SimError::Missing(division.code.clone(), agency.code()))
            };
            let [a, b, c, d, e] = Agency::ALL.map(org);
            Ok(Seat { division: division.code.clone(), name: division.name.clone(), orgs: [a?, b?, c?, d?, e?], places })
        };
        let whole = divisions.get(&root).ok_or_else(|| SimError::NotSimulated(root.clone()))?;
        let mut counties = Vec::new();
        for county in divisions.iter().filter(|d| d.tier == Tier::County && d.to.is_none() && divisions.within(&d.code, &root)) {
            let places = divisions.iter().filter(|d| matches!(d.tier, Tier::Town | Tier::Village));
            let places = places.filter(|d| divisions.within(&d.code, &county.code)).map(|d| d.code.clone()).collect();
            counties.push(seat(county, places)?);
        }
        if counties.is_empty() {
            return Err(SimError::NotSimulated(root));
        }
        let [a, b, c, d, e] = Agency::ALL.map(|agency| AgencyCode::new(agency.code()));
        let premises = i64::try_from(reports / 100).unwrap_or(i64::MAX).clamp(40, 20_000);
        Ok(Self { agencies: [a?, b?, c?, d?, e?], whole: seat(whole, Vec::new())?, counties, premises })
    }

    /// One of the county's premises: the same number gives the same premises, whoever names it.
    pub(crate) fn site(&self, county: usize, trade: Trade, draw: &mut Draw) -> Site {
        let number = draw.between(1, self.premises);
        let at = usize::try_from(number).unwrap_or_default();
        let seat = &self.counties[county];
        let (names, prefix, class) = match trade {
            Trade::Food => (FOOD, "示例食药证", "MA"),
            Trade::Factory => (FACTORIES, "示例排污证", "MB"),
        };
        // 0000nn is no division of GB/T 2260, so the code is nobody's.
        let entity =
            (at % 8 != 0).then(|| Uscc::with_check_digit(&format!("910000{:02}{class}{number:07}", county + 1))).flatten();
        let premises = Premises {
            name: format!("{}示例{}{number:05}号", seat.name, names[at % names.len()]),
            address: Some(format!("{}示例路{number}号", seat.name)),
            licence: (at % 10 != 0).then(|| format!("{prefix}{:02}{number:07}", county + 1)),
            entity,
            position: None,
        };
        let division = seat.places.get(at * 7 % seat.places.len().max(1)).unwrap_or(&seat.division).clone();
        Site { premises, division }
    }
}

/// A person who does not exist.
pub(crate) fn person(draw: &mut Draw) -> Personal {
    let name = format!("示例{}{:05}", draw.pick(STEMS), draw.between(1, 99_999));
    let address = draw.chance(0.3).then(|| format!("示例路{}号", draw.between(1, 999)));
    Personal::Personal(Person { name, id_number: None, phone: None, address })
}
