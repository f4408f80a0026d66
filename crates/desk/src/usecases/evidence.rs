//! Photos and papers of parcels: laid down, kept with the command that names them, shown.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet_domain::claim::Evidence;
use guichet_domain::{Order, OrderCommand};
use guichet_sync::Key;

use super::not_found;
use crate::Desk;
use crate::error::DeskError;
use crate::evidence::{Laid, look};
use crate::ipc::evidence::{EvidenceArgs, EvidenceFile, GatherArgs, Gathered, LaidFile, LayFile};
use crate::ipc::types::{CallCode, CallError};
use crate::store::{Batch, StoredFile};

/// Looks at a file and lets it wait for the command that will name it.
pub async fn lay_file(desk: &Desk, args: LayFile) -> Result<LaidFile, CallError> {
    let bad = || CallError::of(CallCode::BadInput).at("base64");
    // Decoding and hashing megabytes takes a moment: not on the threads that wait.
    let looked = tokio::task::spawn_blocking(move || match STANDARD.decode(args.base64) {
        Ok(bytes) => look(bytes),
        Err(_) => Err(bad()),
    });
    let Laid { file, pixels } = looked.await.map_err(|_| bad())??;
    let laid = LaidFile {
        sha256: file.sha256.clone(),
        sort: file.sort,
        bytes: u32::try_from(file.bytes.len()).unwrap_or(u32::MAX),
        width: pixels.and_then(|(width, _)| u32::try_from(width).ok()),
        height: pixels.and_then(|(_, height)| u32::try_from(height).ok()),
    };
    desk.tray().lay(file);
    Ok(laid)
}

/// The bytes of a file of an order or a parcel: from the replica, else from the centre where the agent asks for that.
pub async fn evidence_file(desk: &Desk, args: EvidenceArgs) -> Result<EvidenceFile, CallError> {
    let of = Key::from(args.of);
    let mut file = look_up(desk, &of, &args.sha256).await?;
    if file.is_none() && args.fetch {
        file = desk.fetch_evidence(&of, &args.sha256).await?;
    }
    let file = file.ok_or_else(|| not_found("evidence"))?;
    Ok(EvidenceFile {
        sort: file.sort,
        media_type: file.sort.media_type().to_owned(),
        base64: STANDARD.encode(file.bytes),
    })
}

/// Fetches what this desk does not have yet of a claim's evidence, so that its file for the carrier is whole. Where the
/// centre is out of reach it says what is missing, and fails nothing.
pub async fn gather_evidence(desk: &Desk, args: GatherArgs) -> Result<Gathered, CallError> {
    let (order, named) = {
        let _open = desk.centre().gate.read().await;
        let (opened, name) = super::documents::find_claim(desk, &args.number).await?;
        let order = opened.stored.order;
        let claim = order.claims.iter().find(|claim| claim.name() == name);
        (order.number.clone(), claim.map(|claim| claim.evidence.clone()).unwrap_or_default())
    };
    let here = desk.store().evidence_here(&order).await?;
    let (mut missing, mut within_reach) = (0_u32, true);
    for file in named.iter().filter(|file| !here.contains(&file.sha256)) {
        let fetched = match within_reach {
            true => desk.fetch_evidence(&Key::Order(order.clone()), &file.sha256).await,
            false => Ok(None),
        };
        within_reach = fetched.is_ok();
        if !matches!(fetched, Ok(Some(_))) {
            missing = missing.saturating_add(1);
        }
    }
    Ok(Gathered { named: u32::try_from(named.len()).unwrap_or(u32::MAX), missing })
}

/// A file of an order or a parcel, where it is here. One that neither names is not found.
async fn look_up(desk: &Desk, of: &Key, sha256: &str) -> Result<Option<StoredFile>, CallError> {
    let _open = desk.centre().gate.read().await;
    let named = match of {
        Key::Stray(number) => {
            let parcel = desk.store().stray(number).await?.ok_or_else(|| not_found("stray"))?;
            parcel.photos.iter().any(|file| file.sha256 == sha256)
        }
        of => {
            let stored = desk.store().order(of.id()).await?.ok_or_else(|| not_found("order"))?;
            of_order(&stored.order).any(|file| file.sha256 == sha256)
        }
    };
    match named {
        true => Ok(desk.store().evidence(of.id(), sha256).await?),
        false => Err(not_found("evidence")),
    }
}

/// Every file that an order names.
fn of_order(order: &Order) -> impl Iterator<Item = &Evidence> {
    let of_claims = order.claims.iter().flat_map(|claim| &claim.evidence);
    of_claims.chain(order.rmas.iter().flat_map(|rma| &rma.photos))
}

/// The files that a command names.
pub(crate) fn named(command: &OrderCommand) -> &[Evidence] {
    match command {
        OrderCommand::ReportDamage(command) => &command.evidence,
        OrderCommand::AddEvidence(command) => &command.evidence,
        OrderCommand::ReceiveReturn(command) => &command.photos,
        _ => &[],
    }
}

/// Keeps the files that a command names, in the transaction that takes it. A file that lies nowhere cannot be named, nor
/// one that is said to be of another sort than it is. `number` is the order's or the parcel's, `path` where the command
/// names them.
pub(crate) async fn keep(
    desk: &Desk,
    batch: &mut Batch,
    number: &str,
    files: &[Evidence],
    path: &str,
) -> Result<(), CallError> {
    for (at, evidence) in files.iter().enumerate() {
        match desk.tray().get(&evidence.sha256) {
            Some(file) if file.sort == evidence.sort => batch.keep_evidence(number, &file, desk.now(), false).await?,
            Some(_) => return Err(CallError::of(CallCode::BadInput).at(format!("{path}[{at}].sort"))),
            None if batch.has_evidence(number, &evidence.sha256).await? => {}
            None => return Err(not_found("evidence").at(format!("{path}[{at}].sha256"))),
        }
    }
    Ok(())
}

/// Forgets what waited for a command that is taken.
pub(crate) fn kept(desk: &Desk, files: &[Evidence]) {
    let hashes: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
    if !hashes.is_empty() {
        desk.tray().forget(&hashes);
    }
}

/// The hashes of an order's files that are at this desk.
pub(crate) async fn here(desk: &Desk, order: &Order) -> Result<Vec<String>, DeskError> {
    match of_order(order).next() {
        None => Ok(Vec::new()),
        Some(_) => desk.store().evidence_here(&order.number).await,
    }
}
