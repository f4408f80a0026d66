//! What can be asked of an aggregate.

use guichet_domain::customer_command::Amended;
use guichet_domain::parcel::ReleaseShipment;
use guichet_domain::{
    AccountCommand, Basket, CaseCommand, CustomerCommand, CustomerRecord, NewCase, NewStray, Opening, OrderCommand,
    StrayCommand,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::body::{Body, CATALOGUE, Key};
use crate::record::{Contact, Language};

/// How a person settled a command that the centre did not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The command is let go.
    LetGo,
    /// It is asked again, on what is true now, as a new command.
    AskedAgain,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "on", content = "command", rename_all = "snake_case")]
pub enum Action {
    /// A command on an order.
    Order(OrderCommand),
    /// A command on a service account.
    Account(AccountCommand),
    /// A new order, under the number that it names (ORD-1).
    Place(Box<Basket>),
    /// A command on a customer.
    Customer(CustomerCommand),
    /// A new customer, under the id that they bear.
    Register(Box<CustomerRecord>),
    /// The account of a customer who has none, with its first service (SUB-1).
    Open(Box<Opening>),
    /// A new case, under the number that it names.
    OpenCase(Box<NewCase>),
    /// A command on a case.
    Case(CaseCommand),
    /// Puts a parcel aside that nobody knows, under the number that it names (RET-8).
    PutAside(Box<NewStray>),
    /// A command on a parcel in quarantine.
    Stray(StrayCommand),
    /// Settles an earlier command of this desk, so that what waits behind it may go on.
    Resolve {
        /// The command that is settled.
        of: Uuid,
        /// How.
        how: Resolution,
    },
}

impl Action {
    /// The customer whose facts are weighed when it is asked of this body.
    pub(crate) fn customer_behind(&self, key: &Key, body: Option<&Body>) -> Option<Key> {
        match (body, key, self) {
            (Some(Body::Order(order)), ..) => order.customer.clone().map(Key::Customer),
            (_, Key::Account(customer), _) => Some(Key::Customer(customer.clone())),
            (_, _, Self::Place(basket)) => Some(Key::Customer(basket.customer.clone())),
            (_, _, Self::OpenCase(asked)) => Some(Key::Customer(asked.customer.clone())),
            (_, _, Self::PutAside(asked)) => asked.customer.clone().map(Key::Customer),
            (_, _, Self::Stray(StrayCommand::MatchStray { customer, .. })) => customer.clone().map(Key::Customer),
            _ => None,
        }
    }

    /// What the merchant sells, where it is priced by that.
    pub(crate) fn catalogue_behind(&self) -> Option<Key> {
        matches!(self, Self::Place(_) | Self::Open(_)).then(|| Key::Catalogue(CATALOGUE.to_owned()))
    }

    /// Whether it makes what this key names, which is not there before.
    #[must_use]
    pub fn places(&self, key: &Key) -> bool {
        match (key, self) {
            (Key::Order(number), Self::Place(basket)) => *number == basket.number,
            (Key::Customer(id), Self::Register(record)) => *id == record.customer.id,
            (Key::Account(_), Self::Open(_)) => true,
            (Key::Case(number), Self::OpenCase(asked)) => *number == asked.number,
            (Key::Stray(number), Self::PutAside(asked)) => *number == asked.number,
            _ => false,
        }
    }

    /// The same without what it says of a person, for when that person is erased: that something was asked stays, what
    /// was typed does not.
    #[must_use]
    pub fn without_person(&self) -> Self {
        match self {
            Self::Register(record) => {
                let mut blank = record.clone();
                blank.customer.name.clear();
                blank.customer.email = None;
                blank.contact = Contact {
                    phone: None,
                    street: None,
                    postcode: None,
                    town: None,
                    country: String::new(),
                    language: Language::default(),
                };
                Self::Register(blank)
            }
            Self::Customer(CustomerCommand::AmendCustomer { fields }) => {
                let fields = fields.keys().map(|field| (*field, Amended { was: None, becomes: None })).collect();
                Self::Customer(CustomerCommand::AmendCustomer { fields })
            }
            Self::OpenCase(asked) => Self::OpenCase(Box::new(asked.without_words())),
            Self::Case(command) => Self::Case(command.without_words()),
            Self::PutAside(asked) => Self::PutAside(Box::new(asked.without_words())),
            Self::Stray(command) => Self::Stray(command.without_words()),
            other => other.clone(),
        }
    }

    /// The same as it is told to others than its aggregate's history: what was written in a case or of a parcel stands
    /// there alone, and goes with it.
    #[must_use]
    pub fn as_told(&self) -> Self {
        match self {
            Self::OpenCase(_) | Self::Case(_) | Self::PutAside(_) | Self::Stray(_) => self.without_person(),
            other => other.clone(),
        }
    }

    /// Its name as it travels.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Order(command) => command.name(),
            Self::Account(command) => command.name(),
            Self::Place(_) => "new_order",
            Self::Customer(command) => command.name(),
            Self::Register(_) => "new_customer",
            Self::Open(_) => "new_account",
            Self::OpenCase(_) => "new_case",
            Self::Case(command) => command.name(),
            Self::PutAside(_) => "new_stray",
            Self::Stray(command) => command.name(),
            Self::Resolve { .. } => "resolve",
        }
    }

    /// Whether two agents who ask for these two on one aggregate want the same thing done once, so that the second
    /// is content with what the first did. Two RMAs never are: each customer was told another number.
    #[must_use]
    pub fn is_same_intent(&self, other: &Self) -> bool {
        use OrderCommand as O;
        match (self, other) {
            (Self::Order(O::CancelOrder(mine)), Self::Order(O::CancelOrder(theirs))) => {
                mine.by == theirs.by && mine.lines == theirs.lines
            }
            // Two parcels are two parcels; one that goes by one number is one.
            (Self::Order(O::ReleaseShipment(mine)), Self::Order(O::ReleaseShipment(theirs))) => {
                let number = |asked: &ReleaseShipment| {
                    asked.parcel.as_ref().and_then(|parcel| Some((parcel.carrier.clone(), parcel.tracking.clone()?)))
                };
                number(mine).is_some() && number(mine) == number(theirs)
            }
            (Self::Order(O::AskAuthorisation), Self::Order(O::AskAuthorisation)) => true,
            (Self::Order(O::RefuseDelivery(mine)), Self::Order(O::RefuseDelivery(theirs)))
            | (Self::Order(O::DeliverShipment(mine)), Self::Order(O::DeliverShipment(theirs)))
            | (Self::Order(O::ReceiveRefused(mine)), Self::Order(O::ReceiveRefused(theirs))) => {
                mine.shipment == theirs.shipment
            }
            (Self::Order(O::ReceiveReturn(mine)), Self::Order(O::ReceiveReturn(theirs))) => {
                mine.rma == theirs.rma && mine.lines == theirs.lines
            }
            (Self::Order(O::ReportDamage(mine)), Self::Order(O::ReportDamage(theirs))) => {
                mine.shipment == theirs.shipment && mine.lines == theirs.lines
            }
            (Self::Order(O::GrantException(mine)), Self::Order(O::GrantException(theirs)))
            | (Self::Order(O::DeclineException(mine)), Self::Order(O::DeclineException(theirs))) => {
                mine.exception == theirs.exception
            }
            (Self::Order(O::AddEvidence(mine)), Self::Order(O::AddEvidence(theirs))) => mine == theirs,
            (Self::Order(O::MoveClaim(mine)), Self::Order(O::MoveClaim(theirs))) => {
                (&mine.claim, mine.to, mine.amount, &mine.reference)
                    == (&theirs.claim, theirs.to, theirs.amount, &theirs.reference)
            }
            (Self::Order(O::ShipReplacement(mine)), Self::Order(O::ShipReplacement(theirs))) => {
                mine.claim == theirs.claim && mine.tracking == theirs.tracking
            }
            (Self::Order(O::DeliverReplacement(mine)), Self::Order(O::DeliverReplacement(theirs)))
            | (Self::Order(O::RefundClaim(mine)), Self::Order(O::RefundClaim(theirs))) => mine.claim == theirs.claim,
            (Self::Account(mine), Self::Account(theirs)) => mine == theirs,
            (Self::Customer(mine), Self::Customer(theirs)) => mine == theirs,
            (Self::Open(mine), Self::Open(theirs)) => mine == theirs,
            (Self::Case(mine), Self::Case(theirs)) => same_on_case(mine, theirs),
            (Self::Stray(StrayCommand::NoteStray { .. }), Self::Stray(_)) => false,
            (Self::Stray(mine), Self::Stray(theirs)) => mine == theirs,
            _ => false,
        }
    }
}

/// Two notes are two notes, and two tasks two tasks, whatever they say; what a case is or has, it is or has once.
fn same_on_case(mine: &CaseCommand, theirs: &CaseCommand) -> bool {
    match (mine, theirs) {
        (CaseCommand::HandOverCase { to: mine, .. }, CaseCommand::HandOverCase { to: theirs, .. }) => mine == theirs,
        (CaseCommand::NoteCase { .. } | CaseCommand::AddTask { .. }, _) => false,
        (mine, theirs) => mine == theirs,
    }
}
