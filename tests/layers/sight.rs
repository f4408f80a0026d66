//! What the real centre holds of one merchant, read when it is asked for: each merchant's sight is made anew whenever a
//! transaction has ended.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use guichet_central::store::{PgAuthority, PgTx};
use guichet_simulation::stores::BaseSight;
use guichet_sync::Key;
use guichet_sync::authority::{
    Authority, AuthorityTx, DeviceRecord, Effect, EffectKind, FeedRow, Head, RefusalRecord, Slot, Stored,
};
use guichet_sync::wire::Sealed;
use sqlx::PgPool;
use uuid::Uuid;

use crate::base::is_of_the_world;
use crate::ground::drive;

/// What is committed now. Cloning it shares it.
#[derive(Debug, Clone)]
pub struct Sight(Arc<Seen>);

impl Sight {
    pub fn new(pool: PgPool, store: PgAuthority, merchant: &str) -> Self {
        Self(Arc::new(Seen::new(pool, store, merchant)))
    }
}

#[derive(Debug)]
struct Seen {
    pool: PgPool,
    store: PgAuthority,
    merchant: String,
    head: OnceLock<Head>,
    /// The feed above a version: most ask for what is new alone.
    recent: OnceLock<(u64, Vec<Arc<FeedRow>>)>,
    feed: OnceLock<Vec<Arc<FeedRow>>>,
    devices: OnceLock<Vec<DeviceRecord>>,
    stored: OnceLock<BTreeMap<Key, Stored>>,
    slots: OnceLock<BTreeMap<(Uuid, u32, u64), Arc<Slot>>>,
    commands: OnceLock<Vec<Uuid>>,
    effects: OnceLock<Vec<Effect>>,
    quarantined: OnceLock<BTreeMap<Vec<u8>, (Uuid, Sealed)>>,
    refusals: OnceLock<Vec<RefusalRecord>>,
    blocked: OnceLock<BTreeMap<(Uuid, Key), Uuid>>,
}

impl Seen {
    fn new(pool: PgPool, store: PgAuthority, merchant: &str) -> Self {
        Self {
            pool,
            store,
            merchant: merchant.to_owned(),
            head: OnceLock::new(),
            recent: OnceLock::new(),
            feed: OnceLock::new(),
            devices: OnceLock::new(),
            stored: OnceLock::new(),
            slots: OnceLock::new(),
            commands: OnceLock::new(),
            effects: OnceLock::new(),
            quarantined: OnceLock::new(),
            refusals: OnceLock::new(),
            blocked: OnceLock::new(),
        }
    }

    /// Reads through the store's own contract, in a transaction that sees one instant.
    fn read<R>(&self, work: impl AsyncFnOnce(&mut PgTx) -> R) -> R {
        drive(async {
            let mut tx = self.store.read(&self.merchant).await.unwrap();
            let read = work(&mut tx).await;
            tx.commit().await.unwrap();
            read
        })
    }

    /// Rows of a table, as they lie there.
    fn rows<T>(&self, sql: &'static str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        drive(async { sqlx::query_as(sql).bind(&self.merchant).fetch_all(&self.pool).await.unwrap() })
    }

    fn feed_above(&self, version: u64) -> Vec<Arc<FeedRow>> {
        let rows = self.read(async |tx| {
            let head = tx.head(false).await.unwrap();
            // Were there rows beyond the head, they would be a fault: they are read too.
            tx.feed(version, head.version + 1_000).await.unwrap()
        });
        rows.into_iter().map(Arc::new).collect()
    }
}

fn key(kind: &str, id: &str) -> Key {
    Key::from_parts(kind, id).unwrap()
}

impl BaseSight for Sight {
    fn head(&self) -> &Head {
        self.0.head.get_or_init(|| self.0.read(async |tx| tx.head(false).await.unwrap()))
    }

    fn feed_after(&self, version: u64) -> impl Iterator<Item = &Arc<FeedRow>> {
        let (from, recent) = self.0.recent.get_or_init(|| (version, self.0.feed_above(version)));
        let rows = if *from <= version { recent } else { self.0.feed.get_or_init(|| self.0.feed_above(0)) };
        rows.iter().filter(move |row| row.version > version)
    }

    fn devices(&self) -> impl Iterator<Item = &DeviceRecord> {
        let read = || {
            let ids: Vec<(Uuid,)> = self.0.rows("SELECT id FROM device WHERE merchant = $1 ORDER BY id");
            self.0.read(async |tx| {
                let mut devices = Vec::new();
                for (id,) in ids.into_iter().filter(|(id,)| is_of_the_world(*id)) {
                    devices.push(tx.device(id, false).await.unwrap().unwrap());
                }
                devices
            })
        };
        self.0.devices.get_or_init(read).iter()
    }

    fn stored(&self) -> impl Iterator<Item = (&Key, &Stored)> {
        let read = || {
            let keys: Vec<(String, String)> = self.0.rows(
                "SELECT 'terms', id FROM terms_pack WHERE merchant = $1
                 UNION ALL SELECT 'customer', id FROM customer WHERE merchant = $1
                 UNION ALL SELECT 'order', number FROM orders WHERE merchant = $1
                 UNION ALL SELECT 'account', customer FROM account WHERE merchant = $1
                 UNION ALL SELECT 'catalogue', id FROM catalogue WHERE merchant = $1
                 UNION ALL SELECT 'case', number FROM casework WHERE merchant = $1
                 UNION ALL SELECT 'stray', number FROM stray WHERE merchant = $1",
            );
            self.0.read(async |tx| {
                let mut stored = BTreeMap::new();
                for key in keys.iter().map(|(kind, id)| key(kind, id)) {
                    let row = tx.stored(&key, false).await.unwrap().unwrap();
                    stored.insert(key, row);
                }
                stored
            })
        };
        self.0.stored.get_or_init(read).iter()
    }

    fn slots(&self) -> impl Iterator<Item = (&(Uuid, u32, u64), &Arc<Slot>)> {
        let read = || {
            let places: Vec<(Uuid, i32, i64)> = self.0.rows("SELECT device, epoch, seq FROM slot WHERE merchant = $1");
            self.0.read(async |tx| {
                let mut slots = BTreeMap::new();
                for (device, epoch, seq) in places {
                    let (epoch, seq) = (u32::try_from(epoch).unwrap(), u64::try_from(seq).unwrap());
                    let slot = tx.slot(device, epoch, seq).await.unwrap().unwrap();
                    slots.insert((device, epoch, seq), Arc::new(slot));
                }
                slots
            })
        };
        self.0.slots.get_or_init(read).iter()
    }

    fn commands(&self) -> impl Iterator<Item = Uuid> {
        let read = || {
            let ids: Vec<(Uuid,)> = self.0.rows("SELECT id FROM command WHERE merchant = $1 ORDER BY id");
            ids.into_iter().map(|(id,)| id).collect()
        };
        self.0.commands.get_or_init(read).iter().copied()
    }

    fn effects(&self) -> impl Iterator<Item = &Effect> {
        let read = || {
            let rows: Vec<(Uuid, String, String, String)> = self
                .0
                .rows("SELECT id, kind, business_key, payload FROM outbox WHERE merchant = $1 ORDER BY business_key");
            let effect = |(id, kind, business_key, payload): (Uuid, String, String, String)| {
                let kind = match kind.as_str() {
                    "payout" => EffectKind::Payout,
                    "capture" => EffectKind::Capture,
                    _ => EffectKind::Email,
                };
                Effect { id, kind, business_key, payload: serde_json::from_str(&payload).unwrap() }
            };
            rows.into_iter().map(effect).collect()
        };
        self.0.effects.get_or_init(read).iter()
    }

    fn quarantined(&self) -> impl Iterator<Item = &(Uuid, Sealed)> {
        let read = || {
            let rows: Vec<(Uuid, Vec<u8>, String)> =
                self.0.rows("SELECT device, seal, command FROM quarantine WHERE merchant = $1");
            let kept = rows.into_iter().map(|(device, seal, command)| {
                let sealed: Sealed = serde_json::from_str(&command).unwrap();
                (seal, (device, sealed))
            });
            kept.collect()
        };
        self.0.quarantined.get_or_init(read).values()
    }

    fn refusals(&self) -> impl Iterator<Item = &RefusalRecord> {
        let read = || {
            type Found = (chrono::DateTime<chrono::Utc>, Uuid, String, i64, String);
            let rows: Vec<Found> =
                self.0.rows("SELECT at, device, code, seq, payload FROM refusal WHERE merchant = $1 ORDER BY id");
            let refusal = |(at, device, code, seq, payload): Found| {
                let codes = ["bad_signature", "unreadable", "id_reused", "forged"];
                let code = codes.into_iter().find(|known| *known == code).unwrap();
                RefusalRecord { at, device, code, seq: u64::try_from(seq).unwrap(), payload }
            };
            rows.into_iter().map(refusal).collect()
        };
        self.0.refusals.get_or_init(read).iter()
    }

    fn blocked(&self) -> impl Iterator<Item = (&(Uuid, Key), &Uuid)> {
        let read = || {
            let rows: Vec<(Uuid, String, String, Uuid)> =
                self.0.rows("SELECT device, kind, key, command_id FROM blocked WHERE merchant = $1");
            rows.into_iter().map(|(device, kind, id, by)| ((device, key(&kind, &id)), by)).collect()
        };
        self.0.blocked.get_or_init(read).iter()
    }
}
