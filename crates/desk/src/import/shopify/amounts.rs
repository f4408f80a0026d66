//! From the export's amounts to net prices and a tax rate that lead back to them, to the cent.

use guichet_domain::Currency;
use guichet_domain::money::MAX_QUANTITY;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::import::error::{InputFault, InputReason};
use crate::import::table::Row;

/// Unit prices may carry up to this many decimals (MON-2).
pub(super) const PRICE_DIGITS: u32 = 4;

/// The taxes that an export has columns for.
const TAXES: [(&str, &str); 5] = [
    ("Tax 1 Name", "Tax 1 Value"),
    ("Tax 2 Name", "Tax 2 Value"),
    ("Tax 3 Name", "Tax 3 Value"),
    ("Tax 4 Name", "Tax 4 Value"),
    ("Tax 5 Name", "Tax 5 Value"),
];

/// One article as the export prices it.
#[derive(Debug, Clone)]
pub(super) struct Priced {
    pub quantity: u32,
    pub price: Decimal,
    pub discount: Decimal,
    pub taxable: bool,
}

impl Priced {
    pub fn read(row: &Row<'_>, currency: Currency) -> Result<Self, InputFault> {
        let quantity = row.whole("Lineitem quantity", i64::from(MAX_QUANTITY))?;
        let quantity = u32::try_from(quantity)
            .ok()
            .filter(|units| *units > 0)
            .ok_or_else(|| row.fault("Lineitem quantity", InputReason::NotPositive))?;
        row.filled("Lineitem price")?;
        Ok(Self {
            quantity,
            price: row.amount("Lineitem price", PRICE_DIGITS)?,
            discount: row.amount("Lineitem discount", currency.minor_digits())?,
            taxable: yes(row, "Lineitem taxable")?,
        })
    }

    fn sum(&self) -> Decimal {
        self.price * Decimal::from(self.quantity) - self.discount
    }
}

/// `true` or `false`.
pub(super) fn yes(row: &Row<'_>, column: &str) -> Result<bool, InputFault> {
    match row.filled(column)?.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(row.fault(column, InputReason::UnknownValue)),
    }
}

/// What the export says that it comes to.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub currency: Currency,
    pub carriage: Decimal,
    pub taxes: Decimal,
    pub total: Decimal,
    pub refunded: Decimal,
    /// What is taken off the order as a whole, by the lines and the subtotal.
    discount: Decimal,
    /// Discounts that the subtotal does not explain: some may be on the carriage.
    other_discounts: Vec<Decimal>,
    /// Rates in the names of the taxes, added up.
    named_rate: Option<Decimal>,
}

impl Stated {
    pub fn read(row: &Row<'_>, currency: Currency, lines: &[Priced]) -> Result<Self, InputFault> {
        let fine = currency.minor_digits();
        let stated = |column: &str| {
            row.filled(column)?;
            row.amount(column, fine)
        };
        let (subtotal, total) = (stated("Subtotal")?, stated("Total")?);
        let discounts = row.amount("Discount Amount", fine)?;
        let sums: Decimal = lines.iter().map(Priced::sum).sum();
        let discount = sums - subtotal;
        if discount < Decimal::ZERO || discount > discounts {
            return Err(row.fault("Subtotal", InputReason::SubtotalDiffers));
        }
        let on_lines: Decimal = lines.iter().map(|line| line.discount).sum();
        Ok(Self {
            currency,
            carriage: stated("Shipping")?,
            taxes: stated("Taxes")?,
            total,
            refunded: row.amount("Refunded Amount", fine)?,
            discount,
            other_discounts: vec![Decimal::ZERO, discounts - discount, discounts - discount - on_lines],
            named_rate: named_rate(row, fine)?,
        })
    }

    /// Every reading of these amounts, the likeliest first; none where the total does not follow from the rest.
    pub fn readings(&self, lines: &[Priced]) -> Option<Vec<Reading>> {
        let mut readings = Vec::new();
        let mut follows = false;
        for off in &self.other_discounts {
            if *off < Decimal::ZERO || *off > self.carriage {
                continue;
            }
            let carriage = self.carriage - off;
            let sums = lines.iter().map(Priced::sum).sum::<Decimal>() - self.discount;
            let before = sums + carriage;
            if self.taxes.is_zero() {
                if before == self.total {
                    follows = true;
                    readings.push(Reading::new(Decimal::ZERO, false, false, carriage));
                }
                continue;
            }
            for included in [false, true] {
                let total = if included { before } else { before + self.taxes };
                if total != self.total {
                    continue;
                }
                follows = true;
                for carriage_taxed in [true, false] {
                    if let Some(rate) = self.rate(lines, included, carriage_taxed.then_some(carriage)) {
                        readings.push(Reading::new(rate, included, carriage_taxed, carriage));
                    }
                }
            }
        }
        follows.then_some(readings)
    }

    /// The rate in the taxes' names, or the one that the amounts give exactly.
    fn rate(&self, lines: &[Priced], included: bool, carriage: Option<Decimal>) -> Option<Decimal> {
        if self.named_rate.is_some() {
            return self.named_rate;
        }
        let taxed: Decimal = lines.iter().filter(|line| line.taxable).map(Priced::sum).sum();
        let taxed = taxed + carriage.unwrap_or_default() - self.discount;
        let base = if included { taxed - self.taxes } else { taxed };
        let rate = self.taxes.checked_div(base)?.normalize();
        (rate.scale() <= PRICE_DIGITS && rate > Decimal::ZERO && rate <= Decimal::ONE).then_some(rate)
    }

    /// What the goods and the carriage come to without tax.
    fn net(&self) -> Decimal {
        self.total - self.taxes
    }
}

/// One way to understand the amounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub rate: Decimal,
    pub included: bool,
    pub carriage_taxed: bool,
    /// What the customer paid for carriage, as stated.
    carriage: Decimal,
}

/// The amounts of an order without tax.
#[derive(Debug, Clone)]
pub(super) struct Nets {
    /// Per article: unit price and its own discount.
    pub lines: Vec<(Decimal, Decimal)>,
    pub carriage: Decimal,
    pub discount: Decimal,
}

impl Reading {
    fn new(rate: Decimal, included: bool, carriage_taxed: bool, carriage: Decimal) -> Self {
        Self { rate, included, carriage_taxed, carriage }
    }

    /// The rate of an article.
    pub fn rate_of(&self, line: &Priced) -> Decimal {
        if line.taxable { self.rate } else { Decimal::ZERO }
    }

    /// The net amounts. Taking tax out of prices leaves fractions of cents; what the rounded prices come to above
    /// the stated net is part of the discount, and `generous` rounds unit prices up to whole cents so that this is
    /// never below nothing.
    pub fn nets(&self, stated: &Stated, lines: &[Priced], generous: bool) -> Option<Nets> {
        let currency = stated.currency;
        let without = |amount: Decimal, rate: Decimal| {
            if self.included { amount / (Decimal::ONE + rate) } else { amount }
        };
        let nets: Vec<(Decimal, Decimal)> = lines
            .iter()
            .map(|line| {
                let rate = self.rate_of(line);
                let price = without(line.price, rate);
                let price = if generous && self.included {
                    price.round_dp_with_strategy(currency.minor_digits(), RoundingStrategy::AwayFromZero)
                } else {
                    price.round_dp_with_strategy(PRICE_DIGITS, RoundingStrategy::MidpointAwayFromZero)
                };
                (price, currency.round(without(line.discount, rate)).amount())
            })
            .collect();
        let rate = if self.carriage_taxed { self.rate } else { Decimal::ZERO };
        let carriage = currency.round(without(self.carriage, rate)).amount();
        let goods: Decimal = lines
            .iter()
            .zip(&nets)
            .map(|(line, (price, off))| currency.round(price * Decimal::from(line.quantity) - off).amount())
            .sum();
        let discount = goods + carriage - stated.net();
        // Beyond a cent or two a unit it is not rounding: this reading is wrong.
        let units: u32 = lines.iter().map(|line| line.quantity).fold(2, u32::saturating_add);
        let cent = Decimal::new(1, currency.minor_digits());
        let odd = (discount - without(stated.discount, self.rate)).abs();
        let exact = if self.included { odd <= cent * Decimal::from(units) } else { odd.is_zero() };
        (exact && discount >= Decimal::ZERO).then_some(Nets { lines: nets, carriage, discount })
    }
}

/// The percentages in the names of taxes that were charged, added up: `TVA 20%`, `State Tax 6.25%`.
fn named_rate(row: &Row<'_>, fine: u32) -> Result<Option<Decimal>, InputFault> {
    let mut sum = None;
    for (name, value) in TAXES {
        if row.amount(value, fine)?.is_zero() {
            continue;
        }
        let Some(percent) = percent(row.text(name)) else { return Ok(None) };
        sum = Some(sum.unwrap_or(Decimal::ZERO) + percent / Decimal::ONE_HUNDRED);
    }
    Ok(sum.filter(|rate| *rate <= Decimal::ONE))
}

fn percent(name: &str) -> Option<Decimal> {
    let before = name.split('%').next().filter(|before| before.len() < name.len())?.trim_end();
    let digits = before.rsplit(|c: char| !(c.is_ascii_digit() || c == '.')).next()?;
    let percent: Decimal = digits.parse().ok()?;
    (digits.len() <= 8 && percent <= Decimal::ONE_HUNDRED).then_some(percent)
}
