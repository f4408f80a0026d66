//! A schedule: a world to begin with and a list of moves. It follows from its seed alone, and can be shortened by
//! leaving moves out: what is left still means something, because a move picks what it is about from what is there.

use crate::dice::Dice;

macro_rules! moves {
    ($($(#[$doc:meta])* $name:ident $text:literal $weight:literal $fault:literal,)+) => {
        /// What happens next.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MoveKind { $($(#[$doc])* $name),+ }

        impl MoveKind {
            /// Every sort of move.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            fn weight(self) -> u32 {
                match self { $(Self::$name => $weight),+ }
            }

            /// Whether it is a fault or an upheaval, of which a schedule has some sorts and not others.
            #[must_use]
            pub fn is_fault(self) -> bool {
                match self { $(Self::$name => $fault),+ }
            }
        }
    };
}

moves! {
    /// An agent asks for something.
    Take "take" 300 false,
    /// An agent clicks twice: the same id again, with the same or another action.
    TakeAgain "take again" 12 false,
    /// An agent takes a command back.
    Withdraw "withdraw" 24 false,
    /// A person settles what came back otherwise.
    Resolve "resolve" 90 false,
    /// Somebody else sits down at the desk.
    Shift "shift change" 12 false,
    /// A desk says what it has to say next: pushes, pulls, asks for a snapshot or a seat.
    Speak "speak" 240 false,
    /// A desk pushes and pulls to the end, without trouble.
    Exchange "exchange" 40 false,
    /// A message arrives: any of those under way.
    Deliver "deliver" 420 false,
    /// The centre does something: some steps of one of the requests that it is at.
    Work "work" 330 false,
    /// The centre ends what it is at.
    Finish "finish" 40 false,
    /// The shop ships, delivers or is paid.
    Ship "shop ships" 110 false,
    /// The shop sends a new order.
    NewOrder "shop sells" 20 false,
    /// The shop sends a customer again: another address, another edition accepted.
    Customer "shop changes a customer" 16 false,
    /// Days pass.
    Wait "days pass" 30 false,
    /// A message is lost.
    Lose "message lost" 45 true,
    /// A message arrives twice.
    Repeat "message repeated" 45 true,
    /// Somebody changes a message under way.
    Forge "message forged" 14 true,
    /// The connection of a desk is cut.
    Cut "partition" 14 true,
    /// It is there again.
    Mend "partition healed" 14 true,
    /// An instance of the centre is killed.
    KillCentre "centre killed" 24 true,
    /// A desk's clock is set.
    SetClock "clock set" 14 true,
    /// An edition of the terms is published.
    Terms "new terms" 7 true,
    /// A customer is erased.
    Erase "customer erased" 8 true,
    /// An agent's authority is taken away.
    RevokeAgent "agent revoked" 6 true,
    /// An agent gets another role or limit.
    ChangeAgent "agent changed" 10 true,
    /// A device's seat is taken away.
    RevokeDevice "device revoked" 5 true,
    /// The centre forgets old versions of its feed.
    Horizon "horizon moved" 9 true,
    /// The centre is copied.
    CopyCentre "centre copied" 14 true,
    /// The centre is put back from its copy.
    RestoreCentre "centre restored" 20 true,
    /// A desk's disk is copied.
    CopyDesk "desk copied" 10 true,
    /// A desk's disk is put back from its copy.
    RestoreDesk "desk restored" 11 true,
    /// A desk's disk is copied to another machine, and both go on.
    Clone "desk cloned" 12 true,
    /// The centre speaks a newer protocol alone.
    UpgradeCentre "centre upgraded" 4 true,
    /// A desk's program is upgraded.
    UpgradeDesk "desk upgraded" 10 true,
    /// A desk's program dies in the middle of what it does next.
    KillDesk "desk killed" 50 true,
}

/// A move: its sort, and the dice from which it takes everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// What sort.
    pub kind: MoveKind,
    /// Its own dice.
    pub dice: u64,
}

/// The world that a schedule begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Desks of the first merchant.
    pub desks: usize,
    /// Desks of the second.
    pub others: usize,
    /// Orders of each merchant.
    pub orders: usize,
    /// Commands in one transaction of the centre.
    pub together: usize,
    /// Instances of the centre.
    pub instances: usize,
    /// Commands are signed with Ed25519 and not with something quicker.
    pub real_signatures: bool,
    /// The most versions that a desk asks for at once.
    pub page: u32,
}

/// What happens in one world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Where it comes from.
    pub seed: u64,
    /// The world that it begins with.
    pub plan: Plan,
    /// What happens.
    pub moves: Vec<Move>,
}

/// One schedule in so many signs with Ed25519, which takes longer than everything else.
const REAL_SIGNATURES: u64 = 64;

impl Schedule {
    /// The schedule of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let small = [(3, 2), (3, 3), (2, 4), (1, 5), (1, 7)];
        let plan = Plan {
            desks: *dice.weighted(&small).unwrap_or(&2),
            others: 1,
            orders: 1 + dice.index(3),
            together: 1 + dice.index(4),
            instances: 1 + dice.index(2),
            real_signatures: dice.once_in(REAL_SIGNATURES),
            page: *dice.weighted(&[(1, 1), (1, 2), (2, 5), (4, 100)]).unwrap_or(&100),
        };
        // Few sorts of trouble at once find more than a little of everything (swarm testing, Groce et al. 2012).
        let weights: Vec<(u32, MoveKind)> = MoveKind::ALL
            .iter()
            .map(|kind| {
                let times = if kind.is_fault() { [0, 0, 1, 3][dice.index(4)] } else { [1, 1, 1, 2][dice.index(4)] };
                (kind.weight() * times, *kind)
            })
            .collect();
        let length = 60 + dice.index(120);
        let moves = (0..length).filter_map(|_| {
            let kind = *dice.weighted(&weights)?;
            Some(Move { kind, dice: dice.roll() })
        });
        let moves = moves.collect();
        Self { seed, plan, moves }
    }
}
