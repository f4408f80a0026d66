//! The aggregates that are exchanged whole: each has a key, a version that the centre counts, and a body.

use std::sync::Arc;

use guichet_domain::{Catalogue, CustomerCase, Fault, Order, ServiceAccount, StrayParcel, TermsPack};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::record::CustomerRecord;

/// The format in which bodies are written today. An older one is brought up as it is read.
pub const FORMAT: u32 = 1;

/// Which aggregate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Key {
    /// An edition of the terms, by its id.
    Terms(String),
    /// A customer, by the merchant's id.
    Customer(String),
    /// An order, by its number.
    Order(String),
    /// The service account of a customer, by the customer's id.
    Account(String),
    /// What the merchant sells. There is one, [`CATALOGUE`].
    Catalogue(String),
    /// A case, by its number.
    Case(String),
    /// A parcel in quarantine, by its number.
    Stray(String),
}

/// The id of a merchant's one catalogue.
pub const CATALOGUE: &str = "current";

impl Key {
    /// The sort of aggregate, as it is stored.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Terms(_) => "terms",
            Self::Customer(_) => "customer",
            Self::Order(_) => "order",
            Self::Account(_) => "account",
            Self::Catalogue(_) => "catalogue",
            Self::Case(_) => "case",
            Self::Stray(_) => "stray",
        }
    }

    /// The id within its sort.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Terms(id)
            | Self::Customer(id)
            | Self::Order(id)
            | Self::Account(id)
            | Self::Catalogue(id)
            | Self::Case(id)
            | Self::Stray(id) => id,
        }
    }

    /// The key of this sort and id, as they are stored.
    #[must_use]
    pub fn from_parts(kind: &str, id: &str) -> Option<Self> {
        let of = match kind {
            "terms" => Self::Terms,
            "customer" => Self::Customer,
            "order" => Self::Order,
            "account" => Self::Account,
            "catalogue" => Self::Catalogue,
            "case" => Self::Case,
            "stray" => Self::Stray,
            _ => return None,
        };
        Some(of(id.to_owned()))
    }

    /// Whether it is about one person, and goes with them: their own record, what they told us, and what lay in a parcel
    /// of theirs.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        matches!(self, Self::Customer(_) | Self::Case(_) | Self::Stray(_))
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind(), self.id())
    }
}

/// An aggregate's body, checked. Cloning shares it.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// An edition of the terms.
    Terms(Arc<TermsPack>),
    /// A customer.
    Customer(Arc<CustomerRecord>),
    /// An order.
    Order(Arc<Order>),
    /// A service account.
    Account(Arc<ServiceAccount>),
    /// What the merchant sells.
    Catalogue(Arc<Catalogue>),
    /// A case.
    Case(Arc<CustomerCase>),
    /// A parcel in quarantine.
    Stray(Arc<StrayParcel>),
}

impl Body {
    /// The sort of aggregate, as it is stored.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Terms(_) => "terms",
            Self::Customer(_) => "customer",
            Self::Order(_) => "order",
            Self::Account(_) => "account",
            Self::Catalogue(_) => "catalogue",
            Self::Case(_) => "case",
            Self::Stray(_) => "stray",
        }
    }

    /// The body as JSON text in today's format.
    ///
    /// # Errors
    /// A [`Fault`] where a value has no JSON form; none has that was read from one.
    pub fn to_json(&self) -> Result<String, Fault> {
        let text = match self {
            Self::Terms(pack) => serde_json::to_string(&**pack),
            Self::Customer(record) => serde_json::to_string(&**record),
            Self::Order(order) => serde_json::to_string(&**order),
            Self::Account(account) => serde_json::to_string(&**account),
            Self::Catalogue(catalogue) => serde_json::to_string(&**catalogue),
            Self::Case(case) => serde_json::to_string(&**case),
            Self::Stray(parcel) => serde_json::to_string(&**parcel),
        };
        text.map_err(|error| Fault::at("", error.to_string()))
    }

    /// Reads a body of this sort, checked whole.
    ///
    /// # Errors
    /// A [`Fault`] with the place in the body; at `format` where it was written by a newer program.
    pub fn from_value(kind: &str, format: u32, body: Value) -> Result<Self, Fault> {
        if format != FORMAT {
            return Err(Fault::at("format", format!("{format} is not known here")));
        }
        Ok(match kind {
            "terms" => Self::Terms(Arc::new(TermsPack::from_json(body.to_string().as_bytes())?)),
            "customer" => {
                let record = serde_json::from_value(body).map_err(|error| Fault::at("", error.to_string()))?;
                Self::Customer(Arc::new(record))
            }
            "order" => Self::Order(Arc::new(Order::from_value(body)?)),
            "account" => Self::Account(Arc::new(ServiceAccount::from_value(body)?)),
            "catalogue" => Self::Catalogue(Arc::new(Catalogue::from_value(body)?)),
            "case" => Self::Case(Arc::new(CustomerCase::from_value(body)?)),
            "stray" => Self::Stray(Arc::new(StrayParcel::from_value(body)?)),
            other => return Err(Fault::at("kind", format!("{other} is no sort of body"))),
        })
    }

    /// Reads a body of this sort from text.
    ///
    /// # Errors
    /// As [`Body::from_value`]; at the empty path where it is no JSON.
    pub fn from_json(kind: &str, format: u32, text: &str) -> Result<Self, Fault> {
        let value = serde_json::from_str(text).map_err(|error| Fault::at("", format!("is not JSON: {error}")))?;
        Self::from_value(kind, format, value)
    }

    /// The order, where it is one.
    #[must_use]
    pub fn order(&self) -> Option<&Arc<Order>> {
        match self {
            Self::Order(order) => Some(order),
            _ => None,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    kind: String,
    format: u32,
    body: Value,
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let body = match self {
            Self::Terms(pack) => serde_json::to_value(&**pack),
            Self::Customer(record) => serde_json::to_value(&**record),
            Self::Order(order) => serde_json::to_value(&**order),
            Self::Account(account) => serde_json::to_value(&**account),
            Self::Catalogue(catalogue) => serde_json::to_value(&**catalogue),
            Self::Case(case) => serde_json::to_value(&**case),
            Self::Stray(parcel) => serde_json::to_value(&**parcel),
        };
        let body = body.map_err(serde::ser::Error::custom)?;
        Sent { kind: self.kind().to_owned(), format: FORMAT, body }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let sent = Sent::deserialize(from)?;
        Self::from_value(&sent.kind, sent.format, sent.body).map_err(serde::de::Error::custom)
    }
}

/// What a key at a version adds to the checksum of everything: two replicas with the same sum hold the same bodies.
///
/// Sums wrap; a body that goes is taken off again, so the sum needs no second look at the rest.
#[must_use]
pub fn digest(key: &Key, version: u64, text: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(key.kind());
    hash.update([0]);
    hash.update(key.id());
    hash.update([0]);
    hash.update(version.to_be_bytes());
    hash.update(text);
    let bytes: [u8; 32] = hash.finalize().into();
    bytes.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
