//! What agents write down of a contact: cases that are opened, noted, moved, handed over, with tasks.

use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::casework::{ContactChannel, Matter};
use guichet_domain::exception::Person;
use guichet_domain::{CaseCommand, CaseStatus, CustomerCase, NewCase};
use guichet_sync::{Action, Key};

use crate::dice::Dice;

/// A new case of this customer, under a number of the desk's own; now and then one that is there.
pub fn new(desk: usize, customer: &str, dice: &mut Dice) -> (Key, Action) {
    let number = format!("K-{desk}-{}", dice.index(6));
    let channel = [ContactChannel::Phone, ContactChannel::Email, ContactChannel::Chat][dice.index(3)];
    let subject = if dice.once_in(12) { "" } else { "Records nothing at night" };
    let asked = NewCase {
        number: number.clone(),
        customer: customer.to_owned(),
        channel,
        subject: subject.to_owned(),
        orders: Vec::new(),
        services: Vec::new(),
        note: dice.once_in(2).then(|| "Called twice.".to_owned()),
    };
    (Key::Case(number), Action::OpenCase(Box::new(asked)))
}

/// Something to do on a case, as it is seen here.
pub fn on(case: &CustomerCase, now: DateTime<Utc>, dice: &mut Dice) -> CaseCommand {
    let colleague = |dice: &mut Dice| Person { id: format!("p{}", dice.index(3)), name: "Max".to_owned() };
    match dice.index(6) {
        0 => {
            let to = [CaseStatus::Open, CaseStatus::Waiting, CaseStatus::Closed][dice.index(3)];
            CaseCommand::MoveCase { to }
        }
        1 => {
            let to = (!dice.once_in(3)).then(|| colleague(dice));
            CaseCommand::HandOverCase { to, word: dice.once_in(2).then(|| "Speaks German.".to_owned()) }
        }
        2 => {
            let due = (now + TimeDelta::days(dice.between(-2, 9))).date_naive();
            CaseCommand::AddTask { text: "Call back".to_owned(), due, assignee: None }
        }
        3 => match case.tasks.last() {
            Some(task) if dice.once_in(3) => CaseCommand::GiveTask { task: task.id.clone(), to: colleague(dice) },
            Some(task) => CaseCommand::FinishTask { task: task.id.clone() },
            None => CaseCommand::FinishTask { task: "none".to_owned() },
        },
        4 => CaseCommand::RelateCase { to: Matter::Order("N-0-1".to_owned()), related: !dice.once_in(3) },
        _ => CaseCommand::NoteCase { text: format!("Wrote again, {}.", dice.below(100)) },
    }
}
