//! A case: one decision as a JSON document, for policy authors, tests and other programs.

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use crate::account::ServiceAccount;
use crate::command::{AccountCommand, OrderCommand};
use crate::customer::Customer;
use crate::dates::Instant;
use crate::decision::Decision;
use crate::fault::Fault;
use crate::order::Order;
use crate::read;
use crate::terms::{Terms, TermsPack};

/// The question of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A command on an order.
    Order(Box<Order>, OrderCommand),
    /// A command on a service account.
    Account(Box<ServiceAccount>, AccountCommand),
}

/// A case as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it is called, for reports.
    pub name: Option<String>,
    /// The instant it is decided at.
    pub at: DateTime<FixedOffset>,
    /// The pack it is judged under.
    pub terms: TermsPack,
    /// The customer, where the case has one.
    pub customer: Option<Customer>,
    /// What is asked.
    pub subject: Subject,
    /// What the decision should contain, where the case says so.
    pub expect: Option<Value>,
}

impl Case {
    /// Reads and checks a case. `packs` are the known packs; `only` replaces whichever pack the case names.
    ///
    /// # Errors
    /// A [`Fault`] with the path from the case's root; without a path where the text is not JSON.
    pub fn from_json(text: &[u8], packs: &[TermsPack], only: Option<&TermsPack>) -> Result<Self, Fault> {
        let Value::Object(mut fields) = read::value(text)? else {
            return Err(Fault::at("", "is not an object"));
        };
        let mut take = |name: &str| fields.remove(name);
        let name = take("name").map(|v| typed_at(v, "name")).transpose()?;
        let _: Option<String> = take("source").map(|v| typed_at(v, "source")).transpose()?;
        let expect = take("expect");
        let at = typed_at::<Instant>(required(take("at"), "at")?, "at")?.0;
        let terms = terms(required(take("terms"), "terms")?, packs, only)?;
        let customer = match take("customer") {
            None | Some(Value::Null) => None,
            Some(v) => Some(typed_at::<Customer>(v, "customer")?),
        };
        let order = take("order");
        let account = take("account");
        let command = take("command");
        if let Some(unknown) = fields.keys().next() {
            return Err(Fault::at(unknown.clone(), format!("unknown field `{unknown}`")));
        }
        let subject = match (order, account) {
            (Some(order), None) => {
                let order = Order::from_value(order).map_err(|f| f.inside("order"))?;
                let command = OrderCommand::from_value(required(command, "command")?);
                Subject::Order(Box::new(order), command.map_err(|f| f.inside("command"))?)
            }
            (None, Some(account)) => {
                let account = ServiceAccount::from_value(account).map_err(|f| f.inside("account"))?;
                let command = AccountCommand::from_value(required(command, "command")?);
                Subject::Account(Box::new(account), command.map_err(|f| f.inside("command"))?)
            }
            (None, None) => return Err(Fault::at("order", "missing field `order` (or `account`)")),
            (Some(_), Some(_)) => return Err(Fault::at("account", "a case has an order or an account, not both")),
        };
        Ok(Self { name, at, terms, customer, subject, expect })
    }

    /// Decides the case.
    ///
    /// # Errors
    /// A [`Fault`] where the command names what is not there or states impossible numbers.
    pub fn decide(&self) -> Result<Decision, Fault> {
        self.decide_under(&self.terms.parameters)
    }

    /// Decides the case as though it were judged under other terms.
    ///
    /// # Errors
    /// As [`Case::decide`].
    pub fn decide_under(&self, terms: &Terms) -> Result<Decision, Fault> {
        match &self.subject {
            Subject::Order(order, command) => {
                crate::decide_order(order, self.customer.as_ref(), terms, command, self.at)
            }
            Subject::Account(account, command) => crate::decide_account(account, terms, command, self.at),
        }
    }
}

fn required(value: Option<Value>, name: &str) -> Result<Value, Fault> {
    value.ok_or_else(|| Fault::at(name, format!("missing field `{name}`")))
}

fn typed_at<T: serde::de::DeserializeOwned>(value: Value, name: &str) -> Result<T, Fault> {
    read::typed(value).map_err(|f| f.inside(name))
}

/// A pack's id, or `{"base": id, "parameters": {…}}`.
fn terms(value: Value, packs: &[TermsPack], only: Option<&TermsPack>) -> Result<TermsPack, Fault> {
    let find = |id: &str, path: &str| {
        let known = only.or_else(|| packs.iter().find(|p| p.id == id));
        known.ok_or_else(|| Fault::at(path, format!("is no terms pack that is known: {id}")))
    };
    match value {
        Value::String(id) => find(&id, "terms").cloned(),
        Value::Object(mut fields) => {
            let base: String = typed_at(required_in(&mut fields, "base")?, "terms.base")?;
            let parameters = required_in(&mut fields, "parameters")?;
            if let Some(unknown) = fields.keys().next() {
                return Err(Fault::at(format!("terms.{unknown}"), format!("unknown field `{unknown}`")));
            }
            find(&base, "terms.base")?.with_parameters(parameters).map_err(|f| f.inside("terms.parameters"))
        }
        _ => Err(Fault::at("terms", "is neither a pack's id nor {base, parameters}")),
    }
}

fn required_in(fields: &mut Map<String, Value>, name: &str) -> Result<Value, Fault> {
    fields.remove(name).ok_or_else(|| Fault::at(format!("terms.{name}"), format!("missing field `{name}`")))
}
