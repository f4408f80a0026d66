//! The centre's database that is a real one: a PostgreSQL, one merchant's rows copied and put back as a backup does.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use chrono::{DateTime, Utc};
use guichet_central::database;
use guichet_central::store::{PgAuthority, PgTx, StoreError, begin_life, open_feed};
use guichet_central::testing::Database;
use guichet_domain::TermsPack;
use guichet_simulation::stores::Base;
use guichet_sync::authority::{
    AgentRecord, Authority, AuthorityTx, CommandPlace, DeviceRecord, DeviceState, Effect, FeedRow, Head, RefusalRecord,
    SignIn, Slot, Stored,
};
use guichet_sync::wire::Sealed;
use guichet_sync::{Event, Key};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};
use uuid::Uuid;

use crate::ground::{drive, give_way};
use crate::sight::Sight;

/// More connections than requests are ever under way in one world.
const CONNECTIONS: u32 = 90;

/// A wait of so long is one for what never comes: only the rollback of what was dropped is waited for.
const PATIENCE: &str = "?options=-c%20lock_timeout=20s";

/// Databases that nobody uses now: emptying one is quicker than making one.
static SPARE: Mutex<Vec<PgPool>> = Mutex::new(Vec::new());

/// The centre's database. Cloning it shares it.
#[derive(Debug, Clone)]
pub struct RealBase(Arc<Inside>);

#[derive(Debug)]
pub struct Inside {
    pub pool: PgPool,
    store: PgAuthority,
    traffic: Mutex<Traffic>,
    /// Moves whenever a transaction ends or something is written past them.
    changes: AtomicU64,
    seen: Mutex<BTreeMap<String, (u64, Sight)>>,
}

/// Who is at what: the model against which PostgreSQL's own locks are held.
#[derive(Debug, Default)]
struct Traffic {
    begun: u64,
    open: BTreeMap<u64, (String, i32)>,
    /// Who holds a lock, and whether alone.
    locks: BTreeMap<(String, Lock), BTreeMap<u64, How>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Lock {
    Terms,
    Head,
    Device(Uuid),
    Key(Key),
    Counter(String),
    Unique(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Shared,
    Alone,
}

impl Traffic {
    /// Whom this transaction must wait for to have a lock.
    fn before(&self, id: u64, place: &(String, Lock), how: How) -> BTreeSet<u64> {
        let holders = self.locks.get(place).into_iter().flatten();
        let in_the_way = |held: &How| *held == How::Alone || how == How::Alone;
        holders.filter(|(holder, held)| **holder != id && in_the_way(held)).map(|(holder, _)| *holder).collect()
    }

    fn take(&mut self, id: u64, place: (String, Lock), how: How) {
        let held = self.locks.entry(place).or_default().entry(id).or_insert(how);
        if how == How::Alone {
            *held = How::Alone;
        }
    }
}

/// Every table with a merchant's rows, whatever the schema comes to be.
async fn tables(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'merchant' ORDER BY 1",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

/// Deletes and writes past triggers and foreign keys, as a restore from a backup does.
const AS_A_RESTORE: &str = "SET LOCAL session_replication_role = 'replica'";

async fn empty_database() -> PgPool {
    let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let Some(pool) = spare else {
        let Database { address, pool } = Database::new().await.unwrap();
        pool.close().await;
        return database::connect(&format!("{address}{PATIENCE}"), CONNECTIONS).await.unwrap();
    };
    let mut tx = pool.begin().await.unwrap();
    let mut all = tables(&mut tx).await;
    all.push("merchant".to_owned());
    let delete: Vec<String> = all.iter().map(|table| format!("DELETE FROM {table}")).collect();
    sqlx::raw_sql(AssertSqlSafe(format!("{AS_A_RESTORE}; {}", delete.join("; ")))).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    pool
}

/// A merchant's rows, table by table, as JSON.
#[derive(Debug, Clone)]
pub struct Copied(Arc<Vec<(String, String)>>);

impl RealBase {
    /// An empty one.
    pub fn new() -> Self {
        let pool = drive(empty_database());
        let store = PgAuthority::new(pool.clone());
        let (traffic, changes, seen) = (Mutex::default(), AtomicU64::new(0), Mutex::default());
        Self(Arc::new(Inside { pool, store, traffic, changes, seen }))
    }

    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.0.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.0.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes past the exchange.
    fn write(&self, work: impl AsyncFnOnce(&mut PgConnection)) {
        drive(async {
            let mut connection = self.0.pool.acquire().await.unwrap();
            work(&mut connection).await;
        });
        self.changed();
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        SPARE.lock().unwrap_or_else(PoisonError::into_inner).push(self.pool.clone());
    }
}

thread_local! {
    static TORN: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether a database was put back under open transactions since the last time this was asked. Those lose their
/// connection at once here, and in memory where they lock or commit next: from there on the two layers differ.
pub fn was_torn() -> bool {
    TORN.replace(false)
}

/// The device under which the world's agents sign in: here a sign-in must name one.
const COUNTER_DESK: Uuid = Uuid::from_u128(0xc0);

impl Base for RealBase {
    type Copy = Copied;
    type Sight = Sight;

    fn add_merchant(&self, merchant: &str, server_epoch: Uuid) {
        self.write(async |connection| {
            let made = sqlx::query("INSERT INTO merchant (id, name) VALUES ($1, $1)").bind(merchant);
            made.execute(&mut *connection).await.unwrap();
            open_feed(connection, merchant, server_epoch).await.unwrap();
        });
        let desk = DeviceRecord {
            id: COUNTER_DESK,
            epoch: 1,
            series: "none".to_owned(),
            public_key: Vec::new(),
            last_seq: 0,
            last_link: Default::default(),
            state: DeviceState::Active,
        };
        self.put_device(merchant, desk);
    }

    fn put_agent(&self, merchant: &str, agent: AgentRecord) {
        let limit = agent.refund_limit.map(|limit| limit.value().to_string());
        let (at, by) = agent.revoked.map_or((None, None), |(at, by)| (Some(at), Some(by)));
        self.write(async |connection| {
            sqlx::query(
                "INSERT INTO agent (merchant, id, login, name, role, refund_limit, created_at, revoked_at, revoked_by)
                 VALUES ($1, $2, $2::text, $3, $4, $5, 'epoch', $6, $7)
                 ON CONFLICT (merchant, id) DO UPDATE SET role = excluded.role, refund_limit = excluded.refund_limit,
                     revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by",
            )
            .bind(merchant)
            .bind(agent.id)
            .bind(&agent.name)
            .bind(agent.role.name())
            .bind(&limit)
            .bind(at)
            .bind(&by)
            .execute(connection)
            .await
            .unwrap();
        });
    }

    fn put_sign_in(&self, merchant: &str, sign_in: SignIn) {
        self.write(async |connection| {
            sqlx::query(
                "INSERT INTO sign_in (merchant, id, agent, device, created_at) VALUES ($1, $2, $3, $4, 'epoch')",
            )
            .bind(merchant)
            .bind(sign_in.id)
            .bind(sign_in.agent)
            .bind(COUNTER_DESK)
            .execute(connection)
            .await
            .unwrap();
        });
    }

    fn put_device(&self, merchant: &str, device: DeviceRecord) {
        let state = match device.state {
            DeviceState::Active => "active",
            DeviceState::Quarantined => "quarantined",
            DeviceState::Revoked => "revoked",
        };
        self.write(async |connection| {
            sqlx::query(
                "INSERT INTO device (merchant, id, name, series, epoch, public_key, last_seq, last_link, state,
                                     enrolled_at, enrolled_by, app_version, protocol)
                 VALUES ($1, $2, 'Till', $3, $4, $5, $6, $7, $8, 'epoch', '', '0', 1)
                 ON CONFLICT (merchant, id) DO UPDATE SET last_seq = excluded.last_seq,
                     last_link = excluded.last_link, state = excluded.state",
            )
            .bind(merchant)
            .bind(device.id)
            .bind(&device.series)
            .bind(i32::try_from(device.epoch).unwrap())
            .bind(&device.public_key)
            .bind(i64::try_from(device.last_seq).unwrap())
            .bind(device.last_link.0.as_slice())
            .bind(state)
            .execute(connection)
            .await
            .unwrap();
        });
    }

    fn put_horizon(&self, merchant: &str, horizon: u64) {
        self.write(async |connection| {
            let moved = sqlx::query("UPDATE feed_head SET horizon = $2 WHERE merchant = $1").bind(merchant);
            moved.bind(i64::try_from(horizon).unwrap()).execute(connection).await.unwrap();
        });
    }

    fn back_up(&self, merchant: &str) -> Copied {
        drive(async {
            let mut connection = self.0.pool.acquire().await.unwrap();
            let tables = tables(&mut connection).await;
            let each = tables.iter().map(|table| {
                format!("SELECT '{table}', coalesce(json_agg(t), '[]')::text FROM {table} t WHERE merchant = $1")
            });
            let sql = AssertSqlSafe(each.collect::<Vec<_>>().join(" UNION ALL "));
            Copied(Arc::new(sqlx::query_as(sql).bind(merchant).fetch_all(&mut *connection).await.unwrap()))
        })
    }

    fn put_back(&self, merchant: &str, copy: &Copied, server_epoch: Uuid) {
        let open: Vec<i32> =
            self.traffic().open.values().filter(|(of, _)| of == merchant).map(|(_, backend)| *backend).collect();
        if !open.is_empty() {
            TORN.set(true);
        }
        self.traffic().locks.retain(|(of, _), _| of != merchant);
        drive(async {
            let mut tx = self.0.pool.begin().await.unwrap();
            // Whoever was in the middle of something loses its connection.
            let killed = sqlx::query("SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) AS of (pid)");
            killed.bind(open).execute(&mut *tx).await.unwrap();
            sqlx::query(AS_A_RESTORE).execute(&mut *tx).await.unwrap();
            for (table, rows) in copy.0.iter() {
                let delete = AssertSqlSafe(format!("DELETE FROM {table} WHERE merchant = $1"));
                sqlx::query(delete).bind(merchant).execute(&mut *tx).await.unwrap();
                let insert = AssertSqlSafe(format!(
                    "INSERT INTO {table} OVERRIDING SYSTEM VALUE
                     SELECT * FROM json_populate_recordset(null::{table}, $1::json)"
                ));
                sqlx::query(insert).bind(rows).execute(&mut *tx).await.unwrap();
            }
            begin_life(&mut tx, merchant, server_epoch).await.unwrap();
            tx.commit().await.unwrap();
        });
        self.changed();
    }

    fn sight(&self, merchant: &str) -> Sight {
        let now = self.0.changes.load(Ordering::Relaxed);
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, sight)) = seen.get(merchant)
            && *at == now
        {
            return sight.clone();
        }
        let sight = Sight::new(self.0.pool.clone(), self.0.store.clone(), merchant);
        seen.insert(merchant.to_owned(), (now, sight.clone()));
        sight
    }
}

/// The device that is only here because a sign-in must name one.
pub fn is_of_the_world(device: Uuid) -> bool {
    device != COUNTER_DESK
}

impl Authority for RealBase {
    type Error = StoreError;
    type Tx = BaseTx;

    async fn begin(&self, merchant: &str) -> Result<BaseTx, StoreError> {
        give_way().await;
        self.open(drive(self.0.store.begin(merchant))?, merchant)
    }

    async fn read(&self, merchant: &str) -> Result<BaseTx, StoreError> {
        give_way().await;
        self.open(drive(self.0.store.read(merchant))?, merchant)
    }
}

impl RealBase {
    fn open(&self, mut tx: PgTx, merchant: &str) -> Result<BaseTx, StoreError> {
        // A reader's instant is the one of its first question.
        let backend = drive(sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(tx.connection()))?;
        let mut traffic = self.traffic();
        traffic.begun += 1;
        let id = traffic.begun;
        traffic.open.insert(id, (merchant.to_owned(), backend));
        Ok(BaseTx { tx: Some(tx), base: self.clone(), merchant: merchant.to_owned(), id })
    }
}

/// A transaction of the real store: each method is one step, driven to its end. One that must wait for another's lock
/// gives way until that one has ended.
pub struct BaseTx {
    tx: Option<PgTx>,
    base: RealBase,
    merchant: String,
    id: u64,
}

impl Drop for BaseTx {
    fn drop(&mut self) {
        // Dropped without a commit it is rolled back, on its own, as soon as the runtime runs.
        self.tx = None;
        let mut traffic = self.base.traffic();
        traffic.open.remove(&self.id);
        traffic.locks.values_mut().for_each(|holders| {
            holders.remove(&self.id);
        });
        drop(traffic);
        self.base.changed();
    }
}

const ENDED: &str = "a transaction ends once";

impl BaseTx {
    fn tx(&mut self) -> &mut PgTx {
        self.tx.as_mut().expect(ENDED)
    }

    /// Takes a lock by this work, once nobody is in its way. PostgreSQL is asked first while somebody is: were it not to
    /// make this transaction wait, two would hold what is one's.
    async fn locked<R: Send, W>(&mut self, lock: Lock, how: How, work: W) -> Result<R, StoreError>
    where
        W: AsyncFn(&mut PgTx) -> Result<R, StoreError> + Send + Sync,
    {
        let place = (self.merchant.clone(), lock);
        let mut asked = BTreeSet::new();
        poll_fn(|context| {
            let before = self.base.traffic().before(self.id, &place, how);
            if before.is_empty() {
                return Poll::Ready(());
            }
            if asked != before {
                asked = before;
                if !drive(self.must_wait(&work)) {
                    // Its connection is gone: the work itself will say so.
                    return Poll::Ready(());
                }
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        self.base.traffic().take(self.id, place, how);
        drive(work(self.tx()))
    }

    /// Whether PostgreSQL makes this work wait.
    async fn must_wait<R, W>(&mut self, work: &W) -> bool
    where
        W: AsyncFn(&mut PgTx) -> Result<R, StoreError>,
    {
        let tx = self.tx();
        let begun = sqlx::raw_sql("SAVEPOINT probe; SET LOCAL lock_timeout = '1ms'").execute(tx.connection()).await;
        if begun.is_err() {
            return false;
        }
        match work(tx).await {
            Err(StoreError::Database(sqlx::Error::Database(error))) if error.code().as_deref() == Some("55P03") => {}
            Err(error) => panic!("asked whether it must wait, PostgreSQL says {error:?}"),
            Ok(_) => panic!("two transactions hold one lock: {:?}", self.base.traffic().locks),
        }
        sqlx::raw_sql("ROLLBACK TO SAVEPOINT probe; RELEASE SAVEPOINT probe").execute(tx.connection()).await.is_ok()
    }
}

/// Methods that are no step of their own, and methods that are one.
macro_rules! steps {
    (
        at_once { $(fn $read:ident($($r:ident: $rt:ty),*) -> $ro:ty;)+ }
        stepped { $(fn $write:ident($($w:ident: $wt:ty),*) -> $wo:ty;)+ }
        locked { $(fn $lock:ident($($l:ident: $lt:ty),*) -> $lo:ty, $what:expr;)+ }
    ) => {
        $(async fn $read(&mut self, $($r: $rt),*) -> Result<$ro, StoreError> {
            drive(self.tx().$read($($r),*))
        })+
        $(async fn $write(&mut self, $($w: $wt),*) -> Result<$wo, StoreError> {
            give_way().await;
            drive(self.tx().$write($($w),*))
        })+
        $(async fn $lock(&mut self, $($l: $lt),*) -> Result<$lo, StoreError> {
            give_way().await;
            self.locked($what, How::Alone, async |tx: &mut PgTx| tx.$lock($($l),*).await).await
        })+
    };
}

impl AuthorityTx for BaseTx {
    type Error = StoreError;

    steps! {
        at_once {
            fn time_of(version: u64) -> Option<DateTime<Utc>>;
            fn events_of(device: Uuid, epoch: u32, after_seq: u64) -> Vec<Event>;
            fn agent(id: Uuid) -> Option<AgentRecord>;
            fn sign_in(id: Uuid) -> Option<SignIn>;
            fn packs() -> Arc<[TermsPack]>;
            fn command(id: Uuid) -> Option<CommandPlace>;
            fn blocked(device: Uuid, key: &Key) -> Option<Uuid>;
        }
        stepped {
            fn put_head(head: &Head) -> ();
            fn add_feed(rows: &[FeedRow]) -> ();
            fn feed(after: u64, to: u64) -> Vec<FeedRow>;
            fn events_since(key: &Key, version: u64) -> Vec<Event>;
            fn put_device(device: &DeviceRecord) -> ();
            fn put_stored(key: &Key, stored: &Stored) -> ();
            fn all() -> Vec<(Key, Stored)>;
            fn orders_of(customer: &str) -> Vec<Key>;
            fn kept_of(customer: &str) -> Vec<Key>;
            fn slot(device: Uuid, epoch: u32, seq: u64) -> Option<Slot>;
            fn put_slot(device: Uuid, epoch: u32, slot: &Slot) -> ();
            fn put_blocked(device: Uuid, key: &Key, by: Option<Uuid>) -> ();
            fn quarantine(device: Uuid, at: DateTime<Utc>, commands: &[Sealed]) -> ();
            fn refuse(refusal: &RefusalRecord) -> ();
        }
        locked {
            fn put_command(id: Uuid, place: &CommandPlace) -> (), Lock::Unique(format!("command/{id}"));
            fn claim_rma(number: &str, order: &str, command: Uuid) -> bool, Lock::Unique(format!("rma/{number}"));
            fn next_number(series: &str) -> u64, Lock::Counter(series.to_owned());
            fn add_effect(effect: &Effect, at: DateTime<Utc>) -> bool,
                Lock::Unique(format!("effect/{}", effect.business_key));
        }
    }

    async fn head(&mut self, lock: bool) -> Result<Head, StoreError> {
        give_way().await;
        if !lock {
            return drive(self.tx().head(false));
        }
        self.locked(Lock::Head, How::Alone, async |tx: &mut PgTx| tx.head(true).await).await
    }

    async fn device(&mut self, id: Uuid, lock: bool) -> Result<Option<DeviceRecord>, StoreError> {
        give_way().await;
        if !lock {
            return drive(self.tx().device(id, false));
        }
        self.locked(Lock::Device(id), How::Alone, async |tx: &mut PgTx| tx.device(id, true).await).await
    }

    async fn stored(&mut self, key: &Key, lock: bool) -> Result<Option<Stored>, StoreError> {
        give_way().await;
        if !lock {
            return drive(self.tx().stored(key, false));
        }
        self.locked(Lock::Key(key.clone()), How::Alone, async |tx: &mut PgTx| tx.stored(key, true).await).await
    }

    async fn stored_shared(&mut self, key: &Key) -> Result<Option<Stored>, StoreError> {
        give_way().await;
        self.locked(Lock::Key(key.clone()), How::Shared, async |tx: &mut PgTx| tx.stored_shared(key).await).await
    }

    async fn lock_terms(&mut self, alone: bool) -> Result<(), StoreError> {
        give_way().await;
        let how = if alone { How::Alone } else { How::Shared };
        self.locked(Lock::Terms, how, async |tx: &mut PgTx| tx.lock_terms(alone).await).await
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        give_way().await;
        let tx = self.tx.take().expect(ENDED);
        drive(tx.commit())
    }
}
