//! The world: desks, one centre, messages between them, and a clock that only moves when something happens.

mod cases;
mod centre;
mod claims;
mod desk;
mod heal;
mod keys;
mod moves;
mod office;
mod parcels;
mod script;
pub(crate) mod shop;
mod steps;
mod strays;
mod talk;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use guichet_sync::authority::{AgentRecord, SignIn};
use guichet_sync::body::CATALOGUE;
use guichet_sync::policy::Actor;
use guichet_sync::{Body, Key, Role, Signer, Verifier};
use uuid::Uuid;

use crate::check::{Book, Held, Told};
use crate::dice::Dice;
use crate::history::History;
use crate::schedule::{Plan, Schedule};
use crate::stores::{Base, Stores};
use crate::tally::Tally;
use centre::{Centre, Ingest};
use desk::Desk;
use wire::Letter;

/// The merchants, who share one centre.
pub const MERCHANTS: [&str; 2] = ["lueur", "ombre"];

/// A copy of a merchant's data, and of what the checks knew of it.
struct CentreCopy<S: Stores> {
    copy: <S::Base as Base>::Copy,
    book: Book,
    agents: Vec<AgentRecord>,
}

/// A merchant.
struct Merchant<S: Stores> {
    name: &'static str,
    /// Every life of its database, as its feed told it.
    books: BTreeMap<Uuid, Book>,
    /// The life that is now.
    life: Uuid,
    /// Every command that one of its desks took.
    told: BTreeMap<Uuid, Told>,
    agents: Vec<AgentRecord>,
    copy: Option<CentreCopy<S>>,
    /// Every device that ever had a seat.
    devices: Vec<Uuid>,
    /// Devices whose past may fork.
    forked: BTreeSet<Uuid>,
    horizon: u64,
    /// What the payment provider was asked: the idempotency key of each command's tender.
    provider: BTreeMap<(String, String), Uuid>,
    sold: usize,
    editions: usize,
}

impl<S: Stores> Merchant<S> {
    fn book(&self) -> &Book {
        self.books.get(&self.life).expect("a life has its book")
    }
}

/// The world.
pub struct World<S: Stores> {
    plan: Plan,
    now: DateTime<Utc>,
    began: DateTime<Utc>,
    centre: Centre<S>,
    merchants: Vec<Merchant<S>>,
    desks: Vec<Desk<S>>,
    letters: Vec<Letter>,
    signers: BTreeMap<Uuid, Arc<dyn Signer>>,
    verifier: Arc<dyn Verifier>,
    series: u32,
    /// Chance for what belongs to no move: the first state, ids of devices.
    dice: Dice,
    /// How often each thing happened.
    pub tally: Tally,
    /// What happened.
    pub history: History,
}

/// The agents of a merchant: name, role, the most that they pay back alone.
const AGENTS: [(&str, Role, Option<&str>); 5] = [
    ("Ana", Role::Agent, None),
    ("Bo", Role::Agent, Some("60.00")),
    ("Chris", Role::Supervisor, None),
    ("Dee", Role::Warehouse, None),
    ("Eli", Role::Agent, None),
];

impl<S: Stores> World<S> {
    /// The world that a schedule begins with. `told` keeps the history in words.
    ///
    /// # Errors
    /// A [`crate::check::Violation`], were the first state unsound.
    pub fn new(schedule: &Schedule, told: bool) -> Held<Self> {
        let plan = schedule.plan.clone();
        let began: DateTime<Utc> = "2026-11-10T08:00:00Z".parse().expect("an instant");
        let verifier = keys::verifier(plan.real_signatures);
        let centre = Centre { base: S::base(), tasks: Vec::new(), begun: 0, program: 1 };
        let mut world = Self {
            plan,
            now: began,
            began,
            centre,
            merchants: Vec::new(),
            desks: Vec::new(),
            letters: Vec::new(),
            signers: BTreeMap::new(),
            verifier,
            series: 0,
            dice: Dice::new(schedule.seed ^ 0x5eed),
            tally: Tally::default(),
            history: History::new(told),
        };
        for (at, name) in MERCHANTS.iter().enumerate() {
            world.open_merchant(at, name)?;
        }
        for merchant in 0..MERCHANTS.len() {
            let desks = [world.plan.desks, world.plan.others][merchant];
            for _ in 0..desks {
                world.open_desk(merchant);
            }
        }
        // Everybody begins enrolled and up to date.
        for desk in 0..world.desks.len() {
            world.exchange(desk)?;
        }
        Ok(world)
    }

    fn open_merchant(&mut self, at: usize, name: &'static str) -> Held {
        let life = self.dice.id();
        self.centre.base.add_merchant(name, life);
        let mut agents = Vec::new();
        for (name_of, role, limit) in AGENTS {
            let id = self.dice.id();
            let refund_limit = limit.map(script::amount);
            let agent = AgentRecord { id, name: name_of.to_owned(), role, refund_limit, revoked: None };
            self.centre.base.put_agent(name, agent.clone());
            self.centre.base.put_sign_in(name, SignIn { id: sign_in_of(id), agent: id });
            agents.push(agent);
        }
        self.merchants.push(Merchant {
            name,
            books: BTreeMap::from([(life, Book::new(life))]),
            life,
            told: BTreeMap::new(),
            agents,
            copy: None,
            devices: Vec::new(),
            forked: BTreeSet::new(),
            horizon: 0,
            provider: BTreeMap::new(),
            sold: 0,
            editions: 0,
        });
        self.publish_terms(at, NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day"))?;
        let catalogue = Body::Catalogue(shop::catalogue().clone());
        self.ingest_now(at, Ingest::New(Key::Catalogue(CATALOGUE.to_owned()), catalogue))?;
        for n in 0..shop::CUSTOMERS {
            let customer = shop::customer(n, None, None, &mut self.dice);
            self.ingest_now(at, Ingest::New(Key::Customer(shop::customer_id(n)), customer))?;
            let account = shop::account(&mut self.dice);
            self.ingest_now(at, Ingest::New(Key::Account(shop::customer_id(n)), account))?;
        }
        for _ in 0..self.plan.orders {
            self.sell(at)?;
        }
        Ok(())
    }

    fn publish_terms(&mut self, merchant: usize, effective_on: NaiveDate) -> Held {
        let n = self.merchants[merchant].editions;
        self.merchants[merchant].editions += 1;
        let pack = shop::terms(n, effective_on, S::TERMS_HAVE_TEXTS, &mut self.dice);
        self.ingest_now(merchant, Ingest::Terms(Box::new(pack)))
    }

    fn sell(&mut self, merchant: usize) -> Held {
        let number = format!("W-{}", self.merchants[merchant].sold);
        self.merchants[merchant].sold += 1;
        let order = shop::sell(number.clone(), merchant, self.now, &mut self.dice);
        let body = guichet_sync::Body::Order(Arc::new(order));
        self.ingest_now(merchant, Ingest::New(shop::order_key(&number), body))
    }

    fn open_desk(&mut self, merchant: usize) {
        let at = self.desks.len();
        let actor = self.actor(merchant, at % AGENTS.len());
        let program = self.centre.program;
        self.desks.push(Desk::new(merchant, program, actor));
    }

    fn actor(&self, merchant: usize, agent: usize) -> Actor {
        let agent = &self.merchants[merchant].agents[agent];
        Actor {
            agent: agent.id,
            sign_in: sign_in_of(agent.id),
            name: agent.name.clone(),
            role: agent.role,
            refund_limit: agent.refund_limit,
        }
    }
}

/// Every agent has one sign-in.
fn sign_in_of(agent: Uuid) -> Uuid {
    Uuid::from_u128(agent.as_u128() ^ 1)
}
