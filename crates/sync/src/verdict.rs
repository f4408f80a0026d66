//! What the centre made of a command.

use chrono::{DateTime, NaiveDate, Utc};
use guichet_domain::decision::Deadline;
use guichet_domain::money::Amount;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::conflict::Conflict;
use crate::intent::Upshot;

/// One thing that is otherwise than the agent was shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Difference {
    /// Another amount is paid back.
    Total {
        /// What the agent was shown.
        mine: Option<Amount>,
        /// What is so.
        theirs: Option<Amount>,
    },
    /// A new order costs another amount: the catalogue had changed.
    Price {
        /// What the agent was shown.
        mine: Option<Amount>,
        /// What is so.
        theirs: Option<Amount>,
    },
    /// Another day.
    Deadline {
        /// Which.
        deadline: Deadline,
        /// What the agent was shown.
        #[cfg_attr(feature = "ts", ts(type = "string | null"))]
        mine: Option<NaiveDate>,
        /// What is so.
        #[cfg_attr(feature = "ts", ts(type = "string | null"))]
        theirs: Option<NaiveDate>,
    },
    /// The RMA has another number: its label must be printed again.
    Rma {
        /// What the label says.
        mine: Option<String>,
        /// What is so.
        theirs: Option<String>,
    },
    /// Another edition of the terms ruled.
    Terms {
        /// What the agent was shown.
        mine: String,
        /// What ruled.
        theirs: String,
    },
    /// Somebody had done the same already; nothing was done twice.
    SameIntent {
        /// Who.
        by: String,
        /// When, by the centre's clock.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        at: DateTime<Utc>,
        /// Their command.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        command: Uuid,
    },
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Verdict {
    /// Taken, as the agent was shown.
    Applied {
        /// What came of it.
        upshot: Upshot,
    },
    /// Taken, with another outcome.
    AppliedDifferently {
        /// What came of it.
        upshot: Upshot,
        /// What is otherwise.
        differences: Vec<Difference>,
    },
    /// Not taken.
    Rejected {
        /// Why, with both sides' facts.
        conflict: Box<Conflict>,
    },
}

impl Verdict {
    /// Whether nothing came of it.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        matches!(self, Self::Rejected { .. })
    }

    /// Whether somebody had done the same before.
    #[must_use]
    pub fn is_same_intent(&self) -> bool {
        let Self::AppliedDifferently { differences, .. } = self else { return false };
        differences.iter().any(|difference| matches!(difference, Difference::SameIntent { .. }))
    }

    /// The RMA that it issued.
    #[must_use]
    pub fn rma(&self) -> Option<String> {
        match self {
            Self::Applied { upshot } | Self::AppliedDifferently { upshot, .. } => upshot.rma.clone(),
            Self::Rejected { .. } => None,
        }
    }

    /// Whether a person should look at it: the customer was told something that is not so.
    #[must_use]
    pub fn asks_for_attention(&self) -> bool {
        match self {
            Self::Applied { .. } => false,
            Self::AppliedDifferently { .. } => !self.is_same_intent(),
            Self::Rejected { .. } => true,
        }
    }

    /// What is otherwise between what an agent was shown and what is so. The number of a credit note is the centre's
    /// to give, and another edition matters only where something else differs by it.
    #[must_use]
    pub fn of(mine: &Upshot, theirs: Upshot) -> Self {
        let mut differences = Vec::new();
        if mine.total != theirs.total {
            differences.push(Difference::Total { mine: mine.total, theirs: theirs.total });
        }
        if mine.price != theirs.price {
            differences.push(Difference::Price { mine: mine.price, theirs: theirs.price });
        }
        let deadlines = mine.deadlines.keys().chain(theirs.deadlines.keys());
        for deadline in deadlines.collect::<std::collections::BTreeSet<_>>() {
            let (mine, theirs) = (mine.deadlines.get(deadline).copied(), theirs.deadlines.get(deadline).copied());
            if mine != theirs {
                differences.push(Difference::Deadline { deadline: *deadline, mine, theirs });
            }
        }
        if mine.rma != theirs.rma {
            differences.push(Difference::Rma { mine: mine.rma.clone(), theirs: theirs.rma.clone() });
        }
        if !differences.is_empty() && mine.pack != theirs.pack {
            differences.push(Difference::Terms { mine: mine.pack.clone(), theirs: theirs.pack.clone() });
        }
        match differences.is_empty() {
            true => Self::Applied { upshot: theirs },
            false => Self::AppliedDifferently { upshot: theirs, differences },
        }
    }
}
