//! Messages under way: lost, repeated, late and out of order, as it comes.

use std::sync::Arc;

use guichet_sync::replica::Seat;
use guichet_sync::wire::{Part, Pull, Pulled, Push, Pushed, Snapshot};
use uuid::Uuid;

/// What a desk asks.
#[derive(Debug, Clone)]
pub enum Request {
    /// Commands.
    Push(Arc<Push>),
    /// A page.
    Pull(Pull),
    /// Everything, in which bootstrap of the desk.
    Snapshot(Uuid, u32, Option<Part>),
    /// A seat.
    Enrol,
}

/// What the centre answers.
#[derive(Debug, Clone)]
pub enum Response {
    /// To a push, with the life of the centre that the desk knew when it sent it; none where the protocol is too old.
    Pushed(Arc<Push>, Option<Uuid>, Option<Arc<Pushed>>),
    /// To a pull, which is kept: an answer to what nobody would ask now is not heard.
    Pulled(Option<Pull>, Arc<Pulled>),
    /// To a bootstrap.
    Snapshot(Option<Arc<Snapshot>>, u32),
    /// To an enrolment.
    Seat(Seat),
}

/// Where a message goes.
#[derive(Debug, Clone)]
pub enum Letter {
    /// To the centre.
    Up {
        /// From which desk.
        desk: usize,
        /// Which start of its program.
        start: u32,
        /// The program's version.
        program: u32,
        /// Which life of the centre the desk knew.
        life: Option<Uuid>,
        /// Somebody changed this place of the push under way: the answer goes to them.
        forged: Option<u64>,
        /// What.
        request: Request,
    },
    /// To a desk.
    Down {
        /// To which desk.
        desk: usize,
        /// Which start of its program asked.
        start: u32,
        /// What.
        response: Response,
    },
}

impl Letter {
    /// The desk at its one end.
    pub fn desk(&self) -> usize {
        match self {
            Self::Up { desk, .. } | Self::Down { desk, .. } => *desk,
        }
    }

    /// What it is, in a word.
    pub fn text(&self) -> &'static str {
        match self {
            Self::Up { request: Request::Push(_), .. } => "push",
            Self::Up { request: Request::Pull(_), .. } => "pull",
            Self::Up { request: Request::Snapshot(..), .. } => "ask for a snapshot",
            Self::Up { request: Request::Enrol, .. } => "ask for a seat",
            Self::Down { response: Response::Pushed(..), .. } => "verdicts",
            Self::Down { response: Response::Pulled(..), .. } => "page",
            Self::Down { response: Response::Snapshot(..), .. } => "snapshot",
            Self::Down { response: Response::Seat(_), .. } => "seat",
        }
    }
}
