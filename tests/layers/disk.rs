//! A desk's disk that is a real one: the encrypted replica in a file of its own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use guichet_desk::DeskError;
use guichet_desk::key::Key as Secret;
use guichet_desk::store::{Batch, Everything, Store};
use guichet_domain::TermsPack;
use guichet_simulation::stores::{Disk, DiskSight};
use guichet_sync::replica::{Attention, Entry, Replica, ReplicaState, ReplicaTx, Row};
use guichet_sync::{Body, Event, Key};
use tempfile::TempDir;
use uuid::Uuid;

use crate::ground::{drive, give_way};

/// Every disk has the same key: what is tried is not the keychain.
fn secret() -> Secret {
    Secret::from_hex(&"5a".repeat(32)).unwrap()
}

/// A folder that is gone when the test ends.
fn folder() -> TempDir {
    tempfile::Builder::new().prefix("guichet-layers-").tempdir().unwrap()
}

/// The bytes of a replica that nobody has written to: its schema is made once, not for each desk.
fn blank() -> &'static [u8] {
    static BLANK: OnceLock<Vec<u8>> = OnceLock::new();
    BLANK.get_or_init(|| {
        let folder = folder();
        let path = folder.path().join("blank.db");
        drive(async { Store::open(&path, &secret()).await.unwrap().close().await });
        std::fs::read(path).unwrap()
    })
}

/// A disk. Cloning it shares it.
#[derive(Debug, Clone)]
pub struct RealDisk(Arc<Mutex<Inside>>);

#[derive(Debug)]
struct Inside {
    folder: TempDir,
    /// How often the program that wrote to it was killed: each goes on in files of its own.
    deaths: u32,
    open: Option<Store>,
    /// The stores of programs that were killed. Their files are not looked at any more.
    dead: Vec<Store>,
    seen: Option<Arc<Everything>>,
    before: Arc<Everything>,
}

impl Inside {
    fn path(&self) -> PathBuf {
        self.folder.path().join(format!("replica-{}.db", self.deaths))
    }

    /// The store, opened where it is not.
    fn store(&mut self) -> Store {
        self.bury();
        if let Some(store) = &self.open {
            return store.clone();
        }
        let path = self.path();
        let store = drive(async { Store::open(&path, &secret()).await.unwrap() });
        self.open = Some(store.clone());
        store
    }

    /// Closes the store: what is in its journal goes into its file.
    fn rest(&mut self) {
        self.bury();
        self.seen = None;
        if let Some(store) = self.open.take() {
            drive(store.close());
        }
    }

    /// Closes what killed programs left open.
    fn bury(&mut self) {
        for store in self.dead.drain(..) {
            drive(store.close());
            remove(store.path());
        }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.rest();
    }
}

/// Removes a replica with what lies beside it.
fn remove(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(beside(path, ending));
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

impl RealDisk {
    /// A new one.
    pub fn new() -> Self {
        Self::holding(blank())
    }

    fn holding(bytes: &[u8]) -> Self {
        let inside =
            Inside { folder: folder(), deaths: 0, open: None, dead: Vec::new(), seen: None, before: Arc::default() };
        std::fs::write(inside.path(), bytes).unwrap();
        Self(Arc::new(Mutex::new(inside)))
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its bytes, after everything was written into them.
    fn bytes(&self) -> Vec<u8> {
        let mut inside = self.inside();
        inside.rest();
        std::fs::read(inside.path()).unwrap()
    }
}

impl Disk for RealDisk {
    type Sight = Seen;

    fn copy(&self) -> Self {
        Self::holding(&self.bytes())
    }

    fn put_back(&self, copy: &Self) {
        let bytes = copy.bytes();
        let mut inside = self.inside();
        inside.rest();
        remove(&inside.path());
        std::fs::write(inside.path(), bytes).unwrap();
    }

    fn sight(&self) -> Seen {
        let mut inside = self.inside();
        if let Some(seen) = &inside.seen {
            return Seen(seen.clone());
        }
        let store = inside.store();
        let before = inside.before.clone();
        let all = Arc::new(drive(async { store.everything(&before).await.unwrap() }));
        inside.before = all.clone();
        inside.seen = Some(all.clone());
        Seen(all)
    }

    /// The plug is pulled: the next program finds the file and its journal as they lie there now, with whatever an
    /// open transaction has left in them.
    fn dies(&self) {
        let mut inside = self.inside();
        let Some(store) = inside.open.take() else { return };
        inside.deaths += 1;
        let next = inside.path();
        for ending in ["", "-wal"] {
            let from = beside(store.path(), ending);
            if from.exists() {
                std::fs::copy(from, beside(&next, ending)).unwrap();
            }
        }
        inside.seen = None;
        inside.dead.push(store);
    }
}

/// What a disk holds at one instant.
pub struct Seen(Arc<Everything>);

impl DiskSight for Seen {
    fn state(&self) -> &ReplicaState {
        &self.0.state
    }
    fn rows(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.0.rows.iter()
    }
    fn row(&self, key: &Key) -> Option<&Row> {
        self.0.rows.get(key)
    }
    fn base(&self, key: &Key) -> Option<&Body> {
        match self.0.under.get(key) {
            Some(base) => base.as_ref(),
            None => self.0.rows.get(key).and_then(|row| row.body.as_ref()),
        }
    }
    fn overlaid(&self) -> impl Iterator<Item = &Key> {
        self.0.under.keys()
    }
    fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.0.entries.values()
    }
    fn attention(&self) -> impl Iterator<Item = &Arc<Attention>> {
        self.0.attention.values()
    }
    fn attention_of(&self, command: Uuid) -> Option<&Arc<Attention>> {
        self.0.attention.get(&command)
    }
    fn events(&self) -> impl Iterator<Item = &Arc<Event>> {
        self.0.events.values()
    }
}

impl Replica for RealDisk {
    type Error = DeskError;
    type Tx = DiskTx;

    async fn begin(&self) -> Result<DiskTx, DeskError> {
        give_way().await;
        let store = self.inside().store();
        Ok(DiskTx { batch: drive(store.begin())?, disk: self.clone() })
    }
}

/// A transaction of the real store: each method is one step, driven to its end.
pub struct DiskTx {
    batch: Batch,
    disk: RealDisk,
}

/// Methods that read, at once, and methods that write, after giving way once.
macro_rules! steps {
    (
        read { $(fn $read:ident($($r:ident: $rt:ty),*) -> $ro:ty;)+ }
        write { $(fn $write:ident($($w:ident: $wt:ty),*) -> $wo:ty;)+ }
    ) => {
        $(async fn $read(&mut self, $($r: $rt),*) -> Result<$ro, DeskError> {
            drive(ReplicaTx::$read(&mut self.batch, $($r),*))
        })+
        $(async fn $write(&mut self, $($w: $wt),*) -> Result<$wo, DeskError> {
            give_way().await;
            drive(ReplicaTx::$write(&mut self.batch, $($w),*))
        })+
    };
}

impl ReplicaTx for DiskTx {
    type Error = DeskError;

    steps! {
        read {
            fn state() -> ReplicaState;
            fn row(key: &Key) -> Option<Row>;
            fn packs() -> Arc<[TermsPack]>;
            fn under(key: &Key) -> Option<Option<Body>>;
            fn overlaid() -> Vec<Key>;
            fn entry(id: Uuid) -> Option<Entry>;
            fn waiting(key: Option<&Key>) -> Vec<Entry>;
            fn settled_after(version: u64) -> Vec<Entry>;
            fn attention(command: Uuid) -> Option<Attention>;
            fn open_attention() -> Vec<Attention>;
            fn events_since(key: &Key, version: u64) -> Vec<Event>;
        }
        write {
            fn put_state(state: &ReplicaState) -> ();
            fn put_row(key: &Key, row: &Row) -> ();
            fn forget_rows() -> ();
            fn put_under(key: &Key, body: Option<&Option<Body>>) -> ();
            fn add_entry(entry: &Entry) -> u64;
            fn put_entry(entry: &Entry) -> ();
            fn put_attention(item: &Attention) -> ();
            fn remove_attention(command: Uuid) -> ();
            fn put_event(event: &Event) -> ();
            fn forget_events_above(version: u64) -> ();
            fn forget_people() -> ();
            fn next_number(series: &str) -> u64;
            fn claim_rma(number: &str, order: &str, command: Uuid) -> bool;
        }
    }

    async fn commit(self) -> Result<(), DeskError> {
        give_way().await;
        let Self { batch, disk } = self;
        let done = drive(ReplicaTx::commit(batch));
        disk.inside().seen = None;
        done
    }
}
