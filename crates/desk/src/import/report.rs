//! What became of every line of a file.

use std::collections::BTreeMap;

use guichet_domain::Money;
use serde::Serialize;

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Its name as it travels.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

kinds! {
    /// Why a line is not in any order. They are weighed in this order: the first that fits is given.
    Left {
        /// The unit price is below zero.
        NegativePrice = "negative_price",
        /// Units below zero on an invoice that is no credit.
        NegativeQuantity = "negative_quantity",
        /// No units at all.
        NoUnits = "no_units",
        /// A price of nothing: a stock correction, or a gift without a value.
        ZeroPrice = "zero_price",
        /// Manual entries, fees, samples, donations, bad debt: no article and no order.
        Adjustment = "adjustment",
        /// A document that is neither an invoice nor a credit.
        OtherDocument = "other_document",
        /// A discount without an order that could bear it.
        DiscountUnmatched = "discount_unmatched",
        /// Carriage given back although units of the order stay with the customer (REF-2), or without its order.
        CarriageUnmatched = "carriage_unmatched",
        /// A credit to nobody: there is no customer to look for a purchase of.
        CreditWithoutCustomer = "credit_without_customer",
        /// The customer had not bought the article before.
        CreditWithoutPurchase = "credit_without_purchase",
        /// The customer had bought it, but all of it was credited already.
        CreditExhausted = "credit_exhausted",
        /// The customer had bought some of it: those units are credited, the rest is not.
        CreditedInPart = "credited_in_part",
        /// The rules would not have it.
        RefusedByRules = "refused_by_rules",
    }
}

kinds! {
    /// What is worth knowing of a line that was imported.
    Note {
        /// The country is no single country: the order is treated as British.
        CountryAssumed = "country_assumed",
        /// The credit states another price than the purchase; the purchase's counts (MON-6).
        CreditedAtPurchasePrice = "credited_at_purchase_price",
        /// The credit was taken from several purchases.
        CreditSplit = "credit_split",
    }
}

/// Lines of one sort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// How many.
    pub count: u64,
    /// Which, as line numbers of the file (the heading is line 1).
    pub lines: Vec<u64>,
}

impl Lines {
    pub(super) fn add(&mut self, line: u64) {
        self.count += 1;
        self.lines.push(line);
    }
}

/// A credit line of which some units found a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InPart {
    /// The line.
    pub line: u64,
    /// Units that the line credits.
    pub asked: u64,
    /// Units that found a purchase and are credited.
    pub credited: u64,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Lines of the file, the heading aside.
    pub lines: u64,
    /// Lines that are in an order: as a line, carriage, a discount or a credit.
    pub imported: u64,
    /// Lines that are not.
    pub left: u64,
    /// Documents in the file, credits included.
    pub documents: u64,
    /// Orders made of it.
    pub orders: u64,
    /// Orders of nobody known.
    pub orders_without_customer: u64,
    /// Customers named in it.
    pub customers: u64,
    /// Credit documents of which something was matched.
    pub credits: u64,
    /// Credits recorded, one for each order that a credit document touches.
    pub credits_on_orders: u64,
    /// Credit lines that were matched whole.
    pub credit_lines: u64,
    /// Units credited.
    pub units_credited: u64,
    /// Discounts granted afterwards, taken into their orders.
    pub discounts: u64,
    /// What the file says the matched units were credited at.
    pub credited_in_file: Money,
    /// What the rules credit for them, carriage aside.
    pub credited_by_rules: Money,
    /// Carriage that the rules give back with the last unit of an order (REF-2).
    pub carriage_by_rules: Money,
    /// Lines that are not in any order, by reason.
    pub reasons: BTreeMap<Left, Lines>,
    /// Credit lines of which some units were credited; they are among the reasons too.
    pub in_part: Vec<InPart>,
    /// What is worth knowing of imported lines.
    pub notes: BTreeMap<Note, Lines>,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// New orders.
    pub orders: u64,
    /// Orders that were there already and were left as they are.
    pub orders_there: u64,
    /// New customers.
    pub customers: u64,
    /// The file had been imported whole before: nothing was looked at.
    pub finished_before: bool,
}
