//! What has to happen outside the database because of what happened in it: money and mail. Written with the command,
//! done by a worker, once.

pub mod announcing;
pub mod bank;
pub mod captures;
pub mod card;
pub mod mail;
pub mod payouts;
pub mod queue;
pub mod resolving;
pub mod sepa;
pub mod worker;
