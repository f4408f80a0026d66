//! How the desk and the centre stand, as the window shows it.

use chrono::TimeDelta;
use guichet_sync::replica::{self, ReplicaTx};

use super::fault::{CentreFault, ExchangeFault, Refused};
use super::known::Fetched;
use super::port::Access;
use crate::Desk;
use crate::ipc::centre::{CentreSettings, SignedIn, Standing, SyncState};
use crate::ipc::customers::ErasureTaken;
use crate::ipc::types::CallError;

impl Desk {
    /// The merchant's name.
    pub(crate) fn shop_name(&self) -> String {
        let known = self.centre().known();
        known.link.as_ref().map_or_else(|| self.shop().name.clone(), |link| link.merchant_name.clone())
    }

    /// Has the background exchange look at once.
    pub(crate) fn wake_exchange(&self) {
        self.centre().wake.notify_one();
    }

    /// Keeps how the desk deals with the centre.
    pub(crate) async fn keep_centre_settings(&self, settings: CentreSettings) -> Result<(), CallError> {
        let before = self.centre().known().settings.orders_months;
        let mut batch = self.store().begin().await?;
        batch.put_setting(super::known::SETTINGS, Some(&crate::records::body(&settings)?)).await?;
        let mut state = batch.state().await?;
        // Other orders than before: they come with another snapshot.
        if settings.orders_months != before && state.standing == replica::Standing::Active {
            state.standing = replica::Standing::MustBootstrap;
            batch.put_state(&state).await?;
        }
        batch.commit().await?;
        self.stand_as(state);
        self.centre().known().settings = settings;
        self.wake_exchange();
        self.changed(vec!["sync".into()]);
        Ok(())
    }

    /// Asks the centre something with the access token, and once more with another where that one had its minutes.
    pub(super) async fn with_access<T, F: Future<Output = Result<T, CentreFault>>>(
        &self,
        ask: impl Fn(Access) -> F,
    ) -> Result<T, ExchangeFault> {
        match ask(self.access(false).await?).await {
            Err(fault) if fault.is_about_access() => Ok(ask(self.access(true).await?).await?),
            other => Ok(other?),
        }
    }

    /// Learns what the centre finds for this text.
    pub(crate) async fn look_up(&self, text: &str) -> Result<(), CallError> {
        if text.is_empty() {
            return Ok(());
        }
        let way = &self.way()?;
        let found = self.with_access(|access| async move { way.lookup(&access, text).await }).await?;
        let _open = self.centre().gate.read().await;
        let mut batch = self.store().begin().await?;
        replica::learn(&mut batch, &found).await?;
        let state = batch.state().await?;
        batch.commit().await?;
        self.stand_as(state);
        let mut changed: Vec<String> = found.iter().map(|change| change.key.to_string()).collect();
        changed.push("search".into());
        self.changed(changed);
        Ok(())
    }

    /// Has the centre erase a customer, after it has heard everything that waits here; then everything about them goes
    /// here too.
    pub(crate) async fn ask_erasure(&self, customer: &str) -> Result<ErasureTaken, CallError> {
        self.exchange(TimeDelta::zero()).await?;
        let way = &self.way()?;
        let asked = self.with_access(|access| async move { way.erase(&access, customer).await }).await;
        let outcome = match asked {
            Err(ExchangeFault::Centre(CentreFault::Refused(Refused::NotFound))) => {
                return Err(crate::usecases::not_found("customer"));
            }
            other => other?,
        };
        if outcome == ErasureTaken::Erased && self.exchange(TimeDelta::zero()).await.is_err() {
            // It is done at the centre: this desk learns of it as soon as it hears from it again.
            self.wake_exchange();
        }
        Ok(outcome)
    }

    /// How the desk and the centre stand.
    pub(crate) async fn sync_state(&self) -> Result<SyncState, CallError> {
        let (waiting, attention) = match self.is_wiped() {
            true => (0, 0),
            false => self.store().load().await?,
        };
        let lease_until = self.lease_until();
        let known = self.centre().known();
        Ok(SyncState {
            standing: standing(&known),
            waiting,
            attention,
            last_sync: known.contact.map(|at| at.to_rfc3339()),
            server: known.link.as_ref().map(|link| link.server.clone()),
            device_name: known.link.as_ref().map(|link| link.device_name.clone()),
            agent: known.profile.as_ref().map(|profile| SignedIn {
                name: profile.name.clone(),
                login: profile.login.clone(),
                role: profile.role,
                refund_limit: profile.refund_limit.clone(),
                company: profile.company,
            }),
            lease_until: lease_until.map(|at| at.to_rfc3339()),
            lease_over: lease_until.is_some_and(|at| at <= self.now()),
            locked: known.is_locked,
            can_lock: known.profile.is_some(),
            hold_seconds: known.settings.hold_seconds,
            orders_months: if known.state.partial { known.settings.orders_months } else { 0 },
        })
    }
}

fn standing(known: &super::known::Known) -> Standing {
    if let Some(Fetched { done, total, filing }) = known.fetched {
        return Standing::Bootstrapping { done, total, filing };
    }
    match known.state.standing {
        replica::Standing::Local => Standing::Local,
        replica::Standing::MustEnrol => Standing::MustEnrol,
        replica::Standing::MustUpgrade => Standing::MustUpgrade,
        replica::Standing::Revoked => Standing::Revoked,
        replica::Standing::MustBootstrap if known.is_online == Some(true) || known.is_online.is_none() => {
            Standing::Bootstrapping { done: 0, total: 0, filing: false }
        }
        replica::Standing::Active if known.is_online == Some(true) => Standing::Online,
        replica::Standing::Active | replica::Standing::MustBootstrap => {
            Standing::Offline { since: known.contact.map(|at| at.to_rfc3339()) }
        }
    }
}
