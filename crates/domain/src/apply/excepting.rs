//! What an exception writes on its order: who, why, which rules, both amounts, and goodwill apart from the credits.

use super::Change;
use crate::command::OrderCommand;
use crate::decision::Decision;
use crate::exception::{AnswerException, Exception, ExceptionState, Exceptional, Goodwill, Taking};
use crate::fault::Fault;
use crate::money::Amount;

impl Change<'_> {
    pub(super) fn except(
        &mut self,
        command: &OrderCommand,
        decision: &Decision,
        taking: &Taking<'_>,
    ) -> Result<(), Fault> {
        if taking.command.is_empty() || taking.agent.is_empty() {
            return Err(Fault::at("taking", "an exception names who made it"));
        }
        let id = match command {
            OrderCommand::AskException(asked) => {
                let waiting = self.exception(asked, decision, taking);
                self.facts.exceptions.push(waiting);
                return Ok(());
            }
            OrderCommand::MakeException(made) => {
                let asked = self.exception(made, decision, taking);
                self.facts.exceptions.push(asked);
                taking.command
            }
            OrderCommand::GrantException(answer) | OrderCommand::DeclineException(answer) => &answer.exception,
            _ => return Ok(()),
        };
        let nothing = AnswerException { exception: String::new(), reason: String::new() };
        let (state, answer) = match command {
            OrderCommand::GrantException(answer) => (ExceptionState::Granted, answer),
            OrderCommand::DeclineException(answer) => (ExceptionState::Declined, answer),
            _ => (ExceptionState::Granted, &nothing),
        };
        let today = self.today;
        let Some(known) = self.facts.exceptions.iter_mut().find(|known| known.id == *id) else {
            return Err(Fault::at("exception", format!("names no exception of the order: {id}")));
        };
        known.state = state;
        known.answered_by = Some(taking.person());
        known.answered_on = Some(today);
        known.answered_in = Some(taking.command.to_owned());
        known.answer = answer.reason.trim().to_owned();
        if let Some(under) = &decision.exception {
            known.rules.clone_from(&under.rules);
            known.by_terms = under.by_terms.into();
            known.granted = under.granted.into();
        }
        if let Some(given) = &decision.goodwill {
            self.refund_payments(&given.tenders);
            let exception = id.to_owned();
            self.facts.goodwill.push(Goodwill { exception, amount: given.amount.into(), on: today });
            self.goodwill = Some(self.facts.goodwill.len() - 1);
        }
        Ok(())
    }

    fn exception(&self, asked: &Exceptional, decision: &Decision, taking: &Taking<'_>) -> Exception {
        let under = decision.exception.as_ref();
        Exception {
            id: taking.command.to_owned(),
            command: self.as_told_today(&asked.command),
            amount: asked.amount,
            reason: asked.reason.trim().to_owned(),
            asked_by: taking.person(),
            asked_on: self.today,
            rules: under.map(|known| known.rules.clone()).unwrap_or_default(),
            by_terms: under.map_or(Amount::ZERO, |known| known.by_terms.into()),
            granted: under.map_or(Amount::ZERO, |known| known.granted.into()),
            state: ExceptionState::Waiting,
            answered_by: None,
            answered_on: None,
            answered_in: None,
            answer: String::new(),
        }
    }

    /// The customer told us on the day that the exception was asked for, whenever it is granted.
    fn as_told_today(&self, command: &OrderCommand) -> OrderCommand {
        let mut command = command.clone();
        if let OrderCommand::RequestReturn(asked) = &mut command {
            asked.notified_on = asked.notified_on.or(Some(self.today));
        }
        command
    }
}
