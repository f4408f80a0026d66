//! Who rules what of an order that the shop sends again after the centre has decided on it.
//!
//! | part | ruled by |
//! |---|---|
//! | kind, channel, dates, customer, market, lines, delivery, discounts | the shop; once something was credited, prices, taxes, discounts and quantities stand (MON-4: the allocation is fixed at purchase) |
//! | payments: method, authorised, captured | the shop; never captured below what was refunded; what the centre voided stays voided, what it captured as a pre-order left stays captured |
//! | payments: refunded | the centre |
//! | shipments | the shop; days that the centre recorded stand; a parcel that the centre let leave stays, one that it decided on does not go |
//! | invoices | both: a number that was added stays |
//! | cancelled, rmas, claims, credits, asked_authorisations, exceptions, goodwill | the centre; the shop may repeat them or leave them out |
//!
//! Whatever is left must still be a possible order (`Order::new`). Everything else is a contradiction: nothing is
//! written, and the shop is told both sides' facts.

use guichet_domain::Fault;
use guichet_domain::money::Amount;
use guichet_domain::order::{Line, Order, OrderFacts, OrderKind, Payment, Shipment};
use serde::Serialize;
use serde_json::{Value, json};

/// What the shop says against what the centre has decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Where, in the shop's document.
    pub path: String,
    /// What cannot be.
    pub says: String,
    /// The shop's facts.
    pub shop: Value,
    /// The centre's facts.
    pub centre: Value,
}

impl Contradiction {
    fn new(path: impl Into<String>, says: &str, shop: &impl Serialize, centre: &impl Serialize) -> Box<Self> {
        let value = |of: Result<Value, _>| of.unwrap_or(Value::Null);
        let (shop, centre) = (value(serde_json::to_value(shop)), value(serde_json::to_value(centre)));
        Box::new(Self { path: path.into(), says: says.to_owned(), shop, centre })
    }
}

type Merged<T> = Result<T, Box<Contradiction>>;

/// The order as it is after the shop's document.
///
/// # Errors
/// A [`Contradiction`].
pub fn merge(current: &Order, shop: Order) -> Merged<Order> {
    let mut facts = shop.into_facts();
    if facts.currency != current.currency {
        return Err(Contradiction::new("currency", "an order keeps its currency", &facts.currency, &current.currency));
    }
    keep_decided(current, &mut facts)?;
    if !current.credits.is_empty() {
        keep_prices(current, &facts)?;
    }
    payments(current, &mut facts)?;
    shipments(current, &mut facts)?;
    let added: Vec<String> = facts.invoices.iter().filter(|n| !current.invoices.contains(n)).cloned().collect();
    facts.invoices = current.invoices.iter().cloned().chain(added).collect();
    let sent = facts.clone();
    Order::new(facts).map_err(|fault| impossible(current, &sent, fault))
}

fn impossible(current: &Order, shop: &OrderFacts, Fault { path, message }: Fault) -> Box<Contradiction> {
    let of_shop = json!({ "lines": shop.lines, "shipments": shop.shipments, "payments": shop.payments });
    let of_centre = json!({ "cancelled": current.cancelled, "rmas": current.rmas, "claims": current.claims,
                            "credits": current.credits, "goodwill": current.goodwill,
                            "payments": current.payments });
    Box::new(Contradiction { path, says: message, shop: of_shop, centre: of_centre })
}

/// The centre's lists stand; the shop may repeat what is in them.
fn keep_decided(current: &Order, facts: &mut OrderFacts) -> Merged<()> {
    fn keep<T: Clone + PartialEq + Serialize>(name: &str, current: &[T], shop: &mut Vec<T>) -> Merged<()> {
        if let Some((at, said)) = shop.iter().enumerate().find(|(_, said)| !current.contains(said)) {
            return Err(Contradiction::new(format!("{name}[{at}]"), "only the centre decides this", said, &current));
        }
        *shop = current.to_vec();
        Ok(())
    }
    keep("cancelled", &current.cancelled, &mut facts.cancelled)?;
    keep("rmas", &current.rmas, &mut facts.rmas)?;
    keep("claims", &current.claims, &mut facts.claims)?;
    keep("credits", &current.credits, &mut facts.credits)?;
    keep("asked_authorisations", &current.asked_authorisations, &mut facts.asked_authorisations)?;
    keep("exceptions", &current.exceptions, &mut facts.exceptions)?;
    keep("goodwill", &current.goodwill, &mut facts.goodwill)
}

/// What every later credit is computed from.
fn worth(line: &Line) -> impl PartialEq + use<> {
    let value = |amount: Option<Amount>| amount.map(Amount::value);
    let prices = (value(line.unit_price), value(line.value), value(line.line_discount), line.tax_rate.value());
    (line.id.clone(), line.kind, line.quantity, prices, line.granted_with.clone())
}

fn keep_prices(current: &Order, facts: &OrderFacts) -> Merged<()> {
    let says = "something of the order was credited: what was bought, at which price, stands";
    if facts.lines.len() != current.lines.len() {
        return Err(Contradiction::new("lines", says, &facts.lines, &current.lines));
    }
    for (at, (shop, line)) in facts.lines.iter().zip(&current.lines).enumerate() {
        if worth(shop) != worth(line) {
            return Err(Contradiction::new(format!("lines[{at}]"), says, shop, line));
        }
    }
    if facts.delivery != current.delivery {
        return Err(Contradiction::new("delivery", says, &facts.delivery, &current.delivery));
    }
    if facts.discounts != current.discounts {
        return Err(Contradiction::new("discounts", says, &facts.discounts, &current.discounts));
    }
    Ok(())
}

fn payments(current: &Order, facts: &mut OrderFacts) -> Merged<()> {
    // A pre-order that the centre let leave was captured and accepted by that (PRE-2, PRE-3).
    let captured = current.kind == OrderKind::PreOrder && current.shipments.iter().any(is_released);
    if captured {
        facts.accepted_on = current.accepted_on.or(facts.accepted_on);
    }
    for (at, shop) in facts.payments.iter_mut().enumerate() {
        match current.payments.iter().find(|payment| payment.id == shop.id) {
            Some(known) => {
                payment(at, known, shop, !current.cancelled.is_empty())?;
                if captured {
                    shop.captured = shop.captured.max(known.captured);
                    shop.authorised = shop.authorised.max(shop.captured);
                }
            }
            None if shop.refunded > Amount::ZERO => {
                return Err(Contradiction::new(
                    format!("payments[{at}].refunded"),
                    "only the centre refunds",
                    shop,
                    &(),
                ));
            }
            None => {}
        }
    }
    let gone = current
        .payments
        .iter()
        .find(|known| known.captured > Amount::ZERO && !facts.payments.iter().any(|shop| shop.id == known.id));
    match gone {
        Some(known) => {
            Err(Contradiction::new("payments", "money that was captured does not go", &facts.payments, known))
        }
        None => Ok(()),
    }
}

fn payment(at: usize, known: &Payment, shop: &mut Payment, voided: bool) -> Merged<()> {
    let path = |field: &str| format!("payments[{at}].{field}");
    if shop.refunded > known.refunded {
        return Err(Contradiction::new(path("refunded"), "only the centre refunds", shop, known));
    }
    if shop.captured < known.refunded {
        return Err(Contradiction::new(path("captured"), "is below what was refunded", shop, known));
    }
    shop.refunded = known.refunded;
    if voided && shop.authorised > known.authorised {
        // Units were cancelled: what was voided with them does not come back with an older document.
        shop.authorised = known.authorised.max(shop.captured);
    }
    Ok(())
}

/// A command let it leave; the shop may not have heard of it yet.
fn is_released(parcel: &Shipment) -> bool {
    parcel.released_in.is_some()
}

fn shipments(current: &Order, facts: &mut OrderFacts) -> Merged<()> {
    let unheard = current.shipments.iter().filter(|known| is_released(known));
    let unheard = unheard.filter(|known| !facts.shipments.iter().any(|shop| shop.id == known.id));
    let unheard: Vec<Shipment> = unheard.cloned().collect();
    facts.shipments.extend(unheard);
    for (at, shop) in facts.shipments.iter_mut().enumerate() {
        let Some(known) = current.shipments.iter().find(|shipment| shipment.id == shop.id) else { continue };
        if known.refused_on.is_some() && shop.delivered_on.is_some() {
            let path = format!("shipments[{at}].delivered_on");
            return Err(Contradiction::new(path, "the parcel was refused", shop, known));
        }
        shop.released_in.clone_from(&known.released_in);
        if shop.refused_on.is_none() {
            shop.delivered_on = shop.delivered_on.or(known.delivered_on);
        }
        shop.refused_on = known.refused_on.or(shop.refused_on);
        shop.back_on = known.back_on.or(shop.back_on);
    }
    let decided =
        |known: &&Shipment| known.refused_on.is_some() || current.claims.iter().any(|claim| claim.shipment == known.id);
    let gone = current.shipments.iter().filter(decided);
    let gone = gone.into_iter().find(|known| !facts.shipments.iter().any(|shop| shop.id == known.id));
    match gone {
        Some(known) => {
            Err(Contradiction::new("shipments", "the centre has decided on this parcel", &facts.shipments, known))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "number": "W-1", "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
            "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris", "customer": "c1",
            "lines": [{"id": "1", "sku": "CAM", "kind": "hardware", "quantity": 3, "unit_price": "100.00",
                       "tax_rate": "0.20"}],
            "delivery": null, "discounts": [],
            "payments": [{"id": "p1", "method": "card", "authorised": "360.00", "captured": "360.00",
                          "refunded": "0.00"}],
            "shipments": [{"id": "s1", "carrier": "ups", "lines": [{"line": "1", "quantity": 2}],
                "shipped_on": "2026-11-02", "delivered_on": "2026-11-04"}],
            "cancelled": [], "rmas": [], "claims": [], "credits": [],
        })
    }

    fn order(change: impl FnOnce(&mut Value)) -> Order {
        let mut value = document();
        change(&mut value);
        Order::from_value(value).unwrap()
    }

    /// One unit cancelled and credited by the centre.
    fn decided() -> Order {
        order(|o| {
            o["cancelled"] = json!([{"line": "1", "quantity": 1}]);
            o["payments"][0]["refunded"] = json!("120.00");
            o["credits"] = json!([{"lines": [{"line": "1", "quantity": 1}], "bases": {"0.2": "100.00"},
                                   "tax": {"0.2": "20.00"}, "total": "120.00"}]);
        })
    }

    #[test]
    fn a_stale_document_erases_nothing() {
        let merged = merge(&decided(), order(|_| {})).unwrap();
        assert_eq!(merged, decided());
        let tracked = order(|o| o["shipments"][0]["tracking"] = json!("1Z"));
        let merged = merge(&decided(), tracked).unwrap();
        assert_eq!(merged.shipments[0].tracking.as_deref(), Some("1Z"));
        assert_eq!((merged.credits.len(), merged.cancelled.len()), (1, 1));
        assert_eq!(merged.payments[0].refunded, decided().payments[0].refunded);
    }

    #[test]
    fn contradictions_name_their_place() {
        type Change = fn(&mut Value);
        let cases: [(&str, Change); 8] = [
            ("lines[0]", |o| o["lines"][0]["unit_price"] = json!("90.00")),
            ("discounts", |o| o["discounts"] = json!([{"code": "X", "amount": "1.00"}])),
            ("payments[0].refunded", |o| o["payments"][0]["refunded"] = json!("130.00")),
            ("payments[0].captured", |o| o["payments"][0]["captured"] = json!("100.00")),
            ("payments", |o| o["payments"] = json!([])),
            ("cancelled[0]", |o| o["cancelled"] = json!([{"line": "1", "quantity": 1, "retained": true}])),
            ("currency", |o| o["currency"] = json!("USD")),
            // Cancelled against shipped: the third unit cannot be both.
            ("shipments[0].lines[0]", |o| o["shipments"][0]["lines"][0]["quantity"] = json!(3)),
        ];
        for (path, change) in cases {
            let contradiction = merge(&decided(), order(change)).unwrap_err();
            assert!(contradiction.path.starts_with(path), "{path}: {contradiction:?}");
        }
    }

    #[test]
    fn what_was_voided_stays_voided() {
        let current = order(|o| {
            o["cancelled"] = json!([{"line": "1", "quantity": 1}]);
            o["payments"][0]["captured"] = json!("0.00");
            o["payments"][0]["authorised"] = json!("240.00");
        });
        let stale = order(|o| o["payments"][0]["captured"] = json!("0.00"));
        assert_eq!(merge(&current, stale).unwrap().payments[0].authorised, current.payments[0].authorised);
    }

    #[test]
    fn a_refused_parcel_is_not_delivered_and_does_not_go() {
        let current = order(|o| {
            o["shipments"][0]["delivered_on"] = Value::Null;
            o["shipments"][0]["refused_on"] = json!("2026-11-05");
        });
        assert_eq!(merge(&current, order(|_| {})).unwrap_err().path, "shipments[0].delivered_on");
        assert_eq!(merge(&current, order(|o| o["shipments"] = json!([]))).unwrap_err().path, "shipments");
        let in_transit = order(|o| o["shipments"][0]["delivered_on"] = Value::Null);
        assert_eq!(merge(&current, in_transit).unwrap(), current);
    }

    #[test]
    fn what_the_centre_let_leave_stays_gone_and_captured() {
        let offer = |o: &mut Value| {
            o["kind"] = json!("pre_order");
            o["shipments"] = json!([]);
            o["payments"][0]["captured"] = json!("0.00");
        };
        let current = order(|o| {
            offer(o);
            o["accepted_on"] = json!("2026-11-20");
            o["payments"][0]["captured"] = json!("360.00");
            o["shipments"] = json!([{"id": "s1-A", "carrier": "ups", "lines": [{"line": "1", "quantity": 3}],
                "shipped_on": "2026-11-20", "released_in": "c"}]);
        });
        assert_eq!(merge(&current, order(offer)).unwrap(), current);
        // The shop tells when it arrived, and is believed.
        let arrived = order(|o| {
            offer(o);
            o["shipments"] = json!([{"id": "s1-A", "carrier": "ups", "lines": [{"line": "1", "quantity": 3}],
                "shipped_on": "2026-11-20", "delivered_on": "2026-11-22"}]);
        });
        let merged = merge(&current, arrived).unwrap();
        assert!(merged.shipments[0].delivered_on.is_some() && merged.shipments[0].released_in.is_some());
        // Units that the shop sent another way cannot have left twice.
        let twice = order(|o| {
            offer(o);
            o["shipments"] = json!([{"id": "x", "carrier": "ups", "lines": [{"line": "1", "quantity": 1}]}]);
        });
        assert!(merge(&current, twice).unwrap_err().path.starts_with("shipments"));
    }
}
