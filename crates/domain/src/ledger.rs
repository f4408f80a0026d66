//! The unit ledger of an order line: each unit is in exactly one place.

use serde::Serialize;

use crate::fault::Fault;
use crate::order::{Line, OrderFacts, RmaStatus};

/// Where the units of one line are.
///
/// `ordered = open + cancelled + in_transit + delivered + refused`, and of what was handed to the carrier and not
/// refused, `authorised`, `returned` and `claimed` units are spoken for. The fields are private: a ledger is only
/// ever computed from facts, and one that goes below zero cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LineLedger {
    ordered: u32,
    cancelled: u32,
    retained: u32,
    in_transit: u32,
    delivered: u32,
    refused: u32,
    authorised: u32,
    returned: u32,
    claimed: u32,
    credited: u32,
}

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        impl LineLedger {$(
            $(#[$doc])*
            pub fn $name(&self) -> u32 { self.$name }
        )+}
    };
}
places!(
    /// Units ordered.
    ordered,
    /// Units cancelled before they shipped.
    cancelled,
    /// Of those, units cancelled for non-payment that are never credited (CAN-10).
    retained,
    /// Units on their way.
    in_transit,
    /// Units delivered, whatever happened to them later.
    delivered,
    /// Units in parcels refused at the door.
    refused,
    /// Units that an open RMA still awaits.
    authorised,
    /// Units returned and received.
    returned,
    /// Units held by a damage claim.
    claimed,
    /// Units credited so far (MON-6).
    credited,
);

impl LineLedger {
    /// Units neither cancelled nor shipped: what can be cancelled.
    pub fn open(&self) -> u32 {
        self.ordered - self.cancelled - self.shipped()
    }
    /// Units handed to a carrier.
    pub fn shipped(&self) -> u32 {
        self.in_transit + self.delivered + self.refused
    }
    /// Units that a return can be asked for: delivered or in transit, and not spoken for (RET-5).
    pub fn returnable(&self) -> u32 {
        self.in_transit + self.delivered - self.authorised - self.returned - self.claimed
    }
    /// Delivered units that the customer keeps with nothing pending on them.
    pub fn kept(&self) -> u32 {
        self.delivered.saturating_sub(self.authorised + self.returned + self.claimed)
    }
    /// Units that no refund will ever credit again once `more` are credited: all but these are settled.
    pub fn unsettled_after(&self, more: u32) -> u32 {
        self.ordered.saturating_sub(self.credited + self.retained + more)
    }

    /// Computes the ledger of a line from the order's facts.
    ///
    /// # Errors
    /// A [`Fault`] with the path inside the order where units would be in two places or in none.
    pub fn of(order: &OrderFacts, line: &Line) -> Result<Self, Fault> {
        let id = line.id.as_str();
        let mut ledger = Tally { ordered: u64::from(line.quantity), ..Tally::default() };
        for (i, entry) in order.cancelled.iter().enumerate().filter(|(_, e)| e.line == id) {
            ledger.cancelled += u64::from(entry.quantity);
            if entry.retained {
                ledger.retained += u64::from(entry.quantity);
            }
            if ledger.cancelled > ledger.ordered {
                return Err(Fault::at(format!("cancelled[{i}].quantity"), "more is cancelled than was ordered"));
            }
        }
        for (s, shipment) in order.shipments.iter().enumerate() {
            for (i, entry) in shipment.lines.iter().enumerate().filter(|(_, e)| e.line == id) {
                let place = match (shipment.refused_on, shipment.delivered_on) {
                    (Some(_), _) => &mut ledger.refused,
                    (None, Some(_)) => &mut ledger.delivered,
                    (None, None) => &mut ledger.in_transit,
                };
                *place += u64::from(entry.quantity);
                if ledger.cancelled + ledger.shipped() > ledger.ordered {
                    let path = format!("shipments[{s}].lines[{i}].quantity");
                    return Err(Fault::at(path, "more is shipped than was ordered and not cancelled"));
                }
            }
        }
        for (r, rma) in order.rmas.iter().enumerate() {
            for (i, entry) in rma.lines.iter().enumerate().filter(|(_, e)| e.line == id) {
                if entry.received > entry.quantity {
                    let path = format!("rmas[{r}].lines[{i}].received");
                    return Err(Fault::at(path, "more is received than was authorised"));
                }
                ledger.returned += u64::from(entry.received);
                if rma.status == RmaStatus::Open {
                    ledger.authorised += u64::from(entry.quantity - entry.received);
                }
                if ledger.spoken_for() > ledger.reached() {
                    let path = format!("rmas[{r}].lines[{i}].quantity");
                    return Err(Fault::at(path, "more is authorised or received than the customer was sent"));
                }
            }
        }
        for (c, claim) in order.claims.iter().enumerate().filter(|(_, c)| !c.replacement_delivered) {
            for (i, entry) in claim.lines.iter().enumerate().filter(|(_, e)| e.line == id) {
                ledger.claimed += u64::from(entry.quantity);
                if ledger.spoken_for() > ledger.reached() {
                    let path = format!("claims[{c}].lines[{i}].quantity");
                    return Err(Fault::at(path, "more is claimed than the customer holds"));
                }
            }
        }
        for (c, credit) in order.credits.iter().enumerate() {
            for (i, entry) in credit.lines.iter().enumerate().filter(|(_, e)| e.line == id) {
                ledger.credited += u64::from(entry.quantity);
                if ledger.credited + ledger.retained > ledger.ordered {
                    let path = format!("credits[{c}].lines[{i}].quantity");
                    return Err(Fault::at(path, "more is credited than was ordered"));
                }
            }
        }
        ledger.infer_retained();
        ledger.settle()
    }
}

/// The sums while they are added up, wide enough that adding cannot overflow.
#[derive(Default)]
struct Tally {
    ordered: u64,
    cancelled: u64,
    retained: u64,
    in_transit: u64,
    delivered: u64,
    refused: u64,
    authorised: u64,
    returned: u64,
    claimed: u64,
    credited: u64,
}

impl Tally {
    fn shipped(&self) -> u64 {
        self.in_transit + self.delivered + self.refused
    }
    fn reached(&self) -> u64 {
        self.in_transit + self.delivered
    }
    fn spoken_for(&self) -> u64 {
        self.authorised + self.returned + self.claimed
    }

    /// Documents from elsewhere do not mark the units cancelled under CAN-10. Every other cancellation is credited
    /// (MON-6), so cancelled units that no credit accounts for were cancelled under it.
    fn infer_retained(&mut self) {
        if self.retained == 0 {
            let credited_by_cancelling = self.credited.saturating_sub(self.returned).min(self.cancelled);
            self.retained = self.cancelled - credited_by_cancelling;
        }
    }

    fn settle(self) -> Result<LineLedger, Fault> {
        let narrow = |units: u64| u32::try_from(units).map_err(|_| Fault::at("lines", "has too many units"));
        Ok(LineLedger {
            ordered: narrow(self.ordered)?,
            cancelled: narrow(self.cancelled)?,
            retained: narrow(self.retained)?,
            in_transit: narrow(self.in_transit)?,
            delivered: narrow(self.delivered)?,
            refused: narrow(self.refused)?,
            authorised: narrow(self.authorised)?,
            returned: narrow(self.returned)?,
            claimed: narrow(self.claimed)?,
            credited: narrow(self.credited)?,
        })
    }
}
