//! The rules of the rulebook, by their stable ids.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! rules {
    ($($variant:ident $id:literal $clause:literal,)+) => {
        /// A rule, named by its id in the rulebook. Ids are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Rule { $($variant),+ }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Its id, such as `RET-3`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
            /// The clause that it comes from: `T§8` (sales terms), `F2` (services FAQ), `L` (law), `D` (a decision
            /// of ours where those are silent).
            pub fn clause(self) -> &'static str {
                match self { $(Self::$variant => $clause),+ }
            }
            /// The rule of an id.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

rules! {
    Mon1 "MON-1" "D",
    Mon2 "MON-2" "T§6",
    Mon3 "MON-3" "D",
    Mon4 "MON-4" "D",
    Mon5 "MON-5" "D",
    Mon6 "MON-6" "D",
    Mon7 "MON-7" "D",
    Trm1 "TRM-1" "T§2",
    Trm2 "TRM-2" "D",
    Ord1 "ORD-1" "T§4",
    Ord2 "ORD-2" "T§4",
    Ord3 "ORD-3" "T§10a",
    Ord4 "ORD-4" "T§7",
    Ord5 "ORD-5" "T§7",
    Ord6 "ORD-6" "T Schedule 1",
    Pre1 "PRE-1" "T§5",
    Pre2 "PRE-2" "T§5",
    Pre3 "PRE-3" "D",
    Pre4 "PRE-4" "T§5",
    Pre5 "PRE-5" "T§5",
    Can1 "CAN-1" "T§5",
    Can2 "CAN-2" "D",
    Can3 "CAN-3" "T§3",
    Can4 "CAN-4" "T§5",
    Can5 "CAN-5" "T§7",
    Can6 "CAN-6" "T§9",
    Can7 "CAN-7" "T§9",
    Can8 "CAN-8" "T§5",
    Can9 "CAN-9" "T§7",
    Can10 "CAN-10" "T§11",
    Del1 "DEL-1" "T§7",
    Del2 "DEL-2" "T§7",
    Del3 "DEL-3" "D",
    Ret1 "RET-1" "T§8",
    Ret2 "RET-2" "T§8",
    Ret3 "RET-3" "T§8",
    Ret4 "RET-4" "T§8",
    Ret5 "RET-5" "T§8",
    Ret6 "RET-6" "T§8",
    Ret7 "RET-7" "T§8",
    Ret8 "RET-8" "T§8",
    Ret9 "RET-9" "T§8",
    Eu1 "EU-1" "L",
    Eu2 "EU-2" "L",
    Ref1 "REF-1" "T§8",
    Ref2 "REF-2" "T§8",
    Ref3 "REF-3" "T§8",
    Ref4 "REF-4" "T§8",
    Ref5 "REF-5" "T§8",
    Ref6 "REF-6" "D",
    Ref7 "REF-7" "D",
    Ref8 "REF-8" "D",
    Ref9 "REF-9" "L",
    Dmg1 "DMG-1" "T§7",
    Dmg2 "DMG-2" "T§7",
    Dmg3 "DMG-3" "T§7",
    Dmg4 "DMG-4" "D",
    Dmg5 "DMG-5" "D",
    Sub1 "SUB-1" "F1",
    Sub2 "SUB-2" "T§10c",
    Sub3 "SUB-3" "F2",
    Sub3a "SUB-3a" "D",
    Sub4 "SUB-4" "F2",
    Sub5 "SUB-5" "F3",
    Sub6 "SUB-6" "F4",
    Sub7 "SUB-7" "F4",
    Sub8 "SUB-8" "T§10b",
    Sub9 "SUB-9" "T§12",
    Sub10 "SUB-10" "T§6",
    Npy1 "NPY-1" "T§11",
    Npy2 "NPY-2" "T§11",
    Npy3 "NPY-3" "T§11",
    Cal1 "CAL-1" "D",
    Cal2 "CAL-2" "L",
    Cal3 "CAL-3" "D",
    Inv1 "INV-1" "L",
    Inv2 "INV-2" "L",
    Inv3 "INV-3" "D",
    Exc1 "EXC-1" "D",
    Exc2 "EXC-2" "D",
    Exc3 "EXC-3" "D",
    Exc4 "EXC-4" "D",
}

impl Rule {
    /// Whether it is ours alone (EXC): it bounds what people at the merchant's may do, and no edition of the terms has to
    /// explain it.
    pub fn is_beside_terms(self) -> bool {
        matches!(self, Self::Exc1 | Self::Exc2 | Self::Exc3 | Self::Exc4)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.id())
    }
}
