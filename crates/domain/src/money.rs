//! Money: decimal amounts with a currency, rounded half away from zero where a rule says so (MON-1).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The largest amount that a document may state, exclusive. Together with [`MAX_QUANTITY`] it keeps every product
/// and every allocation well inside what a `Decimal` (28 digits) and an `i128` hold, so arithmetic cannot overflow.
pub const MAX_AMOUNT: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0); // 10^10

/// The largest number of units on one line.
pub const MAX_QUANTITY: u32 = 1_000_000;

macro_rules! currencies {
    ($($code:ident $digits:literal),+ $(,)?) => {
        /// A currency of ISO 4217 that the program knows, with its minor unit.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[allow(missing_docs, clippy::upper_case_acronyms)]
        pub enum Currency { $($code),+ }

        impl Currency {
            /// Digits of the minor unit: 2 for EUR, 0 for JPY.
            pub fn minor_digits(self) -> u32 {
                match self { $(Self::$code => $digits),+ }
            }
            /// The ISO 4217 code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$code => stringify!($code)),+ }
            }
        }
    };
}

currencies!(
    EUR 2, USD 2, GBP 2, JPY 0, CHF 2, SEK 2, NOK 2, DKK 2, PLN 2, CZK 2, HUF 2, RON 2, BGN 2, ISK 0, CAD 2, AUD 2,
    NZD 2, SGD 2, HKD 2, CNY 2, KRW 0, INR 2, BRL 2, MXN 2, ZAR 2, TRY 2, ILS 2, AED 2, SAR 2, THB 2, KWD 3, BHD 3,
    TND 3, MAD 2, XOF 0, XAF 0,
);

impl Currency {
    /// MON-1: half away from zero, to the minor unit.
    pub fn round(self, amount: Decimal) -> Money {
        let mut amount = amount.round_dp_with_strategy(self.minor_digits(), RoundingStrategy::MidpointAwayFromZero);
        amount.rescale(self.minor_digits());
        // "-0.00" would be written with its sign.
        if amount.is_zero() {
            amount.set_sign_positive(true);
        }
        Money { amount, currency: self }
    }

    /// Nothing, in this currency.
    pub fn zero(self) -> Money {
        self.round(Decimal::ZERO)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in a currency, always a whole number of minor units.
///
/// Adding two currencies is a fault of the program, never of the data (an order has one currency), so it asserts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// The decimal amount, in units of the currency.
    pub fn amount(self) -> Decimal {
        self.amount
    }
    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }
    /// True for exactly nothing.
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }
    /// True above zero.
    pub fn is_positive(self) -> bool {
        self.amount > Decimal::ZERO
    }
    /// The smaller of two amounts of one currency.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        self.same(other);
        if other.amount < self.amount { other } else { self }
    }
    /// At least nothing.
    #[must_use]
    pub fn or_zero(self) -> Self {
        if self.amount < Decimal::ZERO { self.currency.zero() } else { self }
    }
    /// The amount in minor units (cents).
    pub fn minor_units(self) -> i128 {
        self.amount.mantissa()
    }
    /// `units` minor units of `currency`.
    pub fn from_minor_units(units: i128, currency: Currency) -> Self {
        currency.round(Decimal::from_i128_with_scale(units, currency.minor_digits()))
    }
    fn same(self, other: Self) {
        assert_eq!(self.currency, other.currency, "amounts of two currencies never meet");
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.same(other);
        self.currency.round(self.amount + other.amount)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.same(other);
        self.currency.round(self.amount - other.amount)
    }
}
impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        self.currency.round(-self.amount)
    }
}
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (self.currency == other.currency).then(|| self.amount.cmp(&other.amount))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.amount)
    }
}

/// Money travels as its decimal string; the currency stands once in the document.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.amount)
    }
}

/// Sums amounts of one currency; the currency is needed because a sum may be empty.
pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Money>) -> Money {
    amounts.into_iter().fold(currency.zero(), Add::add)
}

/// A non-negative amount as a document states it: a plain decimal string, its digits kept as written.
///
/// How fine it may be depends on the currency and the field, so that is checked with the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
pub struct Amount(#[cfg_attr(feature = "ts", ts(skip))] Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// The decimal value.
    pub fn value(self) -> Decimal {
        self.0
    }
    /// Digits after the point, as written.
    pub fn scale(self) -> u32 {
        self.0.scale()
    }
    /// In `currency`, which the document's check has shown to be fine enough.
    pub fn money(self, currency: Currency) -> Money {
        currency.round(self.0)
    }
}

/// A computed amount goes into a document; one below nothing is none, since documents hold no negative amounts.
impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self(money.or_zero().amount)
    }
}

impl Sum<Amount> for Decimal {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Self {
        amounts.map(Amount::value).fold(Decimal::ZERO, |a, b| a + b)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        plain_decimal(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// An amount that may be below zero: the base of one rate in a credit (REF-6) can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
pub struct SignedAmount(#[cfg_attr(feature = "ts", ts(skip))] Decimal);

impl SignedAmount {
    /// The decimal value.
    pub fn value(self) -> Decimal {
        self.0
    }
    /// Digits after the point, as written.
    pub fn scale(self) -> u32 {
        self.0.scale()
    }
}

impl From<Money> for SignedAmount {
    fn from(money: Money) -> Self {
        Self(money.amount)
    }
}

impl Serialize for SignedAmount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SignedAmount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        match text.strip_prefix('-') {
            Some(positive) => plain_decimal(positive).map(|d| Self(-d)),
            None => plain_decimal(&text).map(Self),
        }
        .map_err(serde::de::Error::custom)
    }
}

/// Reads a plain decimal string: digits, at most one point with digits on both sides; no sign, no exponent.
fn plain_decimal(text: &str) -> Result<Decimal, &'static str> {
    if text.starts_with('-') {
        return Err("is negative");
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err("is not a plain decimal string such as \"12.50\"");
    }
    if whole.len() > 20 || fraction.len() > 8 {
        return Err("has too many digits");
    }
    let value: Decimal = text.parse().map_err(|_| "is not a decimal number")?;
    if value >= MAX_AMOUNT { Err("is too large") } else { Ok(value) }
}

/// A tax rate between 0 and 1, such as `0.20`. It compares by value and is written without trailing zeros in keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
pub struct Rate(#[cfg_attr(feature = "ts", ts(skip))] Decimal);

impl Rate {
    /// The rate as a fraction of one.
    pub fn value(self) -> Decimal {
        self.0
    }
    /// As used in keys: no trailing zeros (`0.2`).
    pub fn key(self) -> String {
        self.0.normalize().to_string()
    }
    /// MON-5: `tax(b) = round(b × rate)`.
    pub fn tax(self, base: Money) -> Money {
        base.currency().round(base.amount() * self.0)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let value = plain_decimal(&text).map_err(serde::de::Error::custom)?;
        if value > Decimal::ONE {
            return Err(serde::de::Error::custom("is a tax rate outside 0…1"));
        }
        Ok(Self(value))
    }
}
