//! The papers of an order, and how they are shown.

use guichet_documents::Document;
use guichet_domain::Order;
use guichet_domain::totals::Totals;

use super::{Opened, not_found, open};
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
    };
    made.ok_or_else(|| not_found("document"))
}

fn file_stem(args: &DocumentArgs) -> String {
    let kind = match args.kind {
        DocumentKind::RmaLabel => "label",
        DocumentKind::ReturnSlip => "return-slip",
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit-note",
    };
    // Numbers come from files too: nothing in them may lead out of a folder.
    let safe: String =
        args.number.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("{kind}-{safe}")
}

/// Runs the press where it may take its time.
async fn press<T: Send + 'static>(
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
