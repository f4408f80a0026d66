//! Enrolment: the desk draws an id and a key of its own, and a code gives it a seat at the centre.

use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use guichet_sync::DeviceKey;
use guichet_sync::replica::{self, ReplicaTx, Seat};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fault::{CentreFault, ExchangeFault};
use super::http::SPOKEN;
use super::known::{LINK, Link, PROFILE, SETTINGS};
use super::port::{Centre, EnrolRequest, Enrolment, Place, Wanted};
use crate::Desk;
use crate::error::DeskError;
use crate::ipc::centre::EnrolArgs;
use crate::ipc::types::{CallCode, CallError};
use crate::key::Key;

/// An enrolment that was begun: where its answer got lost, the same device asks again.
const BEGUN: &str = "centre.enrolling";

/// Who asks, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Begun {
    server: String,
    device: Uuid,
}

/// A desk that wants to belong: where, and as what.
pub(super) struct Entering {
    server: String,
    ca_file: Option<String>,
    device_name: String,
}

impl Entering {
    pub fn of(server: &str, ca_file: Option<&str>, device_name: &str) -> Self {
        Self {
            server: server.trim().trim_end_matches('/').to_owned(),
            ca_file: ca_file.map(str::to_owned),
            device_name: device_name.trim().to_owned(),
        }
    }
}

impl Desk {
    /// Enrols this desk with a code. The seat that it had before is given up; what waits is kept and sealed anew.
    pub(crate) async fn enrol(&self, args: EnrolArgs) -> Result<(), CallError> {
        let entering = Entering::of(&args.server, args.ca_file.as_deref(), &args.device_name);
        let way = self.may_enrol(&entering, args.replace_local).await?;
        let wanted = self.wanted(&entering).await?;
        let asked = EnrolRequest { code: args.code.trim().to_owned(), wanted };
        let enrolment = way.enrol(&asked).await?;
        self.enrolled(entering, &asked.wanted, &enrolment).await
    }

    /// The way to the centre, unless enrolling there would replace what only this machine holds.
    pub(super) async fn may_enrol(
        &self,
        entering: &Entering,
        replace_local: bool,
    ) -> Result<Arc<dyn Centre>, CallError> {
        let has_seat = self.centre().known().state.seat.is_some();
        let orders = self.store().tally().await?.orders;
        if !has_seat && orders > 0 && !replace_local {
            return Err(CallError::of(CallCode::HoldsLocalData).with("orders", orders));
        }
        let place = Place { server: &entering.server, ca_file: entering.ca_file.as_deref().map(Path::new) };
        Ok(self.centre().centres.at(place)?)
    }

    /// The queue and the rows here are one shop's: they must never be sent to another.
    pub(super) fn refuse_other_shop(&self, merchant: &str) -> Result<(), CallError> {
        let known = self.centre().known();
        let is_other = known.state.seat.as_ref().is_some_and(|seat| seat.merchant != merchant);
        if is_other { Err(CallError::of(CallCode::OtherShop)) } else { Ok(()) }
    }

    /// This desk as it asks to belong.
    pub(super) async fn wanted(&self, entering: &Entering) -> Result<Wanted, CallError> {
        let (begun, key) = self.begin(&entering.server).await?;
        Ok(Wanted {
            device: begun.device,
            name: entering.device_name.clone(),
            public_key: STANDARD.encode(DeviceKey::from_bytes(key.bytes()).public()),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            protocol: SPOKEN,
        })
    }

    /// Takes the seat that the centre gave.
    pub(super) async fn enrolled(
        &self,
        entering: Entering,
        wanted: &Wanted,
        enrolment: &Enrolment,
    ) -> Result<(), CallError> {
        if enrolment.device != wanted.device {
            return Err(CentreFault::NOT_UNDERSTOOD.into());
        }
        self.refuse_other_shop(&enrolment.merchant)?;
        let seat_before = self.centre().known().state.seat.clone();
        let Entering { server, ca_file, device_name } = entering;
        let link = Link { server, device_name, merchant_name: enrolment.merchant_name.clone() };
        self.sit_down(enrolment, link, ca_file).await?;
        if let Some(before) = seat_before.filter(|before| before.device != enrolment.device) {
            self.centre().credentials.forget_device_key(before.device).await?;
        }
        self.centre().wake.notify_one();
        self.changed(Vec::new());
        Ok(())
    }

    /// The device that asks: the one that asked before where no answer came, else a new one with a new key.
    async fn begin(&self, server: &str) -> Result<(Begun, Key), CallError> {
        let before = self.store().setting(BEGUN).await?.and_then(|text| serde_json::from_str::<Begun>(&text).ok());
        if let Some(before) = before.filter(|before| before.server == server)
            && let Some(key) = self.centre().credentials.device_key(before.device).await?
        {
            return Ok((before, key));
        }
        let begun = Begun { server: server.to_owned(), device: self.ids().next() };
        let key = Key::random()?;
        self.centre().credentials.put_device_key(begun.device, &key).await?;
        self.store().put_setting(BEGUN, &crate::records::body(&begun)?).await?;
        Ok((begun, key))
    }

    /// Takes the seat, in one transaction with what is to be known about the centre.
    async fn sit_down(&self, enrolment: &Enrolment, link: Link, ca_file: Option<String>) -> Result<(), CallError> {
        let settings = {
            let mut settings = self.centre().known().settings.clone();
            settings.ca_file = ca_file;
            settings
        };
        let seat = Seat {
            merchant: enrolment.merchant.clone(),
            device: enrolment.device,
            epoch: enrolment.epoch,
            series: enrolment.series.clone(),
        };
        self.centre().credentials.forget_tokens().await?;
        let _open = self.centre().gate.read().await;
        let mut batch = self.store().begin().await?;
        replica::reseat(&mut batch, seat).await?;
        batch.put_setting(LINK, Some(&crate::records::body(&link)?)).await?;
        batch.put_setting(SETTINGS, Some(&crate::records::body(&settings)?)).await?;
        // A sign-in belongs to a device: the new one has none yet.
        batch.put_setting(PROFILE, None).await?;
        batch.put_setting(BEGUN, None).await?;
        let state = batch.state().await?;
        batch.commit().await?;
        {
            let mut known = self.centre().known();
            known.state = state;
            known.link = Some(link);
            known.settings = settings;
            known.profile = None;
        }
        Ok(self.heard_of_centre().await?)
    }

    /// The device's key; a desk that has lost it must enrol anew.
    pub(super) async fn signer(&self) -> Result<Arc<DeviceKey>, ExchangeFault> {
        let seat = self.centre().known().state.seat.clone().ok_or(ExchangeFault::NotEnrolled)?;
        {
            let held = self.centre().signer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some((_, key)) = held.as_ref().filter(|(device, _)| *device == seat.device) {
                return Ok(key.clone());
            }
        }
        let found = self.centre().credentials.device_key(seat.device).await?.ok_or(DeskError::KeyMissing)?;
        let key = Arc::new(DeviceKey::from_bytes(found.bytes()));
        let mut held = self.centre().signer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *held = Some((seat.device, key.clone()));
        Ok(key)
    }
}
