//! The desk's side of its papers: who stands on them. What is printed of an order is `guichet_documents::facts`'.

use guichet_documents::facts::{self, KnownOfClaim, Parties, Person};
use guichet_documents::{Document, Paper as PaperSize, Party};

use crate::ipc::types::Paper;
use crate::numbering::credit_note_number;
use crate::records::Language;
use crate::shop::Shop;
use crate::usecases::Opened;

/// The customer's language.
pub(crate) fn language_of(opened: &Opened) -> Language {
    let country = opened.stored.order.market;
    opened.customer.as_ref().map_or_else(|| Language::of_country(country.code()), |record| record.contact.language)
}

fn parties(shop: &Shop, opened: &Opened, language: Language) -> Parties {
    let (seller, returns) = (shop.seller.clone(), shop.returns.clone());
    Parties { seller, returns, customer: customer(shop, opened), language: language.into() }
}

fn customer(shop: &Shop, opened: &Opened) -> Party {
    let number = &opened.stored.order.number;
    let Some(record) = &opened.customer else { return Party::named(number.clone()) };
    Person::from(record).party(&shop.country, number)
}

/// The label of a return.
pub(crate) fn label(shop: &Shop, opened: &Opened, number: &str, language: Language, paper: Paper) -> Option<Document> {
    let paper = match paper {
        Paper::A4 => PaperSize::A4,
        Paper::Label => PaperSize::Label100x150,
    };
    facts::label(parties(shop, opened, language), &opened.stored.order, &opened.pack, number, paper)
}

/// The slip that goes into the parcel.
pub(crate) fn slip(shop: &Shop, opened: &Opened, number: &str, language: Language) -> Option<Document> {
    facts::slip(parties(shop, opened, language), &opened.stored.order, &opened.pack, number)
}

/// The invoice of an order under this number.
pub(crate) fn invoice(shop: &Shop, opened: &Opened, number: &str, language: Language) -> Option<Document> {
    facts::invoice(parties(shop, opened, language), &opened.stored.order, number)
}

/// The file of a claim for its carrier.
pub(crate) fn claim_file(
    shop: &Shop,
    opened: &Opened,
    name: &str,
    known: KnownOfClaim,
    language: Language,
) -> Option<Document> {
    let order = &opened.stored.order;
    facts::claim_file(parties(shop, opened, language), order, &opened.pack.parameters, name, known)
}

/// The credit note of a credit, provisional until the centre numbers it.
pub(crate) fn credit_note(shop: &Shop, opened: &Opened, number: &str, language: Language) -> Option<Document> {
    let order = &opened.stored.order;
    let at = (0..order.credits.len()).find(|at| credit_note_number(&order.number, *at) == number)?;
    facts::credit_note(parties(shop, opened, language), order, at, None)
}
