//! What agents type: every kind of query, made from rows that are there, so that each has something to find.

use guichet_desk::DeskError;
use guichet_desk::identity::Dice;
use guichet_desk::records::CustomerRecord;
use guichet_desk::search::{FindAnswer, Target, fold};
use guichet_desk::seed::{self, Plan};

/// What a query is made of, and which peer's statement answers it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Words of a customer's name and place.
    Words,
    /// Words, one of them with a typo.
    Slip,
    /// A customer's e-mail address or telephone.
    Address,
    /// A number of an order.
    Number,
}

/// One kind of query.
pub struct Kind {
    /// How the table calls it.
    pub name: &'static str,
    /// What it is made of.
    pub about: About,
    make: fn(Plan, &mut Dice) -> Result<Option<Query>, DeskError>,
}

/// One query.
pub struct Query {
    /// As it is typed.
    pub typed: String,
    /// As it stands in the replica: for peers that compare texts as they are.
    pub stored: String,
    /// Who or what must be among the hits; nothing where many fit equally.
    pub wanted: Option<Target>,
}

impl Query {
    /// Whether an answer does for this query.
    pub fn answered(&self, answer: &FindAnswer) -> bool {
        let mut hits = answer.groups.iter().flat_map(|group| &group.hits);
        match &self.wanted {
            Some(wanted) => hits.any(|hit| hit.target == *wanted),
            None => hits.next().is_some(),
        }
    }
}

impl Kind {
    /// This many different queries, the same ones in each run.
    pub fn queries(&self, plan: Plan, count: usize) -> Result<Vec<Query>, DeskError> {
        let mut dice = Dice::of(self.name);
        let mut made = Vec::new();
        while made.len() < count {
            made.extend((self.make)(plan, &mut dice)?);
        }
        Ok(made)
    }
}

/// Every kind.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "name",
        about: About::Words,
        make: |plan, dice| any(plan, dice, |c| (fold_all(&c.customer.name), c.customer.name.clone())),
    },
    Kind { name: "name, both words begun", about: About::Words, make: |plan, dice| any(plan, dice, begun) },
    Kind {
        name: "surname alone",
        about: About::Words,
        make: |plan, dice| any(plan, dice, |c| (fold_all(last(&c.customer.name)), last(&c.customer.name).to_owned())),
    },
    Kind {
        name: "two letters",
        about: About::Words,
        make: |plan, dice| any(plan, dice, |c| twice(cut(&c.customer.name, 2))),
    },
    Kind { name: "name with a typo", about: About::Slip, make: mistyped },
    Kind {
        name: "name and town",
        about: About::Words,
        make: |plan, dice| any(plan, dice, |c| twice(format!("{} {}", c.customer.name, town(c)))),
    },
    Kind { name: "town", about: About::Words, make: |plan, dice| any(plan, dice, |c| twice(town(c))) },
    Kind {
        name: "postcode",
        about: About::Words,
        make: |plan, dice| any(plan, dice, |c| twice(c.contact.postcode.clone().unwrap_or_default())),
    },
    Kind { name: "e-mail", about: About::Address, make: |plan, dice| one(plan, dice, |c| twice(email(c))) },
    Kind {
        name: "e-mail, begun",
        about: About::Address,
        make: |plan, dice| any(plan, dice, |c| twice(cut(&email(c), 9))),
    },
    Kind {
        name: "telephone",
        about: About::Address,
        make: |plan, dice| {
            any(plan, dice, |c| (phone(c).chars().filter(|c| *c == '+' || c.is_ascii_digit()).collect(), phone(c)))
        },
    },
    Kind {
        name: "telephone, begun",
        about: About::Address,
        make: |plan, dice| any(plan, dice, |c| twice(cut(&phone(c), 8))),
    },
    Kind { name: "order", about: About::Number, make: |plan, dice| number(plan, dice, |o| Some(o.number.clone())) },
    Kind {
        name: "order, begun",
        about: About::Number,
        make: |plan, dice| Ok(number(plan, dice, |o| Some(cut(&o.number, 6)))?.map(somebody)),
    },
    Kind {
        name: "RMA",
        about: About::Number,
        make: |plan, dice| number(plan, dice, |o| Some(o.rmas.first()?.number.clone())),
    },
    Kind {
        name: "invoice",
        about: About::Number,
        make: |plan, dice| number(plan, dice, |o| o.invoices.first().cloned()),
    },
    Kind {
        name: "tracking",
        about: About::Number,
        make: |plan, dice| number(plan, dice, |o| o.shipments.first()?.tracking.clone()),
    },
    Kind {
        name: "serial number",
        about: About::Number,
        make: |plan, dice| number(plan, dice, |o| o.lines.iter().find_map(|l| l.serials.first().cloned())),
    },
];

type Of<T, R> = fn(&T) -> R;

fn some(plan: Plan, dice: &mut Dice) -> CustomerRecord {
    seed::customer(dice.below(plan.customers))
}

/// A query that one customer alone fits.
fn one(plan: Plan, dice: &mut Dice, of: Of<CustomerRecord, (String, String)>) -> Result<Option<Query>, DeskError> {
    let customer = some(plan, dice);
    let (typed, stored) = of(&customer);
    Ok(Some(Query { typed, stored, wanted: Some(Target::Customer { id: customer.customer.id }) }))
}

/// A query that many customers may fit.
fn any(plan: Plan, dice: &mut Dice, of: Of<CustomerRecord, (String, String)>) -> Result<Option<Query>, DeskError> {
    Ok(one(plan, dice, of)?.map(somebody))
}

fn somebody(query: Query) -> Query {
    Query { wanted: None, ..query }
}

fn number(
    plan: Plan,
    dice: &mut Dice,
    of: Of<guichet_domain::Order, Option<String>>,
) -> Result<Option<Query>, DeskError> {
    let order = seed::order(plan, dice.below(plan.orders))?;
    let wanted = Target::Order { number: order.number.clone() };
    Ok(of(&order).map(|stored| Query { typed: stored.clone(), stored, wanted: Some(wanted) }))
}

/// One letter of the surname is left out, doubled, or swapped with the next.
fn mistyped(plan: Plan, dice: &mut Dice) -> Result<Option<Query>, DeskError> {
    let customer = some(plan, dice);
    let name = fold_all(&customer.customer.name);
    let Some((first, last)) = name.rsplit_once(' ') else { return Ok(None) };
    let mut letters: Vec<char> = last.chars().collect();
    if letters.len() < 5 {
        return Ok(None);
    }
    let at = 1 + dice.below(letters.len() - 2);
    match dice.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, 'x'),
        _ => letters.swap(at, at + 1),
    }
    let typed = format!("{first} {}", letters.into_iter().collect::<String>());
    Ok((typed != name).then(|| Query { stored: typed.clone(), typed, wanted: None }))
}

fn begun(customer: &CustomerRecord) -> (String, String) {
    let name = &customer.customer.name;
    twice(format!("{} {}", cut(name, 3), cut(last(name), 4)))
}

fn twice(text: String) -> (String, String) {
    (text.clone(), text)
}

fn cut(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

fn last(name: &str) -> &str {
    name.rsplit_once(' ').map_or(name, |(_, last)| last)
}

fn fold_all(text: &str) -> String {
    fold::words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>().join(" ")
}

fn town(customer: &CustomerRecord) -> String {
    customer.contact.town.clone().unwrap_or_default()
}

fn email(customer: &CustomerRecord) -> String {
    customer.customer.email.clone().unwrap_or_default()
}

fn phone(customer: &CustomerRecord) -> String {
    customer.contact.phone.clone().unwrap_or_default()
}
