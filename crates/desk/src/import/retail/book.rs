//! What each customer bought and has not been credited for, so that a credit finds its purchase.

use std::collections::HashMap;

use guichet_domain::Order;
use rust_decimal::Decimal;

/// Units of one order line that were not credited yet.
#[derive(Debug)]
struct Purchase {
    order: usize,
    line: String,
    price: Decimal,
    left: u32,
}

/// Units found for a credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The order's place in the plan.
    pub order: usize,
    /// The line's id.
    pub line: String,
    pub units: u32,
    /// The purchase's unit price.
    pub price: Decimal,
    purchase: usize,
}

/// Purchases by customer and article, in the order of time.
#[derive(Debug, Default)]
pub(super) struct Book {
    purchases: HashMap<(usize, String), Vec<Purchase>>,
    orders: HashMap<usize, Vec<usize>>,
}

fn key(customer: usize, sku: &str) -> (usize, String) {
    // The file writes some article numbers both as 15056BL and 15056bl.
    (customer, sku.to_ascii_uppercase())
}

impl Book {
    /// Enters an order of this customer. Orders are entered in the order of time.
    pub fn enter(&mut self, customer: usize, place: usize, order: &Order) {
        self.orders.entry(customer).or_default().push(place);
        for line in &order.lines {
            let Some(price) = line.unit_price else { continue };
            self.purchases.entry(key(customer, &line.sku)).or_default().push(Purchase {
                order: place,
                line: line.id.clone(),
                price: price.value(),
                left: line.quantity,
            });
        }
    }

    /// The customer's orders, latest first.
    pub fn orders_of(&self, customer: usize) -> impl Iterator<Item = usize> {
        self.orders.get(&customer).into_iter().flatten().rev().copied()
    }

    /// Whether the customer ever bought the article before now.
    pub fn knows(&self, customer: usize, sku: &str) -> bool {
        self.purchases.contains_key(&key(customer, sku))
    }

    /// Takes up to this many units: first those bought at this very price, then others, the latest purchase first.
    pub fn take(&mut self, customer: usize, sku: &str, price: Decimal, units: u32) -> Vec<Found> {
        let Some(purchases) = self.purchases.get_mut(&key(customer, sku)) else { return Vec::new() };
        let mut found = Vec::new();
        let mut wanted = units;
        for same_price in [true, false] {
            for (place, purchase) in purchases.iter_mut().enumerate().rev() {
                let taken = wanted.min(purchase.left);
                if taken == 0 || (purchase.price == price) != same_price {
                    continue;
                }
                purchase.left -= taken;
                wanted -= taken;
                found.push(Found {
                    order: purchase.order,
                    line: purchase.line.clone(),
                    units: taken,
                    price: purchase.price,
                    purchase: place,
                });
            }
        }
        found
    }

    /// Puts units back that could not be credited after all.
    pub fn give_back(&mut self, customer: usize, sku: &str, found: &Found) {
        let purchases = self.purchases.get_mut(&key(customer, sku));
        if let Some(purchase) = purchases.and_then(|some| some.get_mut(found.purchase)) {
            purchase.left += found.units;
        }
    }
}
