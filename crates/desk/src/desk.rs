//! One open desk: a replica, who sits at it, and the ports to the outside.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use guichet_documents::Engine;
use guichet_domain::TermsPack;
use guichet_sync::policy::Actor;
use guichet_sync::replica::LOCAL_SERIES;
use tokio::sync::{OnceCell, broadcast};
use uuid::Uuid;

use crate::centre::{Browser, CentreSide, Centres, Credentials, HttpCentres, NoBrowser};
use crate::clock::{Clock, Ids, RandomIds, SystemClock};
use crate::error::DeskError;
use crate::evidence::Tray;
use crate::ipc::types::{Agent, CallCode, CallError, Role};
use crate::key::{Key, KeyNote, Passphrase};
use crate::keychain::{Keychain, OsKeychain};
use crate::runs::Runs;
use crate::shop::Shop;
use crate::store::Store;

/// Messages kept for a window that is slow to listen.
const CHANGES_KEPT: usize = 64;

/// How the replica's key is come by.
#[derive(Debug, Clone)]
pub enum Unlock {
    /// From the keychain; a new replica puts a new key there.
    Keychain,
    /// From what the agent typed; a new replica notes salt and cost beside it.
    Passphrase(Passphrase),
    /// This very key, for replicas that are thrown away (tests, benches). Nothing is noted.
    Key(Key),
}

/// How to open a desk.
#[derive(Clone)]
pub struct OpenOptions {
    /// Where the replica lies.
    pub path: PathBuf,
    /// Make a new replica where there is none.
    pub create: bool,
    /// How its key is come by.
    pub unlock: Unlock,
    /// Fill a new replica with the demonstration shop.
    pub demo: bool,
    /// Where keys are kept.
    pub keychain: Arc<dyn Keychain>,
    /// How a centre is reached.
    pub centres: Arc<dyn Centres>,
    /// What opens a page outside the window.
    pub browser: Arc<dyn Browser>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where new ids come from.
    pub ids: Arc<dyn Ids>,
    /// Who sits at the desk.
    pub agent: Agent,
}

impl OpenOptions {
    /// The real keychain and clock, a replica at `path` that is made where there is none.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            create: true,
            unlock: Unlock::Keychain,
            demo: false,
            keychain: Arc::new(OsKeychain),
            centres: Arc::new(HttpCentres),
            browser: Arc::new(NoBrowser),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            agent: Agent { name: "Camille Faure".into(), role: Role::Agent },
        }
    }
}

/// An open desk. Cloning shares it.
#[derive(Clone)]
pub struct Desk(Arc<Inside>);

struct Inside {
    store: Store,
    key: Key,
    centre: CentreSide,
    browser: Arc<dyn Browser>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    agent: Agent,
    shop: Shop,
    engine: OnceCell<Arc<Engine>>,
    tray: Tray,
    runs: Runs,
    /// The centre's clock minus this one, in milliseconds.
    clock_offset: AtomicI64,
    changes: broadcast::Sender<Vec<String>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens the desk: comes by the key, opens the replica (or makes one), reads the terms.
    ///
    /// # Errors
    /// [`DeskError`]; the replica's bytes are then as before. An existing replica without its key is
    /// [`DeskError::KeyMissing`], never a reason to begin a new one.
    pub async fn open(options: OpenOptions) -> Result<Self, DeskError> {
        let key = come_by_key(&options).await?;
        let shop = Shop::demo()?;
        let store = Store::open(&options.path, &key).await?;
        let centre = match side(&options, &store).await {
            Ok(centre) => centre,
            Err(error) => {
                store.close().await;
                return Err(error);
            }
        };
        let offset = centre.known().state.clock_offset;
        let desk = Self(Arc::new(Inside {
            store,
            key,
            centre,
            browser: options.browser,
            clock: options.clock,
            ids: options.ids,
            agent: options.agent,
            shop,
            engine: OnceCell::new(),
            tray: Tray::default(),
            runs: Runs::default(),
            clock_offset: AtomicI64::new(offset),
            changes: broadcast::channel(CHANGES_KEPT).0,
        }));
        if options.demo
            && let Err(error) = desk.fill_once().await
        {
            desk.close().await;
            return Err(error);
        }
        Ok(desk)
    }

    /// Fills a new replica with the demonstration shop.
    async fn fill_once(&self) -> Result<(), DeskError> {
        if self.store().tally().await?.customers == 0 {
            crate::demo::fill(self).await?;
        }
        Ok(())
    }

    /// Tells what changed, as keys such as `order:W-100234`, each time something is written.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Vec<String>> {
        self.0.changes.subscribe()
    }

    pub(crate) fn changed(&self, keys: Vec<String>) {
        // Nobody listening is fine.
        let _ = self.0.changes.send(keys);
    }

    /// The replica.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The present instant, by the desk's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// The present instant as corrected by the centre's clock: what decisions are taken at.
    #[must_use]
    pub fn corrected_now(&self) -> DateTime<Utc> {
        let offset = self.0.clock_offset.load(Ordering::Relaxed);
        self.now().checked_add_signed(chrono::TimeDelta::milliseconds(offset)).unwrap_or_else(|| self.now())
    }

    pub(crate) fn set_clock_offset(&self, offset: i64) {
        self.0.clock_offset.store(offset, Ordering::Relaxed);
    }

    /// Who acts, with what they may do: at an enrolled desk who is signed in, as long as the lease holds.
    pub(crate) fn actor(&self) -> Result<Actor, CallError> {
        let lease_until = self.lease_until();
        let known = self.centre().known();
        if known.state.seat.is_none() {
            let Agent { name, role } = self.0.agent.clone();
            return Ok(Actor { agent: Uuid::nil(), sign_in: Uuid::nil(), name, role, refund_limit: None });
        }
        let profile = known.profile.as_ref().ok_or_else(|| CallError::of(CallCode::SignInNeeded))?;
        if lease_until.is_none_or(|until| until <= self.now()) {
            return Err(CallError::of(CallCode::LeaseOver));
        }
        Ok(profile.actor())
    }

    /// Whether a centre has given this desk a seat: it then holds what that centre holds.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        self.centre().known().state.seat.is_some()
    }

    /// This desk's side of the exchange.
    pub(crate) fn centre(&self) -> &CentreSide {
        &self.0.centre
    }

    pub(crate) fn browser(&self) -> &dyn Browser {
        &*self.0.browser
    }

    /// Files that wait for the command that names them.
    pub(crate) fn tray(&self) -> &Tray {
        &self.0.tray
    }

    /// What takes longer than a call.
    pub(crate) fn runs(&self) -> &Runs {
        &self.0.runs
    }

    pub(crate) fn replica_key(&self) -> &Key {
        &self.0.key
    }

    /// The series of the numbers that this desk gives.
    pub(crate) fn series(&self) -> String {
        let known = self.centre().known();
        known.state.seat.as_ref().map_or_else(|| LOCAL_SERIES.to_owned(), |seat| seat.series.clone())
    }

    /// The present day in the shop.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.0.shop.day(self.now())
    }

    /// Where new ids come from.
    #[must_use]
    pub fn ids(&self) -> &dyn Ids {
        &*self.0.ids
    }

    /// Who sits at the desk.
    #[must_use]
    pub fn agent(&self) -> Agent {
        let known = self.centre().known();
        match (&known.profile, &known.state.seat) {
            (Some(profile), _) => Agent { name: profile.name.clone(), role: profile.role },
            (None, Some(_)) => Agent { name: String::new(), role: Role::Agent },
            (None, None) => self.0.agent.clone(),
        }
    }

    /// The merchant.
    #[must_use]
    pub fn shop(&self) -> &Shop {
        &self.0.shop
    }

    /// The editions of the terms that this desk knows.
    #[must_use]
    pub fn packs(&self) -> Arc<[TermsPack]> {
        self.store().packs()
    }

    /// Closes the replica; call it before the program ends, so that the journal is merged.
    pub async fn close(&self) {
        self.stop_exchange().await;
        self.0.store.close().await;
    }

    /// The press: made on first use, for its fonts take a moment to read.
    pub(crate) async fn engine(&self) -> Result<Arc<Engine>, CallError> {
        let make = || async {
            let made = tokio::task::spawn_blocking(Engine::new).await;
            made.ok().and_then(Result::ok).map(Arc::new).ok_or_else(|| CallError::of(CallCode::Document))
        };
        self.0.engine.get_or_try_init(make).await.cloned()
    }
}

/// This desk's side of the exchange: secrets are where the replica's key is, or in the replica where that is nowhere.
async fn side(options: &OpenOptions, store: &Store) -> Result<CentreSide, DeskError> {
    let credentials = match (&options.unlock, KeyNote::read(&options.path)?) {
        (Unlock::Key(_), _) | (_, None | Some(KeyNote::Passphrase { .. })) => Credentials::Replica(store.clone()),
        (_, Some(KeyNote::Keychain { entry })) => Credentials::Keychain { keychain: options.keychain.clone(), entry },
    };
    CentreSide::read(store, options.centres.clone(), credentials, options.clock.now()).await
}

/// Runs what may wait for a person or a daemon where it may wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DeskError::KeychainMissing)?
}

async fn come_by_key(options: &OpenOptions) -> Result<Key, DeskError> {
    let is_there = Store::is_there(&options.path)?;
    if !is_there && !options.create {
        return Err(DeskError::ReplicaMissing);
    }
    if let Unlock::Key(key) = &options.unlock {
        return Ok(key.clone());
    }
    if let Some(folder) = options.path.parent().filter(|_| !is_there) {
        std::fs::create_dir_all(folder).map_err(|error| DeskError::File(error.kind()))?;
    }
    match (KeyNote::read(&options.path)?, is_there) {
        (Some(note), _) => key_of_note(options, note, is_there).await,
        // A replica without its note: another key would only make a second, unreadable story of it.
        (None, true) => Err(DeskError::KeyMissing),
        (None, false) => new_key(options).await,
    }
}

async fn key_of_note(options: &OpenOptions, note: KeyNote, is_there: bool) -> Result<Key, DeskError> {
    match (&note, &options.unlock) {
        // The program ended between the note and the replica: there is nothing yet that the noted key would open.
        (KeyNote::Keychain { .. }, Unlock::Passphrase(_)) if !is_there => new_key(options).await,
        (KeyNote::Keychain { entry }, _) => {
            let (keychain, entry) = (options.keychain.clone(), entry.clone());
            match blocking(move || keychain.read(&entry)).await {
                Err(DeskError::KeyMissing | DeskError::KeychainMissing) if !is_there => new_key(options).await,
                other => other,
            }
        }
        (KeyNote::Passphrase { .. }, Unlock::Passphrase(typed)) => {
            let typed = typed.clone();
            blocking(move || note.derive(&typed)).await
        }
        (KeyNote::Passphrase { .. }, _) => Err(DeskError::PassphraseNeeded),
    }
}

async fn new_key(options: &OpenOptions) -> Result<Key, DeskError> {
    let path = options.path.clone();
    if let Unlock::Passphrase(typed) = &options.unlock {
        let typed = typed.clone();
        return blocking(move || {
            let note = KeyNote::for_passphrase(&typed)?;
            let key = note.derive(&typed)?;
            note.write(&path)?;
            Ok(key)
        })
        .await;
    }
    let (keychain, entry) = (options.keychain.clone(), options.ids.next().to_string());
    blocking(move || {
        let key = Key::random()?;
        keychain.write(&entry, &key).map_err(|error| match error {
            DeskError::KeychainMissing => DeskError::KeychainMissingAtFirst,
            other => other,
        })?;
        KeyNote::Keychain { entry }.write(&path)?;
        Ok(key)
    })
    .await
}
