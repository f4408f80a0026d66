//! The papers of an order, and how they are shown.

use guichet_documents::Document;
use guichet_documents::facts::KnownOfClaim;
use guichet_domain::Order;
use guichet_domain::totals::Totals;

use guichet_sync::Key;

use super::{Opened, claims, not_found, open, timeline};
use crate::Desk;
use crate::ipc::types::{CallCode, CallError, DocumentArgs, DocumentKind, DocumentPages, DocumentRef, Paper};
use crate::numbering::credit_note_number;
use crate::papers;

/// The papers of an order, newest first.
pub(crate) fn of_order(order: &Order) -> Vec<DocumentRef> {
    let placed = order.time_zone.day(order.placed_at);
    let total = Totals::of(order).total.to_string();
    let mut papers: Vec<DocumentRef> = Vec::new();
    for number in &order.invoices {
        let on = order.shipments.iter().filter_map(|shipment| shipment.shipped_on).min().unwrap_or(placed);
        papers.push(DocumentRef {
            kind: DocumentKind::Invoice,
            number: number.clone(),
            on,
            total: Some(total.clone()),
            provisional: false,
        });
    }
    for rma in &order.rmas {
        for kind in [DocumentKind::RmaLabel, DocumentKind::ReturnSlip] {
            let number = rma.number.clone();
            papers.push(DocumentRef { kind, number, on: rma.notified_on, total: None, provisional: false });
        }
    }
    for (at, credit) in order.credits.iter().enumerate() {
        let paid = credit.total.money(order.currency);
        if paid.is_positive() {
            papers.push(DocumentRef {
                kind: DocumentKind::CreditNote,
                number: credit_note_number(&order.number, at),
                on: credit.on.unwrap_or(placed),
                total: Some((-paid).to_string()),
                provisional: true,
            });
        }
    }
    for claim in &order.claims {
        let parcel = order.shipments.iter().find(|parcel| parcel.id == claim.shipment);
        papers.push(DocumentRef {
            kind: DocumentKind::ClaimFile,
            number: claims::file_number(order, claim),
            on: claim.reported_on.or_else(|| parcel.and_then(|parcel| parcel.delivered_on)).unwrap_or(placed),
            total: None,
            provisional: false,
        });
    }
    papers.sort_by_key(|paper| std::cmp::Reverse(paper.on));
    papers
}

/// The order that a document belongs to.
async fn find(desk: &Desk, args: &DocumentArgs) -> Result<Opened, CallError> {
    let number = match args.kind {
        DocumentKind::CreditNote => {
            let split = args.number.rsplit_once("-C").map(|(order, _)| order.to_owned());
            split.ok_or_else(|| not_found("document"))?
        }
        DocumentKind::ClaimFile => return Ok(find_claim(desk, &args.number).await?.0),
        kind => {
            let kind = match kind {
                DocumentKind::Invoice => crate::search::identifiers::Kind::Invoice,
                _ => crate::search::identifiers::Kind::Rma,
            };
            desk.store().order_with(kind, &args.number).await?.ok_or_else(|| not_found("document"))?
        }
    };
    open(desk, &number).await
}

/// The order of a claim's file, and the claim's name. The file's number begins with the order's.
pub(super) async fn find_claim(desk: &Desk, number: &str) -> Result<(Opened, String), CallError> {
    for (at, _) in number.match_indices('-') {
        let Some(order) = number.get(..at) else { continue };
        let Some(stored) = desk.store().order(order).await? else { continue };
        let claims = &stored.order.claims;
        if let Some(claim) = claims.iter().find(|claim| claims::file_number(&stored.order, claim) == number) {
            let name = claim.name().to_owned();
            return Ok((open(desk, order).await?, name));
        }
    }
    Err(not_found("document"))
}

/// What a claim's file tells beside the order: who took its steps, and the evidence that is at this desk.
async fn known_of_claim(desk: &Desk, order: &Order, name: &str) -> Result<KnownOfClaim, CallError> {
    let history = desk.store().history_of(&order.number).await?;
    let events = desk.store().events_of(&Key::Order(order.number.clone())).await?;
    let mut known = KnownOfClaim::default();
    let Some(claim) = order.claims.iter().find(|claim| claim.name() == name) else { return Ok(known) };
    for entry in timeline::of_order(order, &history, &events) {
        let about = |reference: &str| entry.reference.as_deref() == Some(reference);
        let step = timeline::claim_step(entry.kind).filter(|_| about(name) || about(&claim.shipment));
        if let (Some(step), Some(who)) = (step, entry.agent.clone()) {
            known.who.push((step, who));
        }
    }
    for file in &claim.evidence {
        if let Some(stored) = desk.store().evidence(&order.number, &file.sha256).await? {
            known.files.insert(file.sha256.clone(), stored.bytes);
        }
    }
    Ok(known)
}

async fn document(desk: &Desk, args: &DocumentArgs) -> Result<Document, CallError> {
    let opened = find(desk, args).await?;
    let language = args.language.unwrap_or_else(|| papers::language_of(&opened));
    let made = match args.kind {
        DocumentKind::RmaLabel => {
            papers::label(desk.shop(), &opened, &args.number, language, args.paper.unwrap_or(Paper::Label))
        }
        DocumentKind::ReturnSlip => papers::slip(desk.shop(), &opened, &args.number, language),
        DocumentKind::Invoice => papers::invoice(desk.shop(), &opened, &args.number, language),
        DocumentKind::CreditNote => papers::credit_note(desk.shop(), &opened, &args.number, language),
        DocumentKind::ClaimFile => {
            let (opened, name) = find_claim(desk, &args.number).await?;
            let known = known_of_claim(desk, &opened.stored.order, &name).await?;
            papers::claim_file(desk.shop(), &opened, &name, known, language)
        }
    };
    made.ok_or_else(|| not_found("document"))
}

fn file_stem(args: &DocumentArgs) -> String {
    let kind = match args.kind {
        DocumentKind::RmaLabel => "label",
        DocumentKind::ReturnSlip => "return-slip",
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit-note",
        DocumentKind::ClaimFile => "claim-file",
    };
    file_name(kind, &args.number)
}

/// The name of a file about something. Numbers come from files too: nothing in them may lead out of a folder.
pub(super) fn file_name(kind: &str, number: &str) -> String {
    let safe: String = number.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("{kind}-{safe}")
}

/// Runs the press where it may take its time.
pub(super) async fn press<T: Send + 'static>(
    desk: &Desk,
    document: Document,
    print: fn(&guichet_documents::Engine, &Document) -> Result<T, guichet_documents::DocumentError>,
) -> Result<T, CallError> {
    let engine = desk.engine().await?;
    let printed = tokio::task::spawn_blocking(move || print(&engine, &document)).await;
    printed.ok().and_then(Result::ok).ok_or_else(|| CallError::of(CallCode::Document))
}

/// A document as pages to look at.
pub async fn pages(desk: &Desk, args: DocumentArgs) -> Result<DocumentPages, CallError> {
    let document = document(desk, &args).await?;
    let pages = press(desk, document, guichet_documents::Engine::svg_pages).await?;
    Ok(DocumentPages { pages, file_name: format!("{}.pdf", file_stem(&args)) })
}

/// A document as a PDF, with the name for its file.
pub async fn pdf(desk: &Desk, args: DocumentArgs) -> Result<(String, Vec<u8>), CallError> {
    let document = document(desk, &args).await?;
    let bytes = press(desk, document, guichet_documents::Engine::pdf).await?;
    Ok((format!("{}.pdf", file_stem(&args)), bytes))
}
