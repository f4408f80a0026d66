//! Enrolment: the desk draws an id and a key of its own, and a code gives it a seat at the centre.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use guichet_sync::DeviceKey;
use guichet_sync::replica::{self, ReplicaTx, Seat};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fault::{CentreFault, ExchangeFault};
use super::http::SPOKEN;
use super::known::{LINK, Link, PROFILE, SETTINGS};
use super::port::{EnrolRequest, Enrolment, Place};
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

impl Desk {
    /// Enrols this desk with a code. The seat that it had before is given up; what waits is kept and sealed anew.
    pub(crate) async fn enrol(&self, args: EnrolArgs) -> Result<(), CallError> {
        let seat_before = self.centre().known().state.seat.clone();
        let orders = self.store().tally().await?.orders;
        if seat_before.is_none() && orders > 0 && !args.replace_local {
            return Err(CallError::of(CallCode::HoldsLocalData).with("orders", orders));
        }
        let server = args.server.trim().trim_end_matches('/').to_owned();
        let place = Place { server: &server, ca_file: args.ca_file.as_deref().map(Path::new) };
        let way = self.centre().centres.at(place)?;
        let (begun, key) = self.begin(&server).await?;
        let asked = EnrolRequest {
            code: args.code.trim().to_owned(),
            device: begun.device,
            name: args.device_name.trim().to_owned(),
            public_key: STANDARD.encode(DeviceKey::from_bytes(key.bytes()).public()),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            protocol: SPOKEN,
        };
        let enrolment = way.enrol(&asked).await?;
        if enrolment.device != begun.device {
            return Err(CentreFault::NOT_UNDERSTOOD.into());
        }
        if seat_before.as_ref().is_some_and(|seat| seat.merchant != enrolment.merchant) {
            // The queue and the rows here are another shop's: they must never be sent there.
            return Err(CallError::of(CallCode::OtherShop));
        }
        let link = Link { server, device_name: asked.name, merchant_name: enrolment.merchant_name.clone() };
        self.sit_down(&enrolment, link, args.ca_file).await?;
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
    pub(super) async fn signer(&self) -> Result<std::sync::Arc<DeviceKey>, ExchangeFault> {
        let seat = self.centre().known().state.seat.clone().ok_or(ExchangeFault::NotEnrolled)?;
        {
            let held = self.centre().signer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some((_, key)) = held.as_ref().filter(|(device, _)| *device == seat.device) {
                return Ok(key.clone());
            }
        }
        let found = self.centre().credentials.device_key(seat.device).await?.ok_or(DeskError::KeyMissing)?;
        let key = std::sync::Arc::new(DeviceKey::from_bytes(found.bytes()));
        let mut held = self.centre().signer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *held = Some((seat.device, key.clone()));
        Ok(key)
    }
}
