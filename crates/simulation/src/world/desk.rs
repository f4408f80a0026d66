//! A desk: its disk, its clock, who sits at it, and what it does in one transaction each.

use chrono::{DateTime, TimeDelta, Utc};
use guichet_sync::planted::{Bug, planted};
use guichet_sync::policy::Actor;
use guichet_sync::replica::{
    self, Entry, ReplicaState, ReplicaTx, ResolveFault, Seat, Standing, Take, TakeFault, WithdrawFault,
};
use guichet_sync::wire::{Page, Pulled, Push, Pushed, Snapshot};
use guichet_sync::{Resolution, Signer};
use uuid::Uuid;

use super::steps::drive;
use crate::check::Memo;
use crate::stores::{Disk, Stores};

/// A desk.
pub struct Desk<S: Stores> {
    /// Of which merchant.
    pub merchant: usize,
    /// Its disk.
    pub disk: S::Disk,
    /// What the checks remember of it.
    pub memo: Memo,
    /// Its connection is cut.
    pub cut: bool,
    /// The version of its program.
    pub program: u32,
    /// How far its clock is off.
    pub skew: TimeDelta,
    /// Seconds a day by which its clock runs wrong.
    pub drift: i64,
    /// How often its program was started.
    pub start: u32,
    /// How often it asked for everything, or got it.
    pub snapshots: u32,
    /// Who sits at it.
    pub actor: Actor,
    /// It dies after so many steps of what it does next.
    pub dies_after: Option<u32>,
    /// Since its program was started it was told, after it had nothing more to hand over, that it is revoked.
    pub parted: bool,
    /// A copy of its disk.
    pub copy: Option<(S::Disk, Memo)>,
}

impl<S: Stores> Desk<S> {
    /// A desk with an empty disk.
    pub fn new(merchant: usize, program: u32, actor: Actor) -> Self {
        Self {
            merchant,
            disk: S::disk(),
            memo: Memo::default(),
            cut: false,
            program,
            skew: TimeDelta::zero(),
            drift: 0,
            start: 0,
            snapshots: 0,
            actor,
            dies_after: None,
            parted: false,
            copy: None,
        }
    }

    /// What its clock shows.
    pub fn clock(&self, now: DateTime<Utc>, began: DateTime<Utc>) -> DateTime<Utc> {
        let days = now.signed_duration_since(began).num_days();
        now + self.skew + TimeDelta::seconds(self.drift * days)
    }

    /// One transaction, which may die on the way.
    pub fn write<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut <S::Disk as guichet_sync::replica::Replica>::Tx) -> (bool, T),
    ) -> Option<T> {
        let dies_after = self.dies_after.take();
        write(&self.disk, dies_after, work)
    }
}

/// One transaction: committed where the first of what comes back is true.
fn write<D: Disk, T>(disk: &D, dies_after: Option<u32>, work: impl AsyncFnOnce(&mut D::Tx) -> (bool, T)) -> Option<T> {
    drive(
        async {
            let mut tx = disk.begin().await.expect("a desk's disk works");
            let (commits, done) = work(&mut tx).await;
            if commits {
                tx.commit().await.expect("a desk's disk works");
            }
            done
        },
        dies_after,
        || disk.dies(),
    )
}

const WORKS: &str = "a desk's disk works";

/// Takes a command. Returns its name where it was not taken.
pub async fn take<T: ReplicaTx>(tx: &mut T, take: Take<'_>) -> (bool, Result<bool, &'static str>) {
    match replica::take(tx, take).await {
        Ok(taken) => (true, Ok(taken.ran.is_some())),
        Err(TakeFault::Refused(_)) => (false, Err("refused by the rules")),
        Err(TakeFault::Role) => (false, Err("not of the role")),
        Err(TakeFault::Limit) => (false, Err("beyond the limit")),
        Err(TakeFault::IdReused) => (false, Err("id of another command")),
        Err(TakeFault::Revoked) => (false, Err("device revoked")),
        Err(TakeFault::Store(error)) => panic!("{WORKS}: {error}"),
    }
}

/// Takes a command back.
pub async fn withdraw<T: ReplicaTx>(tx: &mut T, id: Uuid) -> (bool, Result<(), &'static str>) {
    match replica::withdraw(tx, id).await {
        Ok(_) => (true, Ok(())),
        Err(WithdrawFault::Nothing) => (false, Err("nothing to take back")),
        Err(WithdrawFault::Sealed) => (false, Err("sealed")),
        Err(WithdrawFault::NotLast) => (false, Err("not the last")),
        Err(WithdrawFault::Store(error)) => panic!("{WORKS}: {error}"),
    }
}

/// Settles what came back otherwise.
pub async fn resolve<T: ReplicaTx>(
    tx: &mut T,
    command: Uuid,
    how: Resolution,
    new: [Uuid; 2],
    actor: &Actor,
    now: DateTime<Utc>,
) -> (bool, Result<Option<Entry>, &'static str>) {
    match replica::resolve(tx, command, how, new, actor, now).await {
        Ok(entry) => (true, Ok(entry)),
        Err(ResolveFault::Nothing) => (false, Err("nothing to settle")),
        Err(ResolveFault::Again(_)) => (false, Err("refused again")),
        Err(ResolveFault::Store(error)) => panic!("{WORKS}: {error}"),
    }
}

/// Seals what may go. `dies` says that the program dies between sending and committing, where that order is planted.
pub async fn seal<T: ReplicaTx, K: Signer + ?Sized>(
    tx: &mut T,
    signer: &K,
    now: DateTime<Utc>,
    hold: TimeDelta,
    dies: bool,
) -> (bool, Option<Push>) {
    let push = replica::seal(tx, signer, now, hold).await.expect(WORKS);
    (!(dies && planted(Bug::SealNotCommitted)), push)
}

/// Hears what became of a push.
pub async fn pushed<T: ReplicaTx>(tx: &mut T, device: Uuid, pushed: &Pushed, now: DateTime<Utc>) -> (bool, ()) {
    replica::pushed(tx, device, pushed, now).await.expect(WORKS);
    (true, ())
}

/// Takes a page.
pub async fn paged<T: ReplicaTx>(tx: &mut T, page: &Page, now: DateTime<Utc>) -> (bool, ()) {
    replica::paged(tx, page, now).await.expect(WORKS);
    (true, ())
}

/// Moves the cursor ahead of the page, as a planted fault does.
pub async fn checkpoint<T: ReplicaTx>(tx: &mut T, page: &Page) -> (bool, bool) {
    let state = tx.state().await.expect(WORKS);
    let fits = state.cursor == page.from && state.server_epoch == Some(page.server_epoch);
    if fits {
        tx.put_state(&ReplicaState { cursor: page.to, ..state }).await.expect(WORKS);
    }
    (fits, fits)
}

/// What a revoked desk says when it has nothing to hand over.
pub async fn part<T: ReplicaTx>(tx: &mut T) -> (bool, Option<Push>) {
    (false, replica::part(tx).await.expect(WORKS))
}

/// Notes why there was no page.
pub async fn refused<T: ReplicaTx>(tx: &mut T, device: Uuid, pulled: &Pulled) -> (bool, ()) {
    replica::refused_pull(tx, device, pulled).await.expect(WORKS);
    (true, ())
}

/// Takes a snapshot.
pub async fn adopt<T: ReplicaTx>(tx: &mut T, snapshot: &Snapshot, now: DateTime<Utc>) -> (bool, ()) {
    replica::adopt(tx, snapshot, now).await.expect(WORKS);
    (true, ())
}

/// Takes a seat.
pub async fn reseat<T: ReplicaTx>(tx: &mut T, seat: Seat) -> (bool, ()) {
    replica::reseat(tx, seat).await.expect(WORKS);
    (true, ())
}

/// The program was upgraded: what it speaks is understood again.
pub async fn upgraded<T: ReplicaTx>(tx: &mut T) -> (bool, ()) {
    let state = tx.state().await.expect(WORKS);
    if state.standing == Standing::MustUpgrade {
        tx.put_state(&ReplicaState { standing: Standing::Active, ..state }).await.expect(WORKS);
    }
    (true, ())
}

/// Binds what waits to who sits there now, as a planted fault does.
pub async fn resign<T: ReplicaTx>(tx: &mut T, actor: &Actor) -> (bool, ()) {
    for mut entry in tx.waiting(None).await.expect(WORKS) {
        (entry.intent.agent, entry.intent.sign_in) = (actor.agent, actor.sign_in);
        entry.agent.clone_from(&actor.name);
        tx.put_entry(&entry).await.expect(WORKS);
    }
    (true, ())
}
