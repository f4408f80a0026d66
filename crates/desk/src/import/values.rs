//! Domain values from numbers that were read: checked by the domain's own readers.

use guichet_domain::Currency;
use guichet_domain::money::{Amount, Rate};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    let reader: StrDeserializer<'a, Error> = text.into_deserializer();
    T::deserialize(reader).ok()
}

/// The amount, where it may be one.
pub(super) fn amount(number: Decimal) -> Option<Amount> {
    read(&number.to_string())
}

/// The tax rate, where it may be one.
pub(super) fn rate(number: Decimal) -> Option<Rate> {
    read(&number.normalize().to_string())
}

/// The currency of an ISO 4217 code that is known.
pub(super) fn currency(code: &str) -> Option<Currency> {
    read(code)
}
