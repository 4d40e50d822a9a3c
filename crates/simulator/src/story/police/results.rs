//! What a case leads to: dens, gangs, seized goods, the amount, its solution.

use kernel::money::Currency;
use kernel::{Money, Premises, Qualifier};
use police::case::{AmountEstablished, DenDestroyed, GangBroken, Solved};

use super::goods;
use crate::ledger::Claim;
use crate::story::shares;
use crate::teller::Teller;

/// Within some weeks of the filing; `premises` as somebody knows them who saw the door.
pub(super) fn told(t: &mut Teller<'_>, record: usize, filed: i64, premises: &Premises) {
    let day = filed + t.draw.between(1, 20);
    if t.draw.chance(shares::DEN) {
        t.say(t.part(record, "den-destroyed", &["accepted"]).label("1"), day, |_, on, wrong| {
            let premises = (!wrong).then(|| premises.clone());
            (DenDestroyed { on, den: "1".to_owned(), premises }, vec![Claim::one("dens-destroyed")])
        });
    }
    if t.draw.chance(shares::GANG) {
        t.say(t.part(record, "gang-broken", &["accepted"]).label("1"), day, |draw, on, _| {
            let members = u32::try_from(draw.between(3, 12)).ok();
            (GangBroken { on, gang: "1".to_owned(), members }, vec![Claim::one("gangs-broken")])
        });
    }
    if t.draw.chance(shares::GOODS) {
        goods::seized(t, record, day);
    }
    if t.draw.chance(shares::AMOUNT) {
        let at_least = t.draw.chance(0.3);
        t.say(t.part(record, "amount-established", &["accepted"]), day + 10, |draw, on, _| {
            let minor = draw.between(1, 3_000) * 100_000;
            let qualifier = if at_least { Qualifier::AtLeast } else { Qualifier::Exact };
            let claim = Claim { at_least, ..Claim::of("amount-involved", minor) };
            (AmountEstablished { on, amount: Money { minor, currency: Currency::Cny }, qualifier }, vec![claim])
        });
    }
    if t.draw.chance(0.8) {
        let day = day + t.draw.between(0, 30);
        t.say(t.part(record, "solved", &["filed"]), day, |_, on, _| (Solved { on }, vec![Claim::one("cases-solved")]));
    }
}
