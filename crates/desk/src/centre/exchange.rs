//! One round of the exchange: what waits is handed over, what changed is fetched.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_sync::replica::{self, Pulling, ReplicaState, ReplicaTx, Standing};
use guichet_sync::wire::{PROTOCOL, Pull, Pulled, Push, Pushed};
use guichet_sync::{Digest, chain::Seal, chain::Signer};

use super::fault::{CentreFault, ExchangeFault, Refused};
use super::known::CONTACT;
use super::port::{Access, Centre};
use crate::Desk;
use crate::error::DeskError;

/// Versions of one page.
const PAGE: u32 = 200;
/// The last word from the centre is written down when it is this much older.
const NOTED: TimeDelta = TimeDelta::seconds(60);

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// Commands that were handed over.
    pub sent: usize,
    /// Pages that were applied.
    pub pages: usize,
}

/// The device's key, held by more than one.
struct Held<'a>(&'a guichet_sync::DeviceKey);

impl Signer for Held<'_> {
    fn sign(&self, link: &Digest) -> Seal {
        self.0.sign(link)
    }
}

impl Desk {
    /// One round. Commands younger than `hold` stay, so that they can still be taken back.
    ///
    /// # Errors
    /// [`ExchangeFault`]: what was done until then stands, and the next round goes on from there.
    pub async fn exchange(&self, hold: TimeDelta) -> Result<Exchanged, ExchangeFault> {
        let _one = self.centre().stepping.lock().await;
        let done = self.round(hold).await;
        self.note(&done).await?;
        done
    }

    /// One round with the hold that is set.
    pub(crate) async fn exchange_as_set(&self) -> Result<Exchanged, ExchangeFault> {
        let hold = TimeDelta::seconds(i64::from(self.centre().known().settings.hold_seconds));
        self.exchange(hold).await
    }

    async fn round(&self, hold: TimeDelta) -> Result<Exchanged, ExchangeFault> {
        let way = self.way()?;
        let first = match self.access(false).await {
            Ok(access) => self.through(&*way, &access, hold).await,
            Err(fault) => Err(fault),
        };
        let second = match first {
            Err(ExchangeFault::Centre(fault)) if fault.is_about_access() => {
                let access = self.access(true).await;
                match access {
                    Ok(access) => self.through(&*way, &access, hold).await,
                    Err(fault) => Err(fault),
                }
            }
            other => other,
        };
        match second {
            Err(ExchangeFault::Centre(CentreFault::Refused(Refused::DeviceRevoked))) => {
                self.revoked().await?;
                self.leave_for_good(&*way).await?;
                Ok(Exchanged::default())
            }
            Err(ExchangeFault::Centre(fault)) if fault.ends_sign_in() => {
                self.end_sign_in().await?;
                Err(ExchangeFault::SignInNeeded)
            }
            Err(ExchangeFault::Desk(DeskError::KeyMissing)) => {
                // The key that signs for this device is gone from the keychain: another seat is needed.
                self.stand(Standing::MustEnrol).await?;
                Ok(Exchanged::default())
            }
            other => other,
        }
    }

    async fn through(&self, way: &dyn Centre, access: &Access, hold: TimeDelta) -> Result<Exchanged, ExchangeFault> {
        let mut done = Exchanged::default();
        loop {
            match self.standing() {
                Standing::Local => return Err(ExchangeFault::NotEnrolled),
                Standing::MustEnrol | Standing::MustUpgrade => return Ok(done),
                Standing::Revoked => {
                    self.leave_for_good(way).await?;
                    return Ok(done);
                }
                Standing::MustBootstrap => self.bootstrap(way, access).await?,
                Standing::Active => {
                    self.push(way, access, hold, &mut done).await?;
                    if self.standing() == Standing::Active {
                        self.pull(way, access, &mut done).await?;
                    }
                    if self.standing() == Standing::Active {
                        self.hand_over_evidence(way, access).await?;
                    }
                    if self.standing() == Standing::Active {
                        return Ok(done);
                    }
                }
            }
        }
    }

    /// Hands over what may go.
    pub(super) async fn push(
        &self,
        way: &dyn Centre,
        access: &Access,
        hold: TimeDelta,
        done: &mut Exchanged,
    ) -> Result<(), ExchangeFault> {
        let signer = self.signer().await?;
        loop {
            let mut batch = self.store().begin().await?;
            let push = replica::seal(&mut batch, &Held(&signer), self.now(), hold).await?;
            // Durable before it is sent: what was sent once is never sealed otherwise.
            batch.commit().await?;
            let Some(push) = push else { return Ok(()) };
            let pushed = self.hand_in(way, access, &push).await?;
            done.sent += push.commands.len();
            let goes_on = match &pushed.stop {
                None => !pushed.answers.is_empty() && self.standing() == Standing::Active,
                // What was kept aside need not be sent again: the rest of the queue follows.
                Some(_) => self.standing() == Standing::Revoked && !pushed.kept.is_empty(),
            };
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// Sends commands and writes down what is answered.
    pub(super) async fn hand_in(
        &self,
        way: &dyn Centre,
        access: &Access,
        push: &Push,
    ) -> Result<Pushed, ExchangeFault> {
        let pushed = way.push(access, push).await?;
        let mut batch = self.store().begin().await?;
        replica::pushed(&mut batch, push.device, &pushed, self.now()).await?;
        let state = batch.state().await?;
        batch.commit().await?;
        self.stand_as(state);
        self.changed(vec!["outbox".into()]);
        Ok(pushed)
    }

    /// Fetches what changed.
    async fn pull(&self, way: &dyn Centre, access: &Access, done: &mut Exchanged) -> Result<(), ExchangeFault> {
        loop {
            let state = self.store().replica_state().await?;
            let Some(seat) = &state.seat else { return Err(ExchangeFault::NotEnrolled) };
            let device = seat.device;
            let server_epoch = state.server_epoch.unwrap_or_default();
            let ask = Pull { protocol: PROTOCOL, device, server_epoch, cursor: state.cursor, most: PAGE };
            let pulled = way.pull(access, &ask).await?;
            let mut batch = self.store().begin().await?;
            let pulling = match &pulled {
                Pulled::Page(page) => Some(replica::paged(&mut batch, page, self.now()).await?),
                other => {
                    replica::refused_pull(&mut batch, device, other).await?;
                    None
                }
            };
            let state = batch.state().await?;
            batch.commit().await?;
            self.stand_as(state);
            let Some(Pulling::Applied { changed, more }) = pulling else { return Ok(()) };
            done.pages += 1;
            self.tell(&changed, page_has_events(&pulled));
            if !more {
                return Ok(());
            }
        }
    }

    /// Tells the window which aggregates look otherwise.
    fn tell(&self, changed: &BTreeSet<guichet_sync::Key>, happened: bool) {
        let mut keys: Vec<String> = changed.iter().map(ToString::to_string).collect();
        if happened {
            keys.extend(["outbox".into(), "attention".into(), "history".into()]);
        }
        if !keys.is_empty() {
            self.changed(keys);
        }
    }

    /// Takes over how the replica stands, after it was committed.
    pub(super) fn stand_as(&self, state: ReplicaState) {
        self.set_clock_offset(state.clock_offset);
        let mut known = self.centre().known();
        let is_other = known.state.standing != state.standing;
        known.state = state;
        drop(known);
        if is_other {
            self.changed(vec!["sync".into()]);
        }
    }

    /// How the replica stands.
    pub(crate) fn standing(&self) -> Standing {
        self.centre().known().state.standing
    }

    /// Writes down that the replica stands otherwise.
    pub(super) async fn stand(&self, standing: Standing) -> Result<(), DeskError> {
        let mut batch = self.store().begin().await?;
        let state = ReplicaState { standing, ..batch.state().await? };
        batch.put_state(&state).await?;
        batch.commit().await?;
        self.stand_as(state);
        Ok(())
    }

    /// Notes how a round ended.
    async fn note(&self, done: &Result<Exchanged, ExchangeFault>) -> Result<(), DeskError> {
        let is_online = match done {
            Ok(_) => true,
            Err(ExchangeFault::Centre(CentreFault::Refused(_))) => true,
            Err(ExchangeFault::Centre(_)) => false,
            // Nothing was learnt about the road.
            Err(ExchangeFault::Desk(_) | ExchangeFault::NotEnrolled | ExchangeFault::SignInNeeded) => return Ok(()),
        };
        let was_online = self.centre().known().is_online.replace(is_online);
        if is_online && !self.is_wiped() {
            self.heard_of_centre().await?;
        }
        if was_online != Some(is_online) {
            self.changed(vec!["sync".into()]);
        }
        Ok(())
    }

    /// Notes that there was a word from the centre: the lease begins anew.
    pub(super) async fn heard_of_centre(&self) -> Result<(), DeskError> {
        let now = self.now();
        let noted = {
            let mut known = self.centre().known();
            known.contact = Some(now);
            known.contact_noted
        };
        if noted.is_none_or(|at| now.signed_duration_since(at).abs() >= NOTED) {
            self.store().put_setting(CONTACT, &crate::records::body(&now)?).await?;
            self.centre().known().contact_noted = Some(now);
        }
        Ok(())
    }
}

fn page_has_events(pulled: &Pulled) -> bool {
    matches!(pulled, Pulled::Page(page) if !page.events.is_empty())
}
