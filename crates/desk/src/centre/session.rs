//! Signing in and out, the tokens of who is signed in, and locking the desk.

use std::fs::File;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use guichet_sync::replica::ReplicaTx;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::credentials::KeptTokens;
use super::fault::{CentreFault, ExchangeFault, Refused};
use super::known::{DEFAULT_LEASE, LOCKED, PROFILE, Profile};
use super::port::{Access, Centre, Place, RefreshRequest, SignInRequest, Tokens};
use super::verifier::Verifier;
use crate::Desk;
use crate::error::DeskError;
use crate::ipc::centre::{SignInArgs, UnlockArgs};
use crate::ipc::types::{CallCode, CallError};
use crate::store::Batch;

/// How an agent proved themselves, with what unlocks the desk from then on.
pub(super) enum Proof<'a> {
    /// By their password.
    Password(&'a str),
    /// By an account of the company; the word is theirs for this desk.
    Company {
        /// The word.
        word: &'a str,
    },
}

/// An access token that ends so soon is exchanged first.
const SOON: TimeDelta = TimeDelta::seconds(30);

impl Desk {
    /// The way to this desk's centre.
    pub(super) fn way(&self) -> Result<Arc<dyn Centre>, ExchangeFault> {
        let trusting = {
            let known = self.centre().known();
            let server = known.link.as_ref().map(|link| link.server.clone()).ok_or(ExchangeFault::NotEnrolled)?;
            (server, known.settings.ca_file.clone())
        };
        let mut way = self.centre().way.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((made_of, way)) = &*way
            && *made_of == trusting
        {
            return Ok(way.clone());
        }
        let (server, ca_file) = &trusting;
        let place = Place { server, ca_file: ca_file.as_deref().map(std::path::Path::new) };
        let made = self.centre().centres.at(place)?;
        *way = Some((trusting, made.clone()));
        Ok(made)
    }

    /// Signs an agent in at the centre.
    pub(crate) async fn sign_in(&self, args: SignInArgs) -> Result<(), CallError> {
        let seat = self.centre().known().state.seat.clone().ok_or_else(|| CallError::of(CallCode::NotEnrolled))?;
        let password = Zeroizing::new(args.password);
        let asked = SignInRequest {
            merchant: seat.merchant,
            device: seat.device,
            login: args.login,
            password: password.to_string(),
        };
        let asked = Wiped(asked);
        let tokens = self.heed(self.way()?.sign_in(&asked.0).await).await?;
        self.signed_in(&tokens, Proof::Password(&password)).await
    }

    /// What the centre answered to a sign-in; a desk whose seat it took away hands over what it has.
    pub(super) async fn heed<T>(&self, answer: Result<T, CentreFault>) -> Result<T, CallError> {
        if let Err(CentreFault::Refused(Refused::DeviceRevoked)) = &answer {
            self.revoked().await?;
        }
        Ok(answer?)
    }

    /// Takes note of who is signed in.
    pub(super) async fn signed_in(&self, tokens: &Tokens, proof: Proof<'_>) -> Result<(), CallError> {
        let (company, unlocks) = match proof {
            Proof::Password(password) => (false, password),
            Proof::Company { word } => (true, word),
        };
        let verifier = Verifier::of(unlocks).await?;
        let profile = profile_of(tokens, company, verifier);
        self.centre().credentials.put_tokens(&self.kept(tokens)).await?;
        let _open = self.centre().gate.read().await;
        let mut batch = self.store().begin().await?;
        batch.put_setting(PROFILE, Some(&crate::records::body(&profile)?)).await?;
        batch.put_setting(LOCKED, None).await?;
        take_over(&mut batch, &profile).await?;
        batch.commit().await?;
        {
            let mut known = self.centre().known();
            known.profile = Some(profile);
            known.is_locked = false;
            known.active_at = Some(self.now());
        }
        self.heard_of_centre().await?;
        self.centre().wake.notify_one();
        self.changed(vec!["sync".into()]);
        Ok(())
    }

    /// Signs out: at the centre where it can be reached, here in any case. What waits stays, and stays theirs.
    pub(crate) async fn sign_out(&self) -> Result<(), CallError> {
        if let (Ok(way), Ok(access)) = (self.way(), self.access(false).await) {
            // Where the centre cannot be reached, the tokens are forgotten here and end by themselves there.
            let _ = way.sign_out(&access).await;
        }
        let _open = self.centre().gate.read().await;
        self.end_sign_in().await?;
        Ok(())
    }

    /// Forgets who is signed in.
    pub(super) async fn end_sign_in(&self) -> Result<(), DeskError> {
        self.centre().credentials.forget_tokens().await?;
        self.store().remove_setting(PROFILE).await?;
        self.store().remove_setting(LOCKED).await?;
        {
            let mut known = self.centre().known();
            known.profile = None;
            known.is_locked = false;
        }
        self.changed(vec!["sync".into()]);
        Ok(())
    }

    /// An access token that holds; with `renew`, another than the one at hand.
    pub(super) async fn access(&self, renew: bool) -> Result<Access, ExchangeFault> {
        if self.centre().known().profile.is_none() {
            return Err(ExchangeFault::SignInNeeded);
        }
        let kept = self.centre().credentials.tokens().await?.ok_or(ExchangeFault::SignInNeeded)?;
        match self.holding(&kept).filter(|_| !renew) {
            Some(access) => Ok(access),
            None => self.refresh(&kept).await,
        }
    }

    fn holding(&self, kept: &KeptTokens) -> Option<Access> {
        let holds = kept.nonce.is_none() && kept.access_until > self.now() + SOON;
        holds.then(|| Zeroizing::new(kept.access.clone()))
    }

    /// Exchanges the refresh token. The nonce is durable before anything is sent, and the old token is replaced by
    /// nothing but its successor: stopped at any point, the next attempt asks with the same nonce and is answered the
    /// same.
    async fn refresh(&self, seen: &KeptTokens) -> Result<Access, ExchangeFault> {
        // Two programs on one replica must not use one token under two nonces: to the centre that is a theft.
        let _alone = self.alone("refresh").await?;
        let credentials = &self.centre().credentials;
        let mut kept = credentials.tokens().await?.ok_or(ExchangeFault::SignInNeeded)?;
        if kept.refresh != seen.refresh
            && let Some(access) = self.holding(&kept)
        {
            return Ok(access);
        }
        let nonce = match kept.nonce {
            Some(nonce) => nonce,
            None => {
                let nonce = self.ids().next();
                kept.nonce = Some(nonce);
                credentials.put_tokens(&kept).await?;
                nonce
            }
        };
        let asked = RefreshRequest { refresh_token: kept.refresh.clone(), nonce };
        match self.way()?.refresh(&asked).await {
            Ok(tokens) => {
                let next = self.kept(&tokens);
                credentials.put_tokens(&next).await?;
                self.know_again(&tokens).await?;
                Ok(Zeroizing::new(next.access.clone()))
            }
            Err(fault) if fault.ends_sign_in() => {
                tracing::warn!("the sign-in was ended at the centre");
                self.end_sign_in().await?;
                Err(ExchangeFault::SignInNeeded)
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// The tokens as they are kept, their end by this desk's clock.
    fn kept(&self, tokens: &Tokens) -> KeptTokens {
        let lasts = tokens.access_expires_at.signed_duration_since(tokens.server_time);
        KeptTokens {
            refresh: tokens.refresh_token.clone(),
            nonce: None,
            access: tokens.access_token.clone(),
            access_until: self.now().checked_add_signed(lasts).unwrap_or(tokens.access_expires_at),
        }
    }

    /// Takes note of what the centre says about the agent now: role and bound may have changed.
    async fn know_again(&self, tokens: &Tokens) -> Result<(), DeskError> {
        let Some(before) = self.centre().known().profile.clone() else { return Ok(()) };
        let profile = profile_of(tokens, before.company, before.verifier.clone());
        if profile != before {
            self.store().put_setting(PROFILE, &crate::records::body(&profile)?).await?;
            self.centre().known().profile = Some(profile);
            self.changed(vec!["sync".into()]);
        }
        Ok(())
    }

    /// Keeps other programs on this replica out of something until the returned file is dropped, or this program ends.
    pub(super) async fn alone(&self, from: &str) -> Result<File, DeskError> {
        let mut path = self.store().path().as_os_str().to_owned();
        path.push(format!(".{from}.lock"));
        let locked = tokio::task::spawn_blocking(move || {
            let file = File::create(&path)?;
            file.lock()?;
            Ok::<_, std::io::Error>(file)
        });
        let kind = |error: std::io::Error| DeskError::File(error.kind());
        locked.await.map_err(|_| DeskError::File(std::io::ErrorKind::Other))?.map_err(kind)
    }

    /// Until when commands are taken without a word from the centre; none for a desk that is not enrolled.
    pub(crate) fn lease_until(&self) -> Option<DateTime<Utc>> {
        let known = self.centre().known();
        known.state.seat.as_ref()?;
        known.contact?.checked_add_signed(DEFAULT_LEASE)
    }

    /// Locks the desk until the agent's password is typed.
    pub(crate) async fn lock(&self) -> Result<(), CallError> {
        if self.centre().known().profile.is_none() {
            return Err(CallError::of(CallCode::SignInNeeded));
        }
        // Kept, so that starting the program again is no way in.
        self.store().put_setting(LOCKED, "true").await?;
        self.centre().known().is_locked = true;
        self.changed(vec!["sync".into()]);
        Ok(())
    }

    /// Unlocks it.
    pub(crate) async fn unlock(&self, args: UnlockArgs) -> Result<(), CallError> {
        let password = Zeroizing::new(args.password);
        let verifier = self.centre().known().profile.as_ref().map(|profile| profile.verifier.clone());
        let Some(verifier) = verifier else { return Err(CallError::of(CallCode::SignInNeeded)) };
        if !verifier.is(&password).await? {
            return Err(CallError::of(CallCode::WrongPassword));
        }
        self.store().remove_setting(LOCKED).await?;
        {
            let mut known = self.centre().known();
            known.is_locked = false;
            known.active_at = Some(self.now());
        }
        self.changed(vec!["sync".into()]);
        Ok(())
    }

    /// Notes that the agent does something, unless the desk is locked or has been left for too long, which locks it.
    pub(crate) async fn attend(&self, by_hand: bool) -> Result<(), CallError> {
        let now = self.now();
        let left = {
            let mut known = self.centre().known();
            let after = TimeDelta::minutes(i64::from(known.settings.lock_after_minutes));
            let since = known.active_at.map_or(TimeDelta::zero(), |at| now.signed_duration_since(at));
            let left = known.profile.is_some() && !known.is_locked && !after.is_zero() && since >= after;
            if by_hand && !left && !known.is_locked {
                known.active_at = Some(now);
            }
            left
        };
        if left {
            let _open = self.centre().gate.read().await;
            self.lock().await?;
        }
        if self.centre().known().is_locked { Err(CallError::of(CallCode::Locked)) } else { Ok(()) }
    }
}

fn profile_of(tokens: &Tokens, company: bool, verifier: Verifier) -> Profile {
    let agent = tokens.agent.clone();
    Profile {
        agent: agent.id,
        sign_in: tokens.sign_in,
        login: agent.login,
        name: agent.name,
        role: agent.role,
        refund_limit: agent.refund_limit,
        company,
        verifier,
    }
}

/// What was taken before the desk was enrolled is nobody's at the centre: whoever signs in first answers for it. What an
/// agent took stays theirs, whoever comes after.
async fn take_over(batch: &mut Batch, profile: &Profile) -> Result<(), DeskError> {
    for mut entry in batch.waiting(None).await? {
        if entry.intent.agent == Uuid::nil() && entry.sealed.is_none() {
            entry.intent.agent = profile.agent;
            entry.intent.sign_in = profile.sign_in;
            batch.put_entry(&entry).await?;
        }
    }
    Ok(())
}

/// A password on its way, wiped when dropped.
struct Wiped(SignInRequest);

impl Drop for Wiped {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0.password);
    }
}
