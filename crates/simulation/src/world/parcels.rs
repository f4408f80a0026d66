//! What the warehouse asks: that goods leave, all or some, under a number that another desk may give too.

use chrono::NaiveDate;
use guichet_domain::OrderCommand;
use guichet_domain::order::Order;
use guichet_domain::parcel::{NewParcel, ReleaseShipment};

use super::script::{Available, some_of};
use crate::dice::Dice;

/// Goods leave, or somebody asks whether they may.
pub(super) fn release(order: &Order, open: &Available, today: NaiveDate, dice: &mut Dice) -> OrderCommand {
    if dice.once_in(6) {
        return OrderCommand::ReleaseShipment(ReleaseShipment::default());
    }
    let lines = (!open.is_empty() && dice.once_in(2)).then(|| some_of(open, dice));
    let parcel = NewParcel {
        id: format!("s{}-{}", order.shipments.len() + 1, dice.index(5)),
        lines,
        carrier: "ups".to_owned(),
        tracking: dice.once_in(2).then(|| format!("1Z{}", dice.index(3))),
        on: today,
    };
    OrderCommand::ReleaseShipment(ReleaseShipment { parcel: Some(parcel) })
}
