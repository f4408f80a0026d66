//! The one box: customers and orders by the index, and cases and parcels in quarantine by their numbers.

use super::casework::name_of;
use crate::Desk;
use crate::ipc::types::{CallError, Find};
use crate::search::{FindAnswer, Group, GroupKind, Hit, Matched, Target, numbered};
use crate::store::Strays;

/// Hits of a group where the window does not say.
const HITS: u32 = 20;
/// Most hits of a group.
const MOST_HITS: u32 = 60;
/// Cases and parcels, whose numbers few people type.
const NUMBERED: u32 = 8;

/// Finds whatever the agent was told.
pub async fn find(desk: &Desk, args: Find) -> Result<FindAnswer, CallError> {
    let limit = args.limit.unwrap_or(HITS).clamp(1, MOST_HITS);
    let mut answer = desk.store().find(&args.query, usize::try_from(limit).unwrap_or(1)).await?;
    if let Some(typed) = numbered::plain(&args.query) {
        let hits = numbers(desk, &args.query, &typed).await?;
        if !hits.is_empty() {
            // Nobody is called by a number, so what has it stands before names that are like it.
            answer.groups.insert(0, Group { kind: GroupKind::Numbered, hits });
        }
    }
    Ok(answer)
}

async fn numbers(desk: &Desk, query: &str, typed: &str) -> Result<Vec<Hit>, CallError> {
    let mut hits = Vec::new();
    for case in desk.store().cases_numbered(typed, NUMBERED).await? {
        hits.push(Hit {
            target: Target::Case { number: case.number.clone() },
            matched: Matched::Case,
            title: numbered::marked(&case.number, query),
            subtitle: numbered::unmarked(&case.subject),
            place: numbered::unmarked(&name_of(desk, &case.customer).await?.unwrap_or_default()),
            last_order: None,
            flags: Vec::new(),
        });
    }
    for parcel in desk.store().strays(Strays::Numbered(typed), NUMBERED).await? {
        let what = parcel.goods.first().map(|goods| goods.what.as_str()).or(parcel.sender.as_deref());
        hits.push(Hit {
            target: Target::Stray { number: parcel.number.clone() },
            matched: Matched::Stray,
            title: numbered::marked(&parcel.number, query),
            subtitle: numbered::unmarked(what.or(parcel.scanned.as_deref()).unwrap_or_default()),
            place: numbered::unmarked(parcel.place.as_deref().unwrap_or_default()),
            last_order: None,
            flags: Vec::new(),
        });
    }
    Ok(hits)
}
