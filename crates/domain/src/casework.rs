//! Cases: one contact with a customer and all that came of it, kept as a log that only grows.

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contact::plain;
use crate::decide::Draft;
use crate::decision::Decision;
use crate::exception::{Person, Taking};
use crate::fault::Fault;
use crate::order::text_enum;
use crate::read;

/// Longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 200;
/// Longest note, in characters.
pub const LONGEST_NOTE: usize = 10_000;
/// Longest word at a hand-over, and longest task, in characters.
pub const LONGEST_WORD: usize = 1_000;
/// Most entries of a case's log.
pub const MOST_ENTRIES: usize = 1_000;
/// Most tasks of a case.
pub const MOST_TASKS: usize = 100;
/// Most orders that a case is about.
pub const MOST_ORDERS: usize = 50;
/// Most services that a case is about.
pub const MOST_SERVICES: usize = 20;
/// Longest id or number that a case names, in characters.
const LONGEST_ID: usize = 200;

text_enum! {
    /// How the customer came to us.
    ContactChannel {
        /// On the phone.
        Phone,
        /// By e-mail.
        Email,
        /// In the chat.
        Chat,
        /// In person.
        Counter,
    }
}
text_enum! {
    /// Whose turn it is.
    CaseStatus {
        /// Ours.
        Open,
        /// The customer's.
        Waiting,
        /// Nobody's any more.
        Closed,
    }
}

impl CaseStatus {
    /// The status as it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Closed => "closed",
        }
    }
}

/// What a case is about, beside its customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", content = "id", rename_all = "snake_case", deny_unknown_fields)]
pub enum Matter {
    /// An order, by its number.
    Order(String),
    /// A service of the customer's account, by its id.
    Service(String),
}

/// Something that is to be done by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct CaseTask {
    /// The command that added it.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// The last day for it.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub due: NaiveDate,
    /// Who does it.
    pub assignee: Person,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub done_by: Option<Person>,
}

/// What one entry of the log tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseDeed {
    /// Something was written down.
    Noted {
        /// What.
        text: String,
    },
    /// The case moved to another status.
    Moved {
        /// Which.
        to: CaseStatus,
    },
    /// Somebody else has it now.
    HandedOver {
        /// Who; none for whoever takes it next.
        to: Option<Person>,
        /// What the next one should know.
        word: Option<String>,
    },
    /// It is about something else too, or no longer is.
    Related {
        /// What.
        to: Matter,
        /// Whether it is.
        related: bool,
    },
    /// A task was added.
    TaskAdded {
        /// Its id.
        task: String,
    },
    /// A task was given to somebody.
    TaskGiven {
        /// Its id.
        task: String,
        /// To whom.
        to: Person,
    },
    /// A task was done.
    TaskDone {
        /// Its id.
        task: String,
    },
}

/// One entry of a case's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct CaseEntry {
    /// The command that wrote it.
    pub id: String,
    /// When.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub at: DateTime<FixedOffset>,
    /// Who.
    pub by: Person,
    /// What.
    pub what: CaseDeed,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct CustomerCase {
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub customer: String,
    /// How they came to us.
    pub channel: ContactChannel,
    /// What it is about, in a line.
    pub subject: String,
    /// When it was opened.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub opened_at: DateTime<FixedOffset>,
    /// Who opened it.
    pub opened_by: Person,
    /// Whose turn it is.
    pub status: CaseStatus,
    /// Who has it; none for whoever takes it next.
    pub assignee: Option<Person>,
    /// Orders that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<String>,
    /// Services that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<CaseTask>,
    /// What happened, oldest first. It only grows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<CaseEntry>,
}

/// A case that is to be opened, under a number of the desk's series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub customer: String,
    /// How they came to us.
    pub channel: ContactChannel,
    /// What it is about, in a line.
    pub subject: String,
    /// Orders that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<String>,
    /// Services that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// The first note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub note: Option<String>,
}

/// A command on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseCommand {
    /// Writes something down.
    NoteCase {
        /// What.
        text: String,
    },
    /// Moves the case: it waits for the customer, is closed, or is ours again.
    MoveCase {
        /// Where to.
        to: CaseStatus,
    },
    /// Gives it to a colleague, to oneself, or back to all.
    HandOverCase {
        /// Who has it then; none for whoever takes it next.
        to: Option<Person>,
        /// What they should know.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        word: Option<String>,
    },
    /// Says that it is about something, or is not.
    RelateCase {
        /// What.
        to: Matter,
        /// Whether it is.
        related: bool,
    },
    /// Adds a task.
    AddTask {
        /// What is to be done.
        text: String,
        /// The last day for it.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        #[serde(deserialize_with = "crate::dates::day")]
        due: NaiveDate,
        /// Who does it; none for whoever adds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        assignee: Option<Person>,
    },
    /// Gives a task to somebody else.
    GiveTask {
        /// Its id.
        task: String,
        /// To whom.
        to: Person,
    },
    /// Says that a task is done.
    FinishTask {
        /// Its id.
        task: String,
    },
}

impl CaseCommand {
    /// The command's name as it travels.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoteCase { .. } => "note_case",
            Self::MoveCase { .. } => "move_case",
            Self::HandOverCase { .. } => "hand_over_case",
            Self::RelateCase { .. } => "relate_case",
            Self::AddTask { .. } => "add_task",
            Self::GiveTask { .. } => "give_task",
            Self::FinishTask { .. } => "finish_task",
        }
    }

    /// The same without what was typed: that something was done stays.
    #[must_use]
    pub fn without_words(&self) -> Self {
        match self.clone() {
            Self::NoteCase { .. } => Self::NoteCase { text: String::new() },
            Self::HandOverCase { to, .. } => Self::HandOverCase { to, word: None },
            Self::AddTask { due, assignee, .. } => Self::AddTask { text: String::new(), due, assignee },
            other => other,
        }
    }
}

impl NewCase {
    /// The same without what was typed.
    #[must_use]
    pub fn without_words(&self) -> Self {
        Self { subject: String::new(), note: None, ..self.clone() }
    }
}

impl CustomerCase {
    /// Reads a case as it was stored.
    ///
    /// # Errors
    /// A [`Fault`] with its path in the document.
    pub fn from_value(value: Value) -> Result<Self, Fault> {
        let case: Self = read::typed(value)?;
        case.check()?;
        Ok(case)
    }

    /// The next day that something is to be done by.
    #[must_use]
    pub fn next_due(&self) -> Option<NaiveDate> {
        self.tasks.iter().filter(|task| task.done_by.is_none()).map(|task| task.due).min()
    }

    fn check(&self) -> Result<(), Fault> {
        name("number", &self.number)?;
        name("customer", &self.customer)?;
        subject(&self.subject)?;
        list("orders", &self.orders, MOST_ORDERS)?;
        list("services", &self.services, MOST_SERVICES)?;
        if self.tasks.len() > MOST_TASKS {
            return Err(Fault::at("tasks", format!("are more than {MOST_TASKS}")));
        }
        if self.log.len() > MOST_ENTRIES {
            return Err(Fault::at("log", format!("is longer than {MOST_ENTRIES} entries")));
        }
        Ok(())
    }

    fn task(&mut self, id: &str) -> Result<&mut CaseTask, Fault> {
        let task = self.tasks.iter_mut().find(|task| task.id == id);
        let task = task.ok_or_else(|| Fault::at("task", "is no task of this case"))?;
        match task.done_by {
            None => Ok(task),
            Some(_) => Err(Fault::at("task", "is done already")),
        }
    }
}

fn subject(text: &str) -> Result<(), Fault> {
    if text.trim().is_empty() {
        return Err(Fault::at("subject", "is missing"));
    }
    plain("subject", text, LONGEST_SUBJECT)
}

/// An id, a number or a name: one line, not empty.
pub(crate) fn name(path: &str, text: &str) -> Result<(), Fault> {
    if text.trim().is_empty() {
        return Err(Fault::at(path, "is missing"));
    }
    plain(path, text, LONGEST_ID)
}

fn person(path: &str, who: &Person) -> Result<(), Fault> {
    name(&format!("{path}.id"), &who.id)?;
    name(&format!("{path}.name"), &who.name)
}

/// What people write in more than a line.
pub(crate) fn prose(path: &str, text: &str, longest: usize) -> Result<(), Fault> {
    let is_sign = |c: char| c.is_control() && c != '\n' && c != '\t';
    match text {
        text if text.trim().is_empty() => Err(Fault::at(path, "is empty")),
        text if text.chars().count() > longest => Err(Fault::at(path, format!("is longer than {longest} characters"))),
        text if text.chars().any(is_sign) => Err(Fault::at(path, "has control characters")),
        _ => Ok(()),
    }
}

fn list(path: &str, ids: &[String], most: usize) -> Result<(), Fault> {
    if ids.len() > most {
        return Err(Fault::at(path, format!("are more than {most}")));
    }
    for (at, id) in ids.iter().enumerate() {
        name(&format!("{path}[{at}]"), id)?;
        if ids.iter().take(at).any(|known| known == id) {
            return Err(Fault::at(format!("{path}[{at}]"), "is named twice"));
        }
    }
    Ok(())
}

/// Whether a case may be opened as it is stated, and the case: whoever opens it has it.
///
/// # Errors
/// A [`Fault`] with its path in what is asked.
pub fn decide_new_case(
    asked: &NewCase,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<(Decision, CustomerCase), Fault> {
    let by = taking.person();
    let first = asked.note.clone().map(|text| CaseEntry {
        id: taking.command.to_owned(),
        at,
        by: by.clone(),
        what: CaseDeed::Noted { text },
    });
    if let Some(text) = &asked.note {
        prose("note", text, LONGEST_NOTE)?;
    }
    let NewCase { number, customer, channel, subject, orders, services, .. } = asked.clone();
    let case = CustomerCase {
        number,
        customer,
        channel,
        subject,
        opened_at: at,
        opened_by: by.clone(),
        status: CaseStatus::Open,
        assignee: Some(by),
        orders,
        services,
        tasks: Vec::new(),
        log: first.into_iter().collect(),
    };
    case.check()?;
    Ok((Draft::new().done(), case))
}

/// Decides a command on a case, and says what the case is afterwards.
///
/// # Errors
/// A [`Fault`] with its path in the command: nothing is changed then.
pub fn decide_case(
    case: &CustomerCase,
    command: &CaseCommand,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<(Decision, CustomerCase), Fault> {
    if case.log.len() >= MOST_ENTRIES {
        return Err(Fault::at("log", format!("holds {MOST_ENTRIES} entries: open another case")));
    }
    let mut after = case.clone();
    let what = match command {
        CaseCommand::NoteCase { text } => {
            prose("text", text, LONGEST_NOTE)?;
            CaseDeed::Noted { text: text.clone() }
        }
        CaseCommand::MoveCase { to } => {
            after.status = moved(case, *to)?;
            CaseDeed::Moved { to: *to }
        }
        CaseCommand::HandOverCase { to, word } => {
            after.assignee = handed_over(case, to.as_ref(), word.as_deref())?;
            CaseDeed::HandedOver { to: to.clone(), word: word.clone() }
        }
        CaseCommand::RelateCase { to, related } => {
            relate(&mut after, to, *related)?;
            CaseDeed::Related { to: to.clone(), related: *related }
        }
        CaseCommand::AddTask { text, due, assignee } => {
            let assignee = assignee.clone().unwrap_or_else(|| taking.person());
            after.tasks.push(task(case, text, (*due, at), assignee, taking)?);
            CaseDeed::TaskAdded { task: taking.command.to_owned() }
        }
        CaseCommand::GiveTask { task, to } => {
            is_not_closed(case, "task")?;
            person("to", to)?;
            let known = after.task(task)?;
            if known.assignee.id == to.id {
                return Err(Fault::at("to", "has it already"));
            }
            known.assignee = to.clone();
            CaseDeed::TaskGiven { task: task.clone(), to: to.clone() }
        }
        CaseCommand::FinishTask { task } => {
            after.task(task)?.done_by = Some(taking.person());
            CaseDeed::TaskDone { task: task.clone() }
        }
    };
    after.log.push(CaseEntry { id: taking.command.to_owned(), at, by: taking.person(), what });
    Ok((Draft::new().done(), after))
}

/// What is closed is opened again before it is anything else, by somebody who sees that it was closed.
fn moved(case: &CustomerCase, to: CaseStatus) -> Result<CaseStatus, Fault> {
    use CaseStatus::{Closed, Open, Waiting};
    match (case.status, to) {
        (Closed, Waiting) => Err(Fault::at("to", "is closed")),
        (now, to) if now == to => Err(Fault::at("to", "is so already")),
        (_, Closed) if case.next_due().is_some() => Err(Fault::at("to", "has tasks that are not done")),
        (_, to @ (Open | Waiting | Closed)) => Ok(to),
    }
}

fn is_not_closed(case: &CustomerCase, path: &str) -> Result<(), Fault> {
    match case.status {
        CaseStatus::Closed => Err(Fault::at(path, "the case is closed")),
        _ => Ok(()),
    }
}

fn handed_over(case: &CustomerCase, to: Option<&Person>, word: Option<&str>) -> Result<Option<Person>, Fault> {
    is_not_closed(case, "to")?;
    if let Some(to) = to {
        person("to", to)?;
    }
    if case.assignee.as_ref().map(|now| &now.id) == to.map(|to| &to.id) {
        return Err(Fault::at("to", "has it already"));
    }
    if let Some(word) = word {
        prose("word", word, LONGEST_WORD)?;
    }
    Ok(to.cloned())
}

fn relate(case: &mut CustomerCase, to: &Matter, related: bool) -> Result<(), Fault> {
    let (known, id) = match to {
        Matter::Order(number) => (&mut case.orders, number),
        Matter::Service(service) => (&mut case.services, service),
    };
    if known.contains(id) == related {
        return Err(Fault::at("related", "is so already"));
    }
    match related {
        true => known.push(id.clone()),
        false => known.retain(|one| one != id),
    }
    case.check()
}

fn task(
    case: &CustomerCase,
    text: &str,
    (due, at): (NaiveDate, DateTime<FixedOffset>),
    assignee: Person,
    taking: &Taking<'_>,
) -> Result<CaseTask, Fault> {
    is_not_closed(case, "text")?;
    if case.tasks.len() >= MOST_TASKS {
        return Err(Fault::at("text", format!("the case has {MOST_TASKS} tasks already")));
    }
    prose("text", text, LONGEST_WORD)?;
    person("assignee", &assignee)?;
    // A case has no time zone: wherever the agent sits, their day is at most one behind UTC's.
    if at.to_utc().date_naive().checked_sub_days(Days::new(1)).is_some_and(|yesterday| due < yesterday) {
        return Err(Fault::at("due", "is in the past"));
    }
    Ok(CaseTask { id: taking.command.to_owned(), text: text.to_owned(), due, assignee, done_by: None })
}
