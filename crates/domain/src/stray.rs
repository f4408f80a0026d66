//! Parcels that nobody announced and nobody knows: put aside, described, tied to an order where one is found, and
//! settled, so that nothing is lost (RET-8).

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::casework::{name, prose};
use crate::claim::{Evidence, MAX_EVIDENCE, evidence, reference};
use crate::contact::plain;
use crate::decide::Draft;
use crate::decision::Decision;
use crate::exception::{Person, Taking};
use crate::fault::Fault;
use crate::read;
use crate::rule::Rule;

/// Most sorts of goods in one parcel. D
pub const MOST_CONTENTS: usize = 50;
/// Most units of one sort. D
pub const MOST_UNITS: u32 = 10_000;
/// Longest words about a sort of goods, its condition, a shelf, or what was scanned, in characters. D
pub const LONGEST_LINE: usize = 200;
/// Longest words on who sent it, a note, or a reason, in characters. D
pub const LONGEST_WORDS: usize = 2_000;
/// Most entries of a parcel's log. D
pub const MOST_ENTRIES: usize = 500;

/// Goods of one sort that lie in the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StrayGoods {
    /// What it is, as whoever opened the parcel sees it.
    pub what: String,
    /// How many.
    pub quantity: u32,
    /// The serial number, where one can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub serial: Option<String>,
    /// In which condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub condition: Option<String>,
}

/// What became of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum StrayEnd {
    /// It was taken in for its order, as what that order awaited.
    Received {
        /// Under this RMA, where it was a return.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        rma: Option<String>,
    },
    /// It went back to whoever sent it.
    SentBack {
        /// Who carries it.
        carrier: String,
        /// The carrier's number for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        tracking: Option<String>,
    },
    /// It was thrown away or given away.
    Disposed {
        /// Why.
        reason: String,
    },
}

/// That a parcel is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StraySettled {
    /// How.
    pub how: StrayEnd,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
    /// By whom.
    pub by: Person,
}

/// What one entry of the log tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum StrayDeed {
    /// Something was written down.
    Noted {
        /// What.
        text: String,
    },
    /// It was described anew.
    Described,
    /// It was tied to an order, or to none any more.
    Matched {
        /// Which.
        order: Option<String>,
    },
    /// Photos were added.
    Photographed {
        /// How many.
        photos: u32,
    },
    /// It was settled.
    Settled,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StrayEntry {
    /// The command that wrote it.
    pub id: String,
    /// When.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub at: DateTime<FixedOffset>,
    /// Who.
    pub by: Person,
    /// What.
    pub what: StrayDeed,
}

/// A parcel in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StrayParcel {
    /// Its number, which is written on it.
    pub number: String,
    /// The day it came.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub arrived_on: NaiveDate,
    /// What was scanned or typed and led to nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub scanned: Option<String>,
    /// Who brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub carrier: Option<String>,
    /// The carrier's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub tracking: Option<String>,
    /// Who sent it, as it stands on the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub sender: Option<String>,
    /// Where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub place: Option<String>,
    /// What lies in it; nothing while it is not opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<StrayGoods>>", optional))]
    pub goods: Vec<StrayGoods>,
    /// Photos of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Evidence>>", optional))]
    pub photos: Vec<Evidence>,
    /// The order that it belongs to, as far as somebody found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub order: Option<String>,
    /// The customer of that order: what is known of the parcel goes with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub customer: Option<String>,
    /// When it was put aside.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub put_aside_at: DateTime<FixedOffset>,
    /// Who put it aside.
    pub put_aside_by: Person,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub settled: Option<StraySettled>,
    /// What happened since, oldest first. It only grows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<StrayEntry>>", optional))]
    pub log: Vec<StrayEntry>,
}

/// A parcel that is to be put aside, under a number of the desk's series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct NewStray {
    /// Its number.
    pub number: String,
    /// The day it came.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub arrived_on: NaiveDate,
    /// What was scanned or typed and led to nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub scanned: Option<String>,
    /// Who brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub carrier: Option<String>,
    /// The carrier's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub tracking: Option<String>,
    /// Who sent it, as it stands on the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub sender: Option<String>,
    /// Where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub place: Option<String>,
    /// What lies in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<StrayGoods>>", optional))]
    pub goods: Vec<StrayGoods>,
    /// Photos of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Evidence>>", optional))]
    pub photos: Vec<Evidence>,
    /// The order that it seems to belong to, which awaits nothing of the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub order: Option<String>,
    /// The customer of that order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub customer: Option<String>,
}

/// A command on a parcel in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum StrayCommand {
    /// Writes something down.
    NoteStray {
        /// What.
        text: String,
    },
    /// Says anew what lies in it, and where it lies.
    DescribeStray {
        /// What lies in it.
        goods: Vec<StrayGoods>,
        /// Where it lies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        place: Option<String>,
    },
    /// Ties it to an order, or to none any more.
    MatchStray {
        /// The order.
        order: Option<String>,
        /// The customer of that order.
        customer: Option<String>,
    },
    /// Adds photos.
    PhotographStray {
        /// The files.
        photos: Vec<Evidence>,
    },
    /// Says what became of it.
    SettleStray {
        /// How it is settled.
        how: StrayEnd,
        /// The day.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        #[serde(deserialize_with = "crate::dates::day")]
        on: NaiveDate,
    },
}

impl StrayCommand {
    /// The command's name as it travels.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoteStray { .. } => "note_stray",
            Self::DescribeStray { .. } => "describe_stray",
            Self::MatchStray { .. } => "match_stray",
            Self::PhotographStray { .. } => "photograph_stray",
            Self::SettleStray { .. } => "settle_stray",
        }
    }

    /// Whether what was asked throws goods away.
    #[must_use]
    pub fn disposes(&self) -> bool {
        matches!(self, Self::SettleStray { how: StrayEnd::Disposed { .. }, .. })
    }

    /// The files that it names.
    #[must_use]
    pub fn photos(&self) -> &[Evidence] {
        match self {
            Self::PhotographStray { photos } => photos,
            _ => &[],
        }
    }

    /// The same without what may tell of a person: that something was done stays.
    #[must_use]
    pub fn without_words(&self) -> Self {
        match self.clone() {
            Self::NoteStray { .. } => Self::NoteStray { text: String::new() },
            Self::DescribeStray { .. } => Self::DescribeStray { goods: Vec::new(), place: None },
            Self::SettleStray { how, on } => Self::SettleStray { how: how.without_words(), on },
            other => other,
        }
    }
}

impl StrayEnd {
    fn without_words(self) -> Self {
        match self {
            Self::Received { rma } => Self::Received { rma },
            Self::SentBack { carrier, .. } => Self::SentBack { carrier, tracking: None },
            Self::Disposed { .. } => Self::Disposed { reason: String::new() },
        }
    }

    fn check(&self, path: &str) -> Result<(), Fault> {
        let at = |field: &str| format!("{path}.{field}");
        match self {
            Self::Received { rma } => rma.as_deref().map_or(Ok(()), |rma| name(&at("rma"), rma)),
            Self::SentBack { carrier, tracking } => {
                reference(carrier, || at("carrier"))?;
                tracking.as_deref().map_or(Ok(()), |tracking| reference(tracking, || at("tracking")))
            }
            Self::Disposed { reason } => prose(&at("reason"), reason, LONGEST_WORDS),
        }
    }
}

impl NewStray {
    /// The same without what may tell of a person.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let Self { number, arrived_on, order, customer, .. } = self.clone();
        let (scanned, carrier, tracking, sender, place) = (None, None, None, None, None);
        let (goods, photos) = (Vec::new(), Vec::new());
        Self { number, arrived_on, scanned, carrier, tracking, sender, place, goods, photos, order, customer }
    }
}

impl StrayParcel {
    /// Reads a parcel as it was stored.
    ///
    /// # Errors
    /// A [`Fault`] with its path in the document.
    pub fn from_value(value: Value) -> Result<Self, Fault> {
        let parcel: Self = read::typed(value)?;
        parcel.check()?;
        Ok(parcel)
    }

    fn check(&self) -> Result<(), Fault> {
        name("number", &self.number)?;
        for (path, line) in [("scanned", &self.scanned), ("place", &self.place)] {
            if let Some(line) = line {
                filled(path, line)?;
            }
        }
        for (path, line) in [("carrier", &self.carrier), ("tracking", &self.tracking)] {
            if let Some(line) = line {
                reference(line, || path.to_owned())?;
            }
        }
        if let Some(sender) = &self.sender {
            prose("sender", sender, LONGEST_WORDS)?;
        }
        contained(&self.goods)?;
        evidence(&self.photos, "photos")?;
        belongs(self.order.as_deref(), self.customer.as_deref())?;
        if let Some(settled) = &self.settled {
            settled.how.check("settled.how")?;
            if settled.on < self.arrived_on {
                return Err(Fault::at("settled.on", "is before it came"));
            }
        }
        if self.log.len() > MOST_ENTRIES {
            return Err(Fault::at("log", format!("is longer than {MOST_ENTRIES} entries")));
        }
        Ok(())
    }
}

/// A line that says something.
fn filled(path: &str, line: &str) -> Result<(), Fault> {
    if line.is_empty() {
        return Err(Fault::at(path, "is empty; leave it out"));
    }
    plain(path, line, LONGEST_LINE)
}

fn contained(goods: &[StrayGoods]) -> Result<(), Fault> {
    if goods.len() > MOST_CONTENTS {
        return Err(Fault::at("goods", format!("are more than {MOST_CONTENTS} sorts")));
    }
    for (i, sort) in goods.iter().enumerate() {
        let at = |field: &str| format!("goods[{i}].{field}");
        filled(&at("what"), &sort.what)?;
        if !(1..=MOST_UNITS).contains(&sort.quantity) {
            return Err(Fault::at(at("quantity"), format!("is not between 1 and {MOST_UNITS}")));
        }
        for (field, line) in [("serial", &sort.serial), ("condition", &sort.condition)] {
            if let Some(line) = line {
                filled(&at(field), line)?;
            }
        }
    }
    Ok(())
}

fn belongs(order: Option<&str>, customer: Option<&str>) -> Result<(), Fault> {
    if let Some(order) = order {
        name("order", order)?;
    }
    match (order, customer) {
        (None, Some(_)) => Err(Fault::at("customer", "is named without an order of theirs")),
        (_, Some(customer)) => name("customer", customer),
        (_, None) => Ok(()),
    }
}

/// A day that has begun somewhere on earth: a parcel has no time zone of its own.
fn is_not_to_come(path: &str, day: NaiveDate, at: DateTime<FixedOffset>) -> Result<(), Fault> {
    match at.to_utc().date_naive().checked_add_days(Days::new(1)) {
        Some(tomorrow) if day > tomorrow => Err(Fault::at(path, "is to come")),
        _ => Ok(()),
    }
}

/// Whether a parcel may be put aside as it is stated, and the parcel (RET-8).
///
/// # Errors
/// A [`Fault`] with its path in what is asked.
pub fn decide_new_stray(
    asked: &NewStray,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<(Decision, StrayParcel), Fault> {
    is_not_to_come("arrived_on", asked.arrived_on, at)?;
    let NewStray { number, arrived_on, scanned, carrier, tracking, sender, place, goods, photos, order, customer } =
        asked.clone();
    let parcel = StrayParcel {
        number,
        arrived_on,
        scanned,
        carrier,
        tracking,
        sender,
        place,
        goods,
        photos,
        order,
        customer,
        put_aside_at: at,
        put_aside_by: taking.person(),
        settled: None,
        log: Vec::new(),
    };
    parcel.check()?;
    let mut draft = Draft::new();
    draft.permit(Rule::Ret8, [("arrived_on", arrived_on.into())]);
    Ok((draft.done(), parcel))
}

/// Decides a command on a parcel in quarantine, and says what it is afterwards (RET-8).
///
/// # Errors
/// A [`Fault`] with its path in the command: nothing is changed then.
pub fn decide_stray(
    parcel: &StrayParcel,
    command: &StrayCommand,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<(Decision, StrayParcel), Fault> {
    if parcel.log.len() >= MOST_ENTRIES {
        return Err(Fault::at("log", format!("holds {MOST_ENTRIES} entries")));
    }
    let mut after = parcel.clone();
    let mut draft = Draft::new();
    let what = match command {
        StrayCommand::NoteStray { text } => {
            prose("text", text, LONGEST_WORDS)?;
            StrayDeed::Noted { text: text.clone() }
        }
        StrayCommand::DescribeStray { goods, place } => {
            is_here(parcel, "goods")?;
            (after.goods, after.place) = (goods.clone(), place.clone());
            if after == *parcel {
                return Err(Fault::at("goods", "is described so already"));
            }
            StrayDeed::Described
        }
        StrayCommand::MatchStray { order, customer } => {
            is_here(parcel, "order")?;
            if parcel.order == *order {
                return Err(Fault::at("order", "is so already"));
            }
            (after.order, after.customer) = (order.clone(), customer.clone());
            StrayDeed::Matched { order: order.clone() }
        }
        StrayCommand::PhotographStray { photos } => {
            let added = u32::try_from(photos.len()).map_err(|_| Fault::at("photos", "are too many"))?;
            if added == 0 {
                return Err(Fault::at("photos", "names no file"));
            }
            if parcel.photos.len() + photos.len() > MAX_EVIDENCE {
                return Err(Fault::at("photos", format!("would be more than {MAX_EVIDENCE} in all")));
            }
            after.photos.extend(photos.iter().cloned());
            StrayDeed::Photographed { photos: added }
        }
        StrayCommand::SettleStray { how, on } => {
            after.settled = Some(settled(parcel, how, *on, at, taking)?);
            draft.permit(Rule::Ret8, [("arrived_on", parcel.arrived_on.into()), ("settled_on", (*on).into())]);
            StrayDeed::Settled
        }
    };
    after.log.push(StrayEntry { id: taking.command.to_owned(), at, by: taking.person(), what });
    after.check()?;
    Ok((draft.done(), after))
}

/// What is settled is not in the house any more: it is neither described nor tied to anything.
fn is_here(parcel: &StrayParcel, path: &str) -> Result<(), Fault> {
    match parcel.settled {
        Some(_) => Err(Fault::at(path, "the parcel is settled")),
        None => Ok(()),
    }
}

fn settled(
    parcel: &StrayParcel,
    how: &StrayEnd,
    on: NaiveDate,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<StraySettled, Fault> {
    is_here(parcel, "how")?;
    how.check("how")?;
    is_not_to_come("on", on, at)?;
    if on < parcel.arrived_on {
        return Err(Fault::at("on", "is before it came"));
    }
    if matches!(how, StrayEnd::Received { .. }) && parcel.order.is_none() {
        return Err(Fault::at("how", "belongs to no order that it could be taken in for"));
    }
    Ok(StraySettled { how: how.clone(), on, by: taking.person() })
}
