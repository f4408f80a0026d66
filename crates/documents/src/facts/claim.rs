//! From a damage claim's facts to the file that the carrier gets.

use std::collections::BTreeMap;

use guichet_domain::order::{Claim, ClaimStatus};
use guichet_domain::totals::worth_of_units;
use guichet_domain::{Money, Order, Terms};

use super::{Parties, article_name, line, say};
use crate::model::{
    ClaimFile, ClaimLine, ClaimPaper, ClaimParcel, ClaimStage, Document, EvidenceFile, FileBytes, Language, Party,
};

/// What is known of a claim beside its order.
#[derive(Debug, Clone, Default)]
pub struct KnownOfClaim {
    /// Who took which step.
    pub who: Vec<(ClaimStatus, String)>,
    /// The evidence that is at hand, by its hash.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The file of the claim of this name; none where the order has no such claim.
#[must_use]
pub fn claim_file(
    parties: Parties,
    order: &Order,
    terms: &Terms,
    name: &str,
    mut known: KnownOfClaim,
) -> Option<Document> {
    let claim = order.claims.iter().find(|claim| claim.name() == name)?;
    let language = parties.language;
    let parcel = order.shipments.iter().find(|parcel| parcel.id == claim.shipment);
    let delivered = parcel.and_then(|parcel| parcel.delivered_on);
    let carrier = parcel.map_or("", |parcel| parcel.carrier.as_str());
    let calendar = terms.calendar(order.market);
    let notice = delivered.map(|day| calendar.carrier_notice_end(day, terms.carrier_notice_days(carrier)));
    let (lines, total) = worth(order, claim);
    let evidence = claim.evidence.iter().map(|file| EvidenceFile {
        kind: file.kind,
        sort: file.sort,
        sha256: file.sha256.clone(),
        bytes: known.files.remove(&file.sha256).map(FileBytes),
    });
    let evidence = evidence.collect();
    Some(Document::ClaimFile(ClaimFile {
        language,
        paper: if order.market.code() == "US" { ClaimPaper::Letter } else { ClaimPaper::A4 },
        number: name.to_owned(),
        reference: claim.reference.clone(),
        order_number: order.number.clone(),
        order_date: order.time_zone.day(order.placed_at).to_string(),
        seller: parties.seller,
        // The carrier must know where the parcel went, and nothing else of the person.
        recipient: Party { email: None, phone: None, identifiers: Vec::new(), ..parties.customer },
        parcel: ClaimParcel {
            carrier: carrier_name(carrier),
            tracking: parcel.and_then(|parcel| parcel.tracking.clone()),
            shipped_on: parcel.and_then(|parcel| parcel.shipped_on).map(|day| day.to_string()),
            delivered_on: delivered.map(|day| day.to_string()),
        },
        notice_by: notice.map(|day| day.to_string()),
        currency: order.currency.to_string(),
        lines,
        total: total.to_string(),
        recovered: claim.recovered.map(|paid| paid.money(order.currency).to_string()),
        reserves: claim.reserves.clone(),
        account: claim.account.clone(),
        stages: stages(language, claim, &known.who),
        evidence,
    }))
}

/// What the damaged units cost, tax included: each line by what it adds to those before it, so that they add up.
fn worth(order: &Order, claim: &Claim) -> (Vec<ClaimLine>, Money) {
    let mut before = order.currency.zero();
    let mut rows = Vec::new();
    for (at, units) in claim.lines.iter().enumerate() {
        let up_to = claim.lines.get(..=at).unwrap_or_default();
        let so_far = worth_of_units(order, up_to);
        let article = line(order, &units.line);
        rows.push(ClaimLine {
            quantity: units.quantity,
            name: article.map_or(units.line.as_str(), article_name).to_owned(),
            sku: article.map_or_else(String::new, |line| line.sku.clone()),
            value: (so_far - before).to_string(),
        });
        before = so_far;
    }
    (rows, before)
}

fn stages(language: Language, claim: &Claim, who: &[(ClaimStatus, String)]) -> Vec<ClaimStage> {
    let by = |status: ClaimStatus| who.iter().find(|(step, _)| *step == status).map(|(_, name)| name.clone());
    let stage = |what: String, on: chrono::NaiveDate| ClaimStage { what, on: on.to_string(), who: None, note: None };
    let mut stages = Vec::new();
    if let Some(day) = claim.reported_on {
        let what = step_words(language, ClaimStatus::Reported);
        stages.push((day, ClaimStage { who: by(ClaimStatus::Reported), ..stage(what, day) }));
    }
    for step in &claim.steps {
        let what = step_words(language, step.to);
        stages.push((step.on, ClaimStage { who: by(step.to), note: step.note.clone(), ..stage(what, step.on) }));
    }
    if let Some(sent) = &claim.replacement {
        let carrier = carrier_name(&sent.carrier);
        let how = [carrier.as_str(), sent.tracking.as_deref().unwrap_or_default()].join(" ");
        let what = format!("{} ({})", say(language, "Replacement sent", "Remplacement expédié"), how.trim());
        stages.push((sent.shipped_on, stage(what, sent.shipped_on)));
        if let Some(day) = sent.delivered_on {
            stages.push((day, stage(say(language, "Replacement delivered", "Remplacement livré"), day)));
        }
    }
    // Stable: what happened on one day stays as it was written down.
    stages.sort_by_key(|(day, _)| *day);
    stages.into_iter().map(|(_, stage)| stage).collect()
}

pub(super) fn step_words(language: Language, status: ClaimStatus) -> String {
    match status {
        ClaimStatus::Reported => say(language, "Reported by the recipient", "Signalé par le destinataire"),
        ClaimStatus::Filed => say(language, "Claim sent to the carrier", "Réclamation envoyée au transporteur"),
        ClaimStatus::Accepted => say(language, "Accepted by the carrier", "Acceptée par le transporteur"),
        ClaimStatus::Rejected => say(language, "Rejected by the carrier", "Rejetée par le transporteur"),
        ClaimStatus::Paid => say(language, "Paid by the carrier", "Payée par le transporteur"),
        ClaimStatus::Closed => say(language, "Closed", "Clôturée"),
    }
}

/// A carrier as it writes itself; one that we do not know as it was typed.
pub(super) fn carrier_name(code: &str) -> String {
    let known = match code {
        "colissimo" => "Colissimo",
        "chronopost" => "Chronopost",
        "ups" => "UPS",
        "dhl" => "DHL",
        "usps" => "USPS",
        "fedex" => "FedEx",
        "royal-mail" => "Royal Mail",
        "correos" => "Correos",
        "brt" => "BRT",
        "postnl" => "PostNL",
        other => other,
    };
    known.to_owned()
}
