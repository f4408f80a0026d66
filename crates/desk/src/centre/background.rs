//! The exchange in the background: at once when something is to be sent, when the centre has word of something new, and
//! every half minute in any case. It never ends by itself, and never makes the window wait.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::sleep;

use super::fault::{CentreFault, ExchangeFault};
use super::port::Live;
use crate::Desk;

/// Between two rounds where nothing happens.
const POLL: Duration = Duration::from_secs(30);
/// The first wait after a round that did not go through; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

impl Desk {
    /// Begins to exchange in the background, until the desk is closed. A desk that is not enrolled waits until it is.
    pub fn start_exchange(&self) {
        let mut background = self.centre().background.lock().unwrap_or_else(PoisonError::into_inner);
        if background.is_none() {
            let desk = self.clone();
            *background = Some(tokio::spawn(async move { run(desk).await }));
        }
    }

    /// Stops it. What was begun is dropped where it stands: every step can be taken again.
    pub(crate) async fn stop_exchange(&self) {
        let background = self.centre().background.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = background {
            task.abort();
            // It has ended once it says that it was aborted.
            let _ = task.await;
        }
    }

    /// When the next command may be sealed; none where none waits for its time.
    async fn next_due(&self) -> Option<Duration> {
        let hold = TimeDelta::seconds(i64::from(self.centre().known().settings.hold_seconds));
        let now = self.now();
        let _open = self.centre().gate.read().await;
        let taken = self.store().next_unsealed(now.checked_sub_signed(hold)?).await.ok()??;
        let due = taken.checked_add_signed(hold)?.signed_duration_since(now);
        // A moment more, so that it is due when looked at.
        Some(due.to_std().unwrap_or_default() + Duration::from_millis(50))
    }
}

async fn run(desk: Desk) {
    let mut failures = 0;
    let mut live: Option<Box<dyn Live>> = None;
    loop {
        if desk.is_wiped() {
            return;
        }
        let done = desk.exchange_as_set().await;
        let wait = match &done {
            Ok(_) => {
                failures = 0;
                POLL
            }
            Err(ExchangeFault::NotEnrolled | ExchangeFault::SignInNeeded) => {
                live = None;
                POLL
            }
            Err(ExchangeFault::Centre(CentreFault::Wait(seconds))) => Duration::from_secs((*seconds).clamp(1, 600)),
            Err(fault) => {
                live = None;
                failures += 1;
                tracing::debug!(%fault, failures, "a round of the exchange did not go through");
                jittered(FIRST_WAIT.saturating_mul(1 << (failures - 1).min(6)).min(LONGEST_WAIT))
            }
        };
        if done.is_ok() && live.is_none() {
            live = desk.listen().await;
        }
        let due = desk.next_due().await.unwrap_or(POLL);
        tokio::select! {
            () = sleep(wait) => {}
            () = sleep(due), if failures == 0 => {}
            () = desk.centre().wake.notified(), if failures == 0 => {}
            heard = hear(&mut live), if failures == 0 => if heard.is_err() {
                live = None;
            },
        }
    }
}

async fn hear(live: &mut Option<Box<dyn Live>>) -> Result<u64, CentreFault> {
    match live {
        Some(live) => live.next().await,
        None => std::future::pending().await,
    }
}

impl Desk {
    async fn listen(&self) -> Option<Box<dyn Live>> {
        let access = self.access(false).await.ok()?;
        self.way().ok()?.live(&access).await.ok()
    }
}

/// Between three quarters and all of it, so that desks that lost their centre together do not come back together.
fn jittered(wait: Duration) -> Duration {
    let mut random = [0_u8; 1];
    // Without chance all come at once, which the centre bears as well.
    let _ = getrandom::fill(&mut random);
    let quarter = wait / 4;
    wait.saturating_sub(quarter.saturating_mul(u32::from(random.first().copied().unwrap_or_default())) / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_differ_and_stay_near() {
        for _ in 0..1000 {
            let wait = jittered(LONGEST_WAIT);
            assert!(wait <= LONGEST_WAIT && wait >= LONGEST_WAIT / 2, "{wait:?}");
        }
    }
}
