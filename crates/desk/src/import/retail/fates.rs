//! What became of each line: every line meets exactly one fate, and that is asserted.

use crate::import::report::{InPart, Left, Lines, Note, Report};
use guichet_domain::Currency;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Imported,
    Left(Left),
}

/// The fates of all lines, and the report as it grows.
#[derive(Debug)]
pub(super) struct Fates {
    lines: Vec<u64>,
    fates: Vec<Option<Fate>>,
    notes: BTreeMap<Note, Lines>,
    in_part: Vec<InPart>,
    /// The counts that are not counts of lines.
    pub tally: Tally,
}

/// Counts that are not counts of lines.
#[derive(Debug)]
pub(super) struct Tally {
    pub documents: u64,
    pub orders: u64,
    pub orders_without_customer: u64,
    pub customers: u64,
    pub credits: u64,
    pub credits_on_orders: u64,
    pub credit_lines: u64,
    pub units_credited: u64,
    pub discounts: u64,
    pub credited_in_file: guichet_domain::Money,
    pub credited_by_rules: guichet_domain::Money,
    pub carriage_by_rules: guichet_domain::Money,
}

impl Fates {
    /// No line has met its fate yet. `lines` are the file's line numbers, by place.
    pub fn new(lines: Vec<u64>, currency: Currency) -> Self {
        let fates = vec![None; lines.len()];
        let zero = currency.zero();
        let tally = Tally {
            documents: 0,
            orders: 0,
            orders_without_customer: 0,
            customers: 0,
            credits: 0,
            credits_on_orders: 0,
            credit_lines: 0,
            units_credited: 0,
            discounts: 0,
            credited_in_file: zero,
            credited_by_rules: zero,
            carriage_by_rules: zero,
        };
        Self { lines, fates, notes: BTreeMap::new(), in_part: Vec::new(), tally }
    }

    fn meet(&mut self, place: usize, fate: Fate) {
        if let Some(slot) = self.fates.get_mut(place) {
            assert!(slot.is_none(), "a line meets one fate");
            *slot = Some(fate);
        }
    }

    /// The line is in an order.
    pub fn imported(&mut self, place: usize) {
        self.meet(place, Fate::Imported);
    }

    /// The line is in no order.
    pub fn left(&mut self, place: usize, why: Left) {
        self.meet(place, Fate::Left(why));
    }

    /// The line's number in the file.
    pub fn line(&self, place: usize) -> u64 {
        self.lines.get(place).copied().unwrap_or_default()
    }

    /// Something worth knowing of a line.
    pub fn note(&mut self, place: usize, note: Note) {
        let line = self.line(place);
        self.notes.entry(note).or_default().add(line);
    }

    /// Some units of a credit line found a purchase, the others did not.
    pub fn in_part(&mut self, place: usize, asked: u32, credited: u32) {
        let line = self.line(place);
        self.in_part.push(InPart { line, asked: asked.into(), credited: credited.into() });
        self.left(place, Left::CreditedInPart);
    }

    /// The report, once every line has met its fate.
    pub fn report(mut self) -> Report {
        let mut imported = 0;
        let mut reasons: BTreeMap<Left, Lines> = BTreeMap::new();
        for (line, fate) in self.lines.iter().zip(&self.fates) {
            match fate {
                Some(Fate::Imported) => imported += 1,
                Some(Fate::Left(why)) => reasons.entry(*why).or_default().add(*line),
                None => {}
            }
        }
        let lines = u64::try_from(self.lines.len()).unwrap_or(u64::MAX);
        let left = reasons.values().map(|some| some.count).sum();
        assert_eq!(imported + left, lines, "every line is imported or reported");
        for listed in self.notes.values_mut() {
            listed.lines.sort_unstable();
        }
        self.in_part.sort_by_key(|part| part.line);
        let tally = self.tally;
        Report {
            lines,
            imported,
            left,
            documents: tally.documents,
            orders: tally.orders,
            orders_without_customer: tally.orders_without_customer,
            customers: tally.customers,
            credits: tally.credits,
            credits_on_orders: tally.credits_on_orders,
            credit_lines: tally.credit_lines,
            units_credited: tally.units_credited,
            discounts: tally.discounts,
            credited_in_file: tally.credited_in_file,
            credited_by_rules: tally.credited_by_rules,
            carriage_by_rules: tally.carriage_by_rules,
            reasons,
            in_part: self.in_part,
            notes: self.notes,
        }
    }
}
