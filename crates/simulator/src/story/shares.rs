//! How often the simulated agencies are late, and how often an affair takes another way than the usual: the only place where that is said.
//!
//! No published figure says how often terms are missed (domain.md 2.7 only that they are), so every share here is general knowledge [K],
//! chosen so that at each side and for each clock what is late is a minority that one can still find.

/// How an owner keeps its terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habit {
    /// The share that is done after the term.
    pub(super) late: f64,
    /// The share that is never done.
    pub(super) never: f64,
}

/// Regulators: few officers, many small terms.
pub(super) const REGULATOR: Habit = Habit { late: 0.06, never: 0.015 };
/// Police: the terms of intake are the ones that studies name as missed.
pub(super) const POLICE: Habit = Habit { late: 0.07, never: 0.015 };
/// Procuratorates watch the terms of others and keep their own.
pub(super) const PROCURATORATE: Habit = Habit { late: 0.04, never: 0.01 };
/// Laboratories: backlogs of tests are common, lost reports are not.
pub(super) const LABORATORY: Habit = Habit { late: 0.08, never: 0.02 };
/// Parties file their plans and reports slowly.
pub(super) const PARTY: Habit = Habit { late: 0.08, never: 0.04 };
/// Custody is watched most closely of all: to exceed it is an error case.
pub(super) const CUSTODY: Habit = Habit { late: 0.03, never: 0.005 };

/// A crime is suspected in a regulator's own case: more than in life, so that about two in five criminal cases come by a transfer, as in
/// Shandong 2016/17 (640 of 1,640, domain.md 4.1).
pub(super) const CRIME: f64 = 0.12;
/// A crime that the food and drug regulator suspects is one with drugs: of the cases of food and drugs of Jinan in 2014, 27 of 84 were
/// (domain.md 4.1); transfers are fewer, since the province inspects the makers.
pub(super) const DRUG_CRIME: f64 = 0.2;
/// A suspected crime is put before the regulator's head only after an opinion of the procuratorate.
pub(super) const URGED: f64 = 0.05;
/// The party is not told in writing of the time of testing, which is left out of a seizure: an error case.
pub(super) const TESTING_UNTOLD: f64 = 0.08;
/// The head refuses the transfer.
pub(super) const REFUSED_BY_HEAD: f64 = 0.07;
/// The transfer is recalled before it is accepted.
pub(super) const RECALLED: f64 = 0.04;
/// What was recalled is sent again, as another transfer of the case.
pub(super) const SENT_AGAIN: f64 = 0.6;
/// Sent on to another police organ.
pub(super) const FORWARDED: f64 = 0.08;
/// Given back as no police matter.
pub(super) const RETURNED: f64 = 0.05;
/// The term to decide on filing is extended.
pub(super) const EXTENDED: f64 = 0.2;
/// Of a hundred decisions on a transfer: filed, refused, and never made.
pub(super) const DECISIONS: [u32; 3] = [76, 21, 3];
/// What two police records tell of one day differs: two clerks wrote it.
pub(super) const DIFFERS: f64 = 0.03;
/// Things are handed over twice, or things that were on no list; an error case each.
pub(super) const HANDED_OVER_WRONGLY: f64 = 0.08;
/// The regulator keeps the things although police have filed a case, and releases what it seized: an error case.
pub(super) const KEPT_BACK: f64 = 0.08;
/// No thing goes with the case, only its material.
pub(super) const NO_THINGS: f64 = 0.1;
/// A case that police withdrew is supervised and filed again.
pub(super) const WITHDRAWN_IN_DOUBT: f64 = 0.7;
/// The case that was filed again is withdrawn again.
pub(super) const WITHDRAWN_AGAIN: f64 = 0.6;
/// It is the regulator that suggests to supervise a withdrawal.
pub(super) const SUGGESTED: f64 = 0.9;
/// An organ enters its decision into the province's platform itself, although the system is the city's.
pub(super) const ENTERED: f64 = 0.15;
/// A document of the set is forgotten when the file is sent: police list it among the gaps, or nobody notices.
pub(super) const FORGOTTEN: f64 = 0.05;
/// The regulator penalises although police have filed a case: an error case.
pub(super) const IN_SPITE_OF_FILING: f64 = 0.12;

/// Of a hundred criminal cases: closed without charge, nobody prosecuted, everybody exempted from punishment, tried. Reverse transfers
/// are many (domain.md 2.4), so non-prosecution is not rare.
pub(super) const ENDS: [u32; 4] = [8, 10, 4, 78];
/// Returned for supplementary investigation: not at all, once, twice.
pub(super) const SUPPLEMENTED: [u32; 3] = [86, 11, 3];
/// The only suspect of a case, who was let go, is held or let go otherwise once more; and once more after that.
pub(super) const HELD_AGAIN: f64 = 0.6;
/// A case leads to a den, to a gang, to seized goods, to an amount. Shandong 2015/16 had 620 dens and 98 gangs in 2,286 cases
/// (domain.md 4.1).
pub(super) const DEN: f64 = 0.27;
/// See [`DEN`].
pub(super) const GANG: f64 = 0.05;
/// See [`DEN`].
pub(super) const GOODS: f64 = 0.45;
/// See [`DEN`].
pub(super) const AMOUNT: f64 = 0.6;

/// One organ asks another about a transfer under way; the answer is its own to give in time.
pub(super) const CONSULTED: f64 = 0.12;
/// A regulator's case begins with a clue that is checked first.
pub(super) const CLUE: f64 = 0.35;
/// The time to check a clue is extended.
pub(super) const CLUE_EXTENDED: f64 = 0.1;
/// It is told when the violation ended and was discovered.
pub(super) const VIOLATION_DATED: f64 = 0.2;
/// The violation ended more than two years before the case was filed: an error case, unless it did harm.
pub(super) const VIOLATION_OLD: f64 = 0.05;
/// A sample is tested on the spot first.
pub(super) const QUICK_TEST: f64 = 0.02;
/// A failed sample is of high risk.
pub(super) const HIGH_RISK: f64 = 0.2;
/// The time to name a retest laboratory is extended.
pub(super) const NAMING_EXTENDED: f64 = 0.25;
/// A complainant is told that no case is filed, and asks for reconsideration and then for review; each step by this share.
pub(super) const COMPLAINT: f64 = 0.6;
/// A case of substandard products is dealt with as economic crime.
pub(super) const ECONOMIC: f64 = 0.3;
/// The party asks for the release of what was seized.
pub(super) const RELEASE_REQUESTED: f64 = 0.3;
/// Released goods are announced and collected by the party.
pub(super) const RELEASE_ANNOUNCED: f64 = 0.5;

/// A case that came to the regulator again after police or procuratorate gave it back is penalised.
pub(super) const PENALISED_AFTER_BACK: f64 = 0.8;
/// The procuratorate sends its opinion that a penalty is due.
pub(super) const OPINION: f64 = 0.7;

/// Regulators' and police cases whose evidence is told piece by piece.
pub(super) const EVIDENCE: f64 = 0.3;
/// A piece is handed on by somebody who does not have it: an error case.
pub(super) const CHAIN_BROKEN: f64 = 0.04;
/// Another seal is found than was put on: an error case.
pub(super) const SEAL_BROKEN: f64 = 0.03;
