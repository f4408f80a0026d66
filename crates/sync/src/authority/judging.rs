//! Judging one command on what is true, under its aggregate's lock.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use guichet_domain::decision::Tender;
use guichet_domain::order::Order;
use guichet_domain::{Catalogue, Customer, OrderCommand, Taking, TermsPack};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::feeding::{Feeding, Publish, put_body};
use super::store::{AgentRecord, AuthorityTx, DeviceRecord, Effect, EffectKind, Stored};
use crate::action::Action;
use crate::body::Body;
use crate::conflict::{Conflict, ConflictKind, NextStep, Side};
use crate::event::Event;
use crate::intent::{Intent, Upshot};
use crate::numbering;
use crate::planted::{Bug, planted};
use crate::policy;
use crate::run::{Ran, Refusal, issues_rma, pack_id, run};
use crate::verdict::{Difference, Verdict};

/// The series of the numbers that the centre gives where a desk's is taken.
const CENTRAL_SERIES: &str = "C";

/// What became of a command.
pub(super) struct Judged {
    pub verdict: Verdict,
    /// Who asked, by name.
    pub agent: Option<String>,
    /// The body's version afterwards.
    pub body_version: u64,
    /// The feed's version that shows it, where it was shown before.
    pub shown_at: Option<u64>,
}

impl Judged {
    fn rejected(conflict: Box<Conflict>, agent: Option<String>, body_version: u64) -> Self {
        Self { verdict: Verdict::Rejected { conflict }, agent, body_version, shown_at: None }
    }

    pub(super) fn is_forged(&self) -> bool {
        matches!(&self.verdict, Verdict::Rejected { conflict } if conflict.kind == ConflictKind::Forged)
    }
}

/// What is said of a command whose text cannot be read.
pub(super) fn unreadable(now: DateTime<Utc>) -> Verdict {
    let mine = Side { who: None, at: now, what: "unreadable".to_owned(), command: None, action: None };
    let conflict = Conflict {
        kind: ConflictKind::Malformed,
        mine,
        theirs: Vec::new(),
        rules: Vec::new(),
        facts: Default::default(),
        steps: vec![NextStep::LetGo],
    };
    Verdict::Rejected { conflict: Box::new(conflict) }
}

/// What is said of a command under another's id.
pub(super) fn id_reused(intent: &Intent) -> Judged {
    Judged::rejected(Box::new(Conflict::new(ConflictKind::IdReused, intent, None, &[])), None, 0)
}

/// What does not change while one transaction judges several commands, read once.
pub(super) struct Standing {
    merchant: String,
    server_epoch: Uuid,
    packs: Arc<[TermsPack]>,
    agents: BTreeMap<(Uuid, Uuid), (Option<AgentRecord>, bool)>,
    times: BTreeMap<u64, Option<DateTime<Utc>>>,
}

impl Standing {
    /// Reads what every command needs. An edition that is published meanwhile waits until these commands are through,
    /// or they for it: none is decided under terms that were superseded before it.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn read<T: AuthorityTx>(tx: &mut T, merchant: &str) -> Result<Self, T::Error> {
        tx.lock_terms(false).await?;
        Ok(Self {
            merchant: merchant.to_owned(),
            server_epoch: tx.head(false).await?.server_epoch(),
            packs: tx.packs().await?,
            agents: BTreeMap::new(),
            times: BTreeMap::new(),
        })
    }

    pub(super) fn server_epoch(&self) -> Uuid {
        self.server_epoch
    }

    /// The agent, and whether the sign-in is theirs.
    async fn agent<T: AuthorityTx>(
        &mut self,
        tx: &mut T,
        intent: &Intent,
    ) -> Result<(Option<AgentRecord>, bool), T::Error> {
        let place = (intent.agent, intent.sign_in);
        if let Some(known) = self.agents.get(&place) {
            return Ok(known.clone());
        }
        let agent = tx.agent(intent.agent).await?;
        let signed_in = tx.sign_in(intent.sign_in).await?.is_some_and(|sign_in| sign_in.agent == intent.agent);
        self.agents.insert(place, (agent.clone(), signed_in));
        Ok((agent, signed_in))
    }

    async fn time_of<T: AuthorityTx>(&mut self, tx: &mut T, version: u64) -> Result<Option<DateTime<Utc>>, T::Error> {
        if let Some(known) = self.times.get(&version) {
            return Ok(*known);
        }
        let time = tx.time_of(version).await?;
        self.times.insert(version, time);
        Ok(time)
    }
}

/// Judges a command that is seen for the first time and whose signature is good.
///
/// # Errors
/// The store's.
pub(super) async fn judge<T: AuthorityTx>(
    tx: &mut T,
    feeding: &mut Feeding,
    standing: &mut Standing,
    intent: &Intent,
    device: &DeviceRecord,
    now: DateTime<Utc>,
) -> Result<Judged, T::Error> {
    let agent = match authority(tx, standing, intent).await? {
        Ok(agent) => agent,
        Err(conflict) => {
            let who = conflict.mine.who.clone();
            tx.put_blocked(device.id, &intent.key, Some(intent.id)).await?;
            return Ok(Judged::rejected(conflict, who, 0));
        }
    };
    let who = Some(agent.name.clone());
    if let Action::Resolve { of, .. } = &intent.action {
        return resolve(tx, intent, device, *of, who).await;
    }
    let stored = tx.stored(&intent.key, !planted(Bug::CheckOutsideLock)).await?;
    let version = stored.as_ref().map_or(0, |stored| stored.version);
    let judged = Judging { tx, feeding, standing, intent, device, agent: &agent, now };
    match judged.run(stored).await? {
        Ok((verdict, version)) => Ok(Judged { verdict, agent: who, body_version: version, shown_at: None }),
        Err(conflict) => {
            // What this device asks of the same aggregate next was decided on top of this command: it waits.
            if conflict.kind != ConflictKind::Behind {
                tx.put_blocked(device.id, &intent.key, Some(intent.id)).await?;
            }
            Ok(Judged::rejected(conflict, who, version))
        }
    }
}

/// Whether the command comes from whom it says, and whether they may act and ask for this.
async fn authority<T: AuthorityTx>(
    tx: &mut T,
    standing: &mut Standing,
    intent: &Intent,
) -> Result<Result<AgentRecord, Box<Conflict>>, T::Error> {
    let conflict = |kind, who| Box::new(Conflict::new(kind, intent, who, &[]));
    let (Some(agent), true) = standing.agent(tx, intent).await? else {
        return Ok(Err(conflict(ConflictKind::Forged, None)));
    };
    if intent.merchant != standing.merchant {
        return Ok(Err(conflict(ConflictKind::Forged, None)));
    }
    let who = Some(agent.name.clone());
    if let Some((at, by)) = agent.revoked.as_ref().filter(|_| !planted(Bug::RevocationIgnored)) {
        let revoked = conflict(ConflictKind::AuthorityRevoked, who).with("revoked_at", at.to_rfc3339());
        return Ok(Err(Box::new(revoked.with("revoked_by", by))));
    }
    if !policy::may(agent.role, &intent.action) && !planted(Bug::RoleNotChecked) {
        let forbids = conflict(ConflictKind::RoleForbids, who);
        return Ok(Err(Box::new(forbids.with("role", agent.role.name()))));
    }
    Ok(Ok(agent))
}

/// A person has settled a command that was not taken: what waits behind it may go on.
async fn resolve<T: AuthorityTx>(
    tx: &mut T,
    intent: &Intent,
    device: &DeviceRecord,
    of: Uuid,
    who: Option<String>,
) -> Result<Judged, T::Error> {
    if tx.blocked(device.id, &intent.key).await? == Some(of) && !planted(Bug::ResolveIgnored) {
        tx.put_blocked(device.id, &intent.key, None).await?;
    }
    let version = tx.stored(&intent.key, false).await?.map_or(0, |stored| stored.version);
    let verdict = Verdict::Applied { upshot: Upshot::default() };
    Ok(Judged { verdict, agent: who, body_version: version, shown_at: None })
}

/// What money goes back for.
#[derive(Clone, Copy)]
enum Paid {
    /// A credit, by its place in the order's credits.
    Credit(usize),
    /// Goodwill, by its place in the order's goodwill.
    Goodwill(usize),
}

impl Paid {
    fn name(self) -> &'static str {
        match self {
            Self::Credit(_) => "credit",
            Self::Goodwill(_) => "goodwill",
        }
    }
}

struct Judging<'a, T> {
    tx: &'a mut T,
    feeding: &'a mut Feeding,
    standing: &'a mut Standing,
    intent: &'a Intent,
    device: &'a DeviceRecord,
    agent: &'a AgentRecord,
    now: DateTime<Utc>,
}

type Outcome = Result<(Verdict, u64), Box<Conflict>>;

impl<T: AuthorityTx> Judging<'_, T> {
    fn conflict(&self, kind: ConflictKind, since: &[Event]) -> Box<Conflict> {
        Box::new(Conflict::new(kind, self.intent, Some(self.agent.name.clone()), since))
    }

    async fn run(mut self, stored: Option<Stored>) -> Result<Outcome, T::Error> {
        let key = &self.intent.key;
        if let Some(behind) = self.tx.blocked(self.device.id, key).await?.filter(|_| !planted(Bug::BehindMissing)) {
            let conflict = self.conflict(ConflictKind::Behind, &[]);
            return Ok(Err(Box::new(conflict.with("behind", behind))));
        }
        let places = self.intent.action.places(key);
        let nothing = || places.then_some(Stored { version: 0, digest: 0, body: None });
        let Some(stored) = stored.or_else(nothing) else {
            return Ok(Err(self.conflict(ConflictKind::Unknown, &[])));
        };
        // Who was erased is not made anew under the same id, by whatever was still in a queue.
        if stored.body.is_none() && stored.version > 0 && !planted(Bug::ErasedMadeAnew) {
            let since = self.tx.events_since(key, 0).await?;
            let kind = if key.is_personal() { ConflictKind::CustomerGone } else { ConflictKind::Unknown };
            return Ok(Err(self.conflict(kind, &since)));
        }
        let customer = match self.customer(stored.body.as_ref()).await? {
            Ok(customer) => customer,
            Err(since) => return Ok(Err(self.conflict(ConflictKind::CustomerGone, &since))),
        };
        let packs = self.standing.packs.clone();
        let at = self.instant().await?;
        let rma = self.rma_number(stored.body.as_ref()).await?;
        if planted(Bug::DedupeOnRma) && rma.is_none() && self.intent.upshot.rma.is_some() {
            return Ok(Ok((Verdict::Applied { upshot: self.intent.upshot.clone() }, stored.version)));
        }
        let action = &self.intent.action;
        // Who it was is the centre's own knowledge, never what the command says of itself.
        let (id, agent) = (self.intent.id.to_string(), self.agent.id.to_string());
        let taking = Taking { command: &id, agent: &agent, name: &self.agent.name, rma: rma.as_deref() };
        let catalogue = self.catalogue().await?;
        let ran = run(stored.body.as_ref(), customer.as_ref(), &packs, action, at, &taking, catalogue.as_deref());
        match ran {
            Ok(ran) => {
                let within = policy::within_limit(self.agent.refund_limit, ran.upshot.total);
                if !within && !planted(Bug::LimitNotChecked) {
                    let limit = self.agent.refund_limit.map(|limit| limit.value()).unwrap_or_default();
                    let conflict = self.conflict(ConflictKind::LimitExceeded, &[]).with("limit", limit);
                    return Ok(Err(Box::new(conflict)));
                }
                Ok(Ok(self.apply(&stored, ran, at).await?))
            }
            Err(refusal) => {
                let ruled_by = pack_id(&packs, stored.body.as_ref(), customer.as_ref(), at);
                self.refused(&stored, &refusal, ruled_by).await
            }
        }
    }

    /// The customer behind the aggregate: an error, with what happened, where they are gone.
    async fn customer(&mut self, body: Option<&Body>) -> Result<Result<Option<Customer>, Vec<Event>>, T::Error> {
        let Some(key) = self.intent.action.customer_behind(&self.intent.key, body) else { return Ok(Ok(None)) };
        match self.tx.stored_shared(&key).await? {
            Some(Stored { body: Some(Body::Customer(record)), .. }) => Ok(Ok(Some(record.customer.clone()))),
            Some(Stored { body: None, .. }) => Ok(Err(self.tx.events_since(&key, 0).await?)),
            _ => Ok(Ok(None)),
        }
    }

    /// What the merchant sells, where the command is priced by it.
    async fn catalogue(&mut self) -> Result<Option<Arc<Catalogue>>, T::Error> {
        let Some(key) = self.intent.action.catalogue_behind() else { return Ok(None) };
        Ok(match self.tx.stored_shared(&key).await?.and_then(|stored| stored.body) {
            Some(Body::Catalogue(catalogue)) => Some(catalogue),
            _ => None,
        })
    }

    /// When the command counts as asked. The desk's clock is evidence within bounds: not before what the desk knew
    /// was written, not after it came in.
    async fn instant(&mut self) -> Result<DateTime<FixedOffset>, T::Error> {
        let claimed = self.intent.claimed_at;
        let known = match self.in_this_life() {
            true => self.standing.time_of(self.tx, self.intent.cursor).await?,
            false => None,
        };
        let earliest = known.unwrap_or(claimed.to_utc());
        if planted(Bug::ClockBelieved) {
            return Ok(claimed);
        }
        let instant = claimed.to_utc().max(earliest).min(self.now);
        Ok(instant.with_timezone(claimed.offset()))
    }

    /// Whether the versions that the command names are counted in this life of the database.
    fn in_this_life(&self) -> bool {
        self.intent.server_epoch == Some(self.standing.server_epoch)
    }

    /// The RMA's number: the desk's, unless another RMA has it.
    async fn rma_number(&mut self, body: Option<&Body>) -> Result<Option<String>, T::Error> {
        let (Action::Order(command), Some(Body::Order(order))) = (&self.intent.action, body) else { return Ok(None) };
        if !issues_rma(command, order) {
            return Ok(None);
        }
        let mut number = self.intent.upshot.rma.clone().filter(|number| numbering::is_sound(number));
        loop {
            if let Some(number) = number {
                let used = order.rmas.iter().any(|rma| rma.number == number);
                if !used && self.tx.claim_rma(&number, &order.number, self.intent.id).await? {
                    return Ok(Some(number));
                }
            }
            if planted(Bug::DedupeOnRma) {
                return Ok(None);
            }
            let counter = self.tx.next_number(&format!("rma/{CENTRAL_SERIES}")).await?;
            number = Some(numbering::rma_number(CENTRAL_SERIES, counter));
        }
    }

    /// Writes what an allowed command does: the body, what is to be paid and sent.
    async fn apply(
        &mut self,
        stored: &Stored,
        ran: Ran,
        at: DateTime<FixedOffset>,
    ) -> Result<(Verdict, u64), T::Error> {
        let mut upshot = ran.upshot.clone();
        if let (Body::Order(order), Some(goodwill)) = (&ran.body, ran.goodwill) {
            self.pay_back(order, Paid::Goodwill(goodwill), ran.goodwill_tenders()).await?;
        }
        if let Body::Order(order) = &ran.body {
            self.capture(order, &ran.decision.captures).await?;
        }
        let body = match (&ran.body, ran.credit) {
            (Body::Order(order), Some(credit)) => {
                let year = order.time_zone.day(at).format("%Y").to_string();
                let number = self.credit_note(&year).await?;
                upshot.credit_note = Some(number.clone());
                self.pay_back(order, Paid::Credit(credit), ran.tenders()).await?;
                Body::Order(Arc::new(numbered(order, credit, &number)))
            }
            (body, _) => body.clone(),
        };
        self.write_to_customer(&body, &upshot).await?;
        let version = put_body(self.tx, self.feeding, &self.intent.key, Some(stored), Some(body)).await?;
        Ok((Verdict::of(&self.intent.upshot, upshot), version))
    }

    /// INV-1: numbered here alone, without gaps, by year.
    async fn credit_note(&mut self, year: &str) -> Result<String, T::Error> {
        let counter = self.tx.next_number(&format!("credit_note/{year}")).await?;
        Ok(format!("CN-{year}-{counter:06}"))
    }

    /// One payment back for each tender, under a key that can be there only once. What the provider knows it by is made
    /// of the command and the payment alone: a centre that was put back from a copy may decide in another order, and
    /// must not pay again.
    async fn pay_back(&mut self, order: &Order, paid: Paid, tenders: &[Tender]) -> Result<(), T::Error> {
        let (sort, place) = match paid {
            Paid::Credit(place) => ("refund", place),
            Paid::Goodwill(place) => ("goodwill", place),
        };
        for (at, tender) in tenders.iter().enumerate() {
            let business_key = match planted(Bug::PayoutKeyWithoutTender) {
                false => format!("{sort}/{}/{place}/{at}", order.number),
                true => format!("{sort}/{}/{place}", order.number),
            };
            let asked = match planted(Bug::PayoutKeyFromPlace) {
                false => format!("{sort}/{}", tender.payment.as_deref().unwrap_or("way back")),
                true => business_key.clone(),
            };
            let payload = json!({
                "order": order.number, "payment": tender.payment, "method": tender.method, "amount": tender.amount,
                "currency": order.currency, "command": self.intent.id, (paid.name()): place,
            });
            let id = derived(self.intent.id, &asked);
            self.effect(Effect { id, kind: EffectKind::Payout, business_key, payload }).await?;
        }
        Ok(())
    }

    /// PRE-2: what was authorised is taken as goods leave, once for each payment of a command.
    async fn capture(&mut self, order: &Order, tenders: &[Tender]) -> Result<(), T::Error> {
        for tender in tenders {
            let payment = tender.payment.as_deref().unwrap_or_default();
            let business_key = format!("capture/{}/{}/{payment}", order.number, self.intent.id);
            let payload = json!({
                "order": order.number, "payment": tender.payment, "method": tender.method, "amount": tender.amount,
                "currency": order.currency, "command": self.intent.id,
            });
            let id = derived(self.intent.id, &format!("capture/{payment}"));
            self.effect(Effect { id, kind: EffectKind::Capture, business_key, payload }).await?;
        }
        Ok(())
    }

    async fn write_to_customer(&mut self, body: &Body, upshot: &Upshot) -> Result<(), T::Error> {
        let Body::Order(order) = body else { return Ok(()) };
        // An exception is told of as what it carries out.
        let carried_out = match &self.intent.action {
            Action::Order(command) => command.carried_out(order),
            _ => None,
        };
        let template = match (&self.intent.action, carried_out) {
            (Action::Place(_), _) | (_, Some(OrderCommand::PlaceOrder)) => "order_form",
            (_, Some(OrderCommand::CancelOrder(_))) => "cancellation",
            (_, Some(OrderCommand::AskAuthorisation)) => "authorisation",
            (_, Some(OrderCommand::ReleaseShipment(asked))) if asked.parcel.is_some() => "shipped",
            (_, Some(OrderCommand::RequestReturn(_))) => "rma",
            _ if upshot.credit_note.is_some() => "credit_note",
            _ => return Ok(()),
        };
        let parcel = match carried_out {
            Some(OrderCommand::ReleaseShipment(asked)) => asked.parcel.as_ref().map(|parcel| parcel.id.as_str()),
            _ => None,
        };
        let mut payload = json!({ "template": template, "order": order.number, "upshot": upshot });
        if let (Some(parcel), Some(fields)) = (parcel, payload.as_object_mut()) {
            fields.insert("parcel".to_owned(), parcel.into());
        }
        let business_key = format!("email/{template}/{}", self.intent.id);
        let id = derived(self.intent.id, &business_key);
        self.effect(Effect { id, kind: EffectKind::Email, business_key, payload }).await
    }

    async fn effect(&mut self, effect: Effect) -> Result<(), T::Error> {
        self.tx.add_effect(&effect, self.now).await?;
        Ok(())
    }

    /// What a refused command means: the same was done already, or it is a conflict.
    async fn refused(
        &mut self,
        stored: &Stored,
        refusal: &Refusal,
        ruled_by: Option<&str>,
    ) -> Result<Outcome, T::Error> {
        let key = &self.intent.key;
        let base = if self.in_this_life() { self.intent.base } else { 0 };
        let mut since = self.tx.events_since(key, base).await?;
        // What this very transaction did is not in the feed yet.
        since.extend(
            self.feeding.events.iter().filter(|event| event.key == *key).map(|event| unpublished(event, self.now)),
        );
        let same = since.iter().find_map(|event| {
            let (command, _, action, verdict) = event.command()?;
            let did = !verdict.is_rejected() && !verdict.is_same_intent();
            // A customer who was told the number of another RMA has to be told again.
            let told = self.intent.upshot.rma.is_none() || self.intent.upshot.rma == verdict.rma();
            (did && told && action.is_same_intent(&self.intent.action)).then_some((event, command, verdict))
        });
        if let Some((event, command, verdict)) = same {
            let (Verdict::Applied { upshot } | Verdict::AppliedDifferently { upshot, .. }) = verdict else {
                return Ok(Err(self.conflict(ConflictKind::StaleFacts, &since)));
            };
            let by = event.agent.clone().unwrap_or_default();
            let differences = vec![Difference::SameIntent { by, at: event.at, command }];
            let verdict = match planted(Bug::SameIntentApplied) {
                false => Verdict::AppliedDifferently { upshot: upshot.clone(), differences },
                true => Verdict::Applied { upshot: upshot.clone() },
            };
            return Ok(Ok((verdict, stored.version)));
        }
        if planted(Bug::NumberNotRolledBack) {
            self.credit_note("2026").await?;
        }
        let who = Some(self.agent.name.clone());
        Ok(Err(Box::new(Conflict::of_refusal(refusal, self.intent, who, &since, ruled_by))))
    }
}

fn unpublished(event: &Publish, at: DateTime<Utc>) -> Event {
    let Publish { agent, key, body_version, what } = event.clone();
    Event { version: 0, ordinal: 0, at, agent, key, body_version, what }
}

/// The order with its newest credit numbered.
fn numbered(order: &Order, credit: usize, number: &str) -> Order {
    let mut facts = order.clone().into_facts();
    if let Some(credit) = facts.credits.get_mut(credit) {
        credit.number = Some(number.to_owned());
    }
    // A number makes no order impossible that was possible without it.
    Order::new(facts).unwrap_or_else(|_| order.clone())
}

/// An id made from another and a text (UUID version 8, RFC 9562), so that asking twice asks for the same.
/// An id that is the same wherever it is made of the same: what is done outside is known by it.
#[must_use]
pub fn derived(from: Uuid, text: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(from.as_bytes());
    hash.update(text);
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0_u8; 16];
    for (to, byte) in bytes.iter_mut().zip(digest) {
        *to = byte;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
