//! Parcels that nobody knows: put aside, described, tied to orders, settled.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use guichet_domain::claim::{Evidence, EvidenceKind, FileSort};
use guichet_domain::stray::{StrayEnd, StrayGoods};
use guichet_domain::{NewStray, Order, StrayCommand, StrayParcel};
use guichet_sync::{Action, Key};

use super::shop;
use crate::dice::Dice;

fn day(now: DateTime<Utc>, dice: &mut Dice) -> NaiveDate {
    (now + TimeDelta::days(dice.between(-4, 2))).date_naive()
}

fn goods(dice: &mut Dice) -> Vec<StrayGoods> {
    let what = ["Camera", "Siren", ""][dice.index(3)].to_owned();
    vec![StrayGoods { what, quantity: 1, serial: None, condition: dice.once_in(2).then(|| "scratched".to_owned()) }]
}

/// A parcel that came in, under a number of the desk's own; now and then one that is there. It may seem to be of this
/// order.
pub fn new(desk: usize, order: &Order, now: DateTime<Utc>, dice: &mut Dice) -> (Key, Action) {
    let number = format!("Q-{desk}-{}", dice.index(6));
    let found = dice.once_in(3);
    let asked = NewStray {
        number: number.clone(),
        arrived_on: day(now, dice),
        scanned: Some("6A 000".to_owned()),
        carrier: None,
        tracking: None,
        sender: dice.once_in(2).then(|| "Somebody in Lyon".to_owned()),
        place: None,
        goods: if dice.once_in(2) { goods(dice) } else { Vec::new() },
        photos: Vec::new(),
        order: found.then(|| order.number.clone()),
        customer: order.customer.clone().filter(|_| found),
    };
    (Key::Stray(number), Action::PutAside(Box::new(asked)))
}

/// Something to do on a parcel, as it is seen here.
pub fn on(parcel: &StrayParcel, now: DateTime<Utc>, dice: &mut Dice) -> StrayCommand {
    match dice.index(5) {
        0 => StrayCommand::DescribeStray { goods: goods(dice), place: dice.once_in(2).then(|| "Shelf 4".to_owned()) },
        1 if parcel.order.is_some() => StrayCommand::MatchStray { order: None, customer: None },
        1 => {
            let customer = shop::customer_id(dice.index(shop::CUSTOMERS));
            StrayCommand::MatchStray { order: Some("N-0-1".to_owned()), customer: Some(customer) }
        }
        2 => {
            let sha256 = format!("{:064x}", dice.below(6));
            let photo = Evidence { sha256, sort: FileSort::Png, kind: EvidenceKind::Goods };
            StrayCommand::PhotographStray { photos: vec![photo] }
        }
        3 => {
            let how = match dice.index(3) {
                0 => StrayEnd::Received { rma: None },
                1 => StrayEnd::SentBack { carrier: "Colissimo".to_owned(), tracking: Some("8R 1".to_owned()) },
                _ => StrayEnd::Disposed { reason: "Broken glass.".to_owned() },
            };
            StrayCommand::SettleStray { how, on: day(now, dice) }
        }
        _ => StrayCommand::NoteStray { text: format!("Looked again, {}.", dice.below(100)) },
    }
}
