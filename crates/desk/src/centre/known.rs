//! What an open desk knows of its centre, at hand without a look into the replica.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::money::Amount;
use guichet_sync::policy::Actor;
use guichet_sync::replica::{ReplicaState, Standing};
use guichet_sync::{DeviceKey, Role};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, RwLock};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::company::Journeys;
use super::credentials::Credentials;
use super::port::{Centre, Centres};
use super::verifier::Verifier;
use crate::error::DeskError;
use crate::ipc::centre::CentreSettings;
use crate::store::Store;

/// Without a word from the centre for this long, nothing more is taken.
pub(crate) const DEFAULT_LEASE: TimeDelta = TimeDelta::days(7);

pub(super) const LINK: &str = "centre.link";
pub(super) const PROFILE: &str = "centre.profile";
pub(super) const CONTACT: &str = "centre.contact";
pub(super) const SETTINGS: &str = "centre.settings";
pub(super) const LOCKED: &str = "centre.locked";

/// Which centre this desk belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub server: String,
    pub device_name: String,
    pub merchant_name: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub agent: Uuid,
    pub sign_in: Uuid,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub refund_limit: Option<String>,
    /// Proved by an account of the company: what unlocks the desk is a word of theirs, not a password.
    #[serde(default)]
    pub company: bool,
    pub(super) verifier: Verifier,
}

impl Profile {
    /// As policies know them. A bound that cannot be read is the narrowest one.
    pub fn actor(&self) -> Actor {
        let limit = self.refund_limit.as_ref().map(|text| {
            serde_json::from_value::<Amount>(serde_json::Value::String(text.clone())).unwrap_or(Amount::ZERO)
        });
        Actor {
            agent: self.agent,
            sign_in: self.sign_in,
            name: self.name.clone(),
            role: self.role,
            refund_limit: limit,
        }
    }
}

/// How far a snapshot is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// Aggregates that are here.
    pub done: u64,
    /// Aggregates there are; 0 until it is known.
    pub total: u64,
    /// All are here, and are filed by what they are found by.
    pub filing: bool,
}

/// What is at hand.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub link: Option<Link>,
    pub state: ReplicaState,
    pub profile: Option<Profile>,
    pub settings: CentreSettings,
    /// Whether the last exchange went through; none before the first.
    pub is_online: Option<bool>,
    /// The last word from the centre, by this desk's clock.
    pub contact: Option<DateTime<Utc>>,
    /// What of it is written down.
    pub contact_noted: Option<DateTime<Utc>>,
    /// How far a snapshot is.
    pub fetched: Option<Fetched>,
    pub is_locked: bool,
    /// When the agent last did something.
    pub active_at: Option<DateTime<Utc>>,
}

/// An open desk's side of the exchange.
pub(crate) struct CentreSide {
    pub(super) centres: Arc<dyn Centres>,
    pub(super) credentials: Credentials,
    /// One step of the exchange at a time.
    pub(super) stepping: tokio::sync::Mutex<()>,
    /// Held for reading by every command while it looks into the replica, for writing while the file is replaced.
    pub(crate) gate: RwLock<()>,
    /// Something is to be sent, or was asked for.
    pub(super) wake: Notify,
    pub(super) background: Mutex<Option<JoinHandle<()>>>,
    pub(crate) is_wiped: AtomicBool,
    /// The way to the centre, with the address and the certificates that it was made of.
    pub(super) way: Mutex<Option<(Trusting, Arc<dyn Centre>)>>,
    pub(super) signer: Mutex<Option<(Uuid, Arc<DeviceKey>)>>,
    /// Who is at the company's sign-in service.
    pub(super) journeys: Journeys,
    known: Mutex<Known>,
}

/// An address, and the file of certificates that is trusted about it.
pub(super) type Trusting = (String, Option<String>);

impl CentreSide {
    /// Reads what the replica keeps about the centre.
    pub async fn read(
        store: &Store,
        centres: Arc<dyn Centres>,
        credentials: Credentials,
        now: DateTime<Utc>,
    ) -> Result<Self, DeskError> {
        let mut state = store.replica_state().await?;
        if state.standing == Standing::MustUpgrade {
            // Perhaps this is the newer program: the centre will say.
            state.standing = Standing::Active;
            let mut batch = store.begin().await?;
            guichet_sync::replica::ReplicaTx::put_state(&mut batch, &state).await?;
            batch.commit().await?;
        }
        let known = Known {
            link: kept(store, LINK).await?,
            state,
            profile: kept(store, PROFILE).await?,
            settings: kept(store, SETTINGS).await?.unwrap_or_default(),
            is_online: None,
            contact: kept(store, CONTACT).await?,
            contact_noted: None,
            fetched: None,
            is_locked: kept(store, LOCKED).await?.unwrap_or(false),
            active_at: Some(now),
        };
        Ok(Self {
            centres,
            credentials,
            stepping: tokio::sync::Mutex::default(),
            gate: RwLock::default(),
            wake: Notify::new(),
            background: Mutex::default(),
            is_wiped: AtomicBool::new(false),
            way: Mutex::default(),
            signer: Mutex::default(),
            journeys: Journeys::default(),
            known: Mutex::new(known),
        })
    }

    /// What is at hand. Never hold it across a wait.
    pub fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A setting of ours; one that cannot be read is as if it were not there.
async fn kept<T: DeserializeOwned>(store: &Store, name: &str) -> Result<Option<T>, DeskError> {
    Ok(store.setting(name).await?.and_then(|text| serde_json::from_str(&text).ok()))
}
