//! Police: criminal cases from acceptance to judgment.

mod complaint;
mod goods;
mod prosecution;
mod results;
mod suspects;

use kernel::{OrgId, Quantity, Unit, evidence};
use police::case::{Accepted, ClosedWithoutCharge, Domain, Filed, NotFiled, Offence, Source};

use super::evidence::{Belonging, POLICE_STORE, Piece, Taking};
use super::matter::Matter;
use super::{seen, shares};
use crate::city::{Agency, Site, Trade};
use crate::ledger::Claim;
use crate::teller::Teller;

const OFFENCES: &[(&str, &str)] = &[
    ("143", "生产、销售不符合安全标准的食品罪"),
    ("144", "生产、销售有毒、有害食品罪"),
    ("141", "生产、销售、提供假药罪"),
    ("140", "生产、销售伪劣产品罪"),
    ("338", "污染环境罪"),
];

/// One criminal case while it is told.
pub(super) struct Case {
    pub(super) record: usize,
    pub(super) number: String,
    org: OrgId,
    offence: Offence,
    domain: Domain,
    site: Site,
    matter: Option<Matter>,
    campaign: Option<String>,
    /// It came by a transfer: its suspects are dealt with together.
    transferred: bool,
}

/// How a case ended before a conviction, and on which day.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// Closed without charge (撤案).
    Withdrawn(i64),
    /// Nobody is prosecuted (不起诉).
    NotProsecuted(i64),
    /// Convicted, exempted from punishment (免予刑事处罚).
    Exempted(i64),
}

/// Which course a case takes after it was filed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Withdrawn,
    NotProsecuted,
    Exempted,
    Tried,
}

/// A case that no regulator transferred; perhaps of a matter, perhaps from a joint action. Its record.
pub(super) fn case(t: &mut Teller<'_>, matter: Option<Matter>, joint_action: Option<&str>) -> usize {
    let case = drawn(t, matter);
    let source = if joint_action.is_some() {
        Source::JointAction
    } else {
        t.draw.weighted(&[(45, Source::Public), (40, Source::Own), (15, Source::OtherPolice)])
    };
    case.accepted(t, t.day, source, joint_action);
    let day = t.day + t.draw.between(1, 7);
    if t.draw.chance(0.15) {
        case.refused(t, day);
        if source == Source::Public {
            complaint::told(t, case.record, day);
        }
        return case.record;
    }
    case.filed(t, day);
    let mut pieces = case.evidence(t, day);
    case.goes_on(t, day, &mut pieces);
    case.record
}

/// A case of some offence at some premises.
pub(super) fn drawn(t: &mut Teller<'_>, matter: Option<Matter>) -> Case {
    let polluting = t.draw.chance(0.25);
    let site = t.site(if polluting { Trade::Factory } else { Trade::Food });
    let offence = if polluting { OFFENCES[4] } else { *t.draw.pick(&OFFENCES[..4]) };
    let org = t.org(Agency::Police);
    Case { campaign: t.campaign(), transferred: false, ..Case::of(t, &org, &site, offence, matter) }
}

impl Case {
    /// The case of `org` in which a transfer results.
    pub(super) fn of(
        t: &mut Teller<'_>,
        org: &OrgId,
        site: &Site,
        (article, name): (&str, &str),
        matter: Option<Matter>,
    ) -> Self {
        let record = t.own_of("police.case", Agency::Police, org, "示例公案");
        let domain = match article {
            "143" | "144" => Domain::Food,
            "141" => Domain::Drug,
            "338" => Domain::Environment,
            _ => Domain::Other,
        };
        Self {
            record,
            number: t.subjects[record].key.to_string(),
            org: org.clone(),
            offence: Offence { article: article.to_owned(), name: name.to_owned() },
            domain,
            site: site.clone(),
            matter,
            campaign: None,
            transferred: true,
        }
    }

    /// Where it happened.
    pub(super) const fn site(&self) -> &Site {
        &self.site
    }

    /// The same case, of `matter`.
    pub(super) fn of_matter(self, matter: Matter) -> Self {
        Self { matter: Some(matter), ..self }
    }

    fn matter(&self) -> Option<String> {
        self.matter.as_ref().map(|matter| matter.number.clone())
    }

    /// The day on which the case tells what the transfer tells of `day`: seldom another.
    fn same(&self, t: &mut Teller<'_>, day: i64) -> i64 {
        if self.transferred && t.draw.chance(shares::DIFFERS) { day + t.draw.between(1, 2) } else { day }
    }

    pub(super) fn accepted(&self, t: &mut Teller<'_>, day: i64, source: Source, joint_action: Option<&str>) {
        let (day, matter) = (self.same(t, day), self.matter());
        let part = t.part(self.record, "accepted", &[]).of_matter(matter.is_some());
        let economic = self.offence.article == "140" && t.draw.chance(shares::ECONOMIC);
        t.say(part, day, |_, on, wrong| {
            let name = &self.offence.name;
            let report = Accepted {
                on,
                title: format!("{}涉嫌{name}案{}", self.site.premises.name, if wrong { "（暂定）" } else { "" }),
                source: Some(source),
                economic,
                premises: Some(self.site.premises.clone()),
                matter: matter.clone(),
                joint_action: joint_action.map(str::to_owned),
                campaign: self.campaign.clone(),
            };
            (report, vec![Claim::one("cases-accepted")])
        });
    }

    pub(super) fn refused(&self, t: &mut Teller<'_>, day: i64) {
        let day = self.same(t, day);
        t.say(t.part(self.record, "not-filed", &["accepted"]), day, |_, on, wrong| {
            let reasons = if wrong { "示例：没有犯罪事实（待核实）" } else { "示例：没有犯罪事实" };
            let offence = Some(self.offence.clone());
            let report = NotFiled { on, offence, reasons: reasons.to_owned(), document: None };
            (report, vec![Claim::one("cases-not-filed")])
        });
    }

    pub(super) fn filed(&self, t: &mut Teller<'_>, day: i64) {
        let (day, matter, document) = (self.same(t, day), self.matter(), t.number("示例公立"));
        let filed_as = match self.domain {
            Domain::Food => "cases-filed-food",
            Domain::Drug => "cases-filed-drug",
            Domain::Environment => "cases-filed-environment",
            Domain::Other => "cases-filed-other",
        };
        let part = t.part(self.record, "filed", &["accepted"]).of_matter(matter.is_some());
        t.say(part, day, |_, on, wrong| {
            let report = Filed {
                on,
                round: 1,
                offence: self.offence.clone(),
                domain: None,
                document: (!wrong).then(|| document.clone()),
                reasons: None,
                matter: matter.clone(),
                campaign: None,
            };
            (report, vec![Claim::one("cases-filed"), Claim::one(filed_as)])
        });
    }

    /// Its course from the filing on: suspects, what it leads to, and its end if that is no conviction.
    pub(super) fn goes_on(&self, t: &mut Teller<'_>, filed: i64, pieces: &mut [Piece]) -> Option<End> {
        let [withdrawn, not_prosecuted, exempted, tried] = shares::ENDS;
        let course = t.draw.weighted(&[
            (withdrawn, Course::Withdrawn),
            (not_prosecuted, Course::NotProsecuted),
            (exempted, Course::Exempted),
            (tried, Course::Tried),
        ]);
        let suspects = suspects::told(t, self.record, filed, self.domain, !self.transferred);
        if course == Course::Withdrawn {
            let day = suspects.last.max(filed + 15) + t.draw.between(1, 10);
            let told = self.same(t, day);
            t.say(t.part(self.record, "closed-without-charge", &["filed"]), told, |_, on, wrong| {
                let reasons = if wrong { "示例：情节显著轻微（待核实）" } else { "示例：情节显著轻微" };
                let claims = vec![Claim::one("cases-closed-without-charge")];
                (ClosedWithoutCharge { on, round: 1, reasons: reasons.to_owned(), document: None }, claims)
            });
            for piece in pieces.iter_mut().filter(|piece| piece.is_with_police()) {
                piece.ended(t, day + 5, evidence::End::Returned);
            }
            return Some(End::Withdrawn(day));
        }
        results::told(t, self.record, filed, &seen(&self.site.premises));
        prosecution::told(t, self.record, filed, &suspects, course, self.transferred, pieces)
    }

    /// Some cases tell what was seized as pieces of evidence of their own.
    fn evidence(&self, t: &mut Teller<'_>, day: i64) -> Vec<Piece> {
        if !t.draw.chance(shares::EVIDENCE) {
            return Vec::new();
        }
        let belongs = Belonging {
            record: Some(evidence::Of {
                kind: "police.case".to_owned(),
                org: self.org.clone(),
                number: t.subjects[self.record].key.clone(),
                item: None,
            }),
            transfer: None,
            matter: self.matter(),
        };
        let taking = |sort, how, description: &str, quantity, sealed| Taking {
            agency: Agency::Police,
            org: self.org.clone(),
            sort,
            how,
            description: description.to_owned(),
            quantity,
            keeper: POLICE_STORE,
            sealed,
        };
        let grams = Quantity::of(t.draw.between(100, 50_000), Unit::Gram);
        let thing = taking(evidence::Sort::Thing, evidence::How::Seized, "示例涉案物品", Some(grams), true);
        let record = taking(evidence::Sort::Record, evidence::How::Made, "示例勘验笔录", None, false);
        let mut thing = Piece::taken(t, thing, belongs.clone(), day);
        if t.draw.chance(0.5) {
            thing.tested(t, "示例鉴定中心");
        }
        vec![thing, Piece::taken(t, record, belongs, day)]
    }
}
