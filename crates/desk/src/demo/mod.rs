//! A small shop of smart-home hardware to look at: every state that an order can be in, dated from today.

mod filler;
mod people;
mod sketch;
mod stories;

use chrono::NaiveDate;
use guichet_domain::{Catalogue, Order, ServiceAccount, TermsPack};

use crate::Desk;
use crate::error::DeskError;
use crate::records::CustomerRecord;
use crate::store::Store;

/// The demonstration's customers, orders and service accounts.
#[derive(Debug)]
pub struct Demo {
    /// Customers.
    pub customers: Vec<CustomerRecord>,
    /// Orders.
    pub orders: Vec<Order>,
    /// Service accounts with their customers' ids.
    pub accounts: Vec<(String, ServiceAccount)>,
    /// What the shop sells.
    pub catalogue: Catalogue,
}

const CATALOGUE: &str = include_str!("catalogue.json");

impl Demo {
    /// The demonstration as it is today in its shop, under the terms that come with the program.
    ///
    /// # Errors
    /// As [`Demo::on`].
    pub fn today() -> Result<Self, DeskError> {
        let pack = TermsPack::shipped().map_err(|_| DeskError::Terms)?;
        Self::on(crate::shop::Shop::demo()?.day(crate::clock::Clock::now(&crate::clock::SystemClock)), &pack)
    }

    /// The demonstration as it is on this day.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`] where the demonstration itself is wrong: a test makes it on many days.
    pub fn on(today: NaiveDate, pack: &TermsPack) -> Result<Self, DeskError> {
        let days = sketch::Days { today, terms: &pack.parameters };
        let catalogue = Catalogue::from_json(CATALOGUE.as_bytes()).map_err(|_| DeskError::BodyDamaged)?;
        let mut demo =
            Self { customers: people::all(today), orders: stories::all(&days)?, accounts: Vec::new(), catalogue };
        demo.accounts = stories::accounts(today)?;
        filler::add(&days, &mut demo)?;
        Ok(demo)
    }
}

/// Fills an empty replica with the demonstration.
pub(crate) async fn fill(desk: &Desk) -> Result<(), DeskError> {
    let packs = desk.packs();
    let pack = packs.first().ok_or(DeskError::Terms)?;
    write(desk.store(), &Demo::on(desk.today(), pack)?).await
}

async fn write(store: &Store, demo: &Demo) -> Result<(), DeskError> {
    let mut batch = store.begin().await?;
    for customer in &demo.customers {
        batch.put_customer(customer).await?;
        for (_, account) in demo.accounts.iter().filter(|(id, _)| *id == customer.customer.id) {
            batch.put_account(&customer.customer.id, account).await?;
        }
    }
    for order in &demo.orders {
        batch.put_order(order).await?;
    }
    batch.put_catalogue(&demo.catalogue).await?;
    batch.commit().await?;
    store.put_setting("demo", "1").await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::summary::{self, OrderState};
    use std::collections::HashSet;

    #[test]
    fn the_demonstration_is_sound_on_every_day_of_two_years_and_shows_every_state() {
        let pack = TermsPack::shipped().unwrap();
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        for day in first.iter_days().take(730).step_by(61) {
            let demo = Demo::on(day, &pack).unwrap();
            let ids: HashSet<&str> = demo.customers.iter().map(|c| c.customer.id.as_str()).collect();
            assert_eq!(ids.len(), demo.customers.len());
            assert!(demo.orders.iter().all(|o| ids.contains(o.customer.as_deref().unwrap())));
            let numbers: HashSet<&str> = demo.orders.iter().map(|o| o.number.as_str()).collect();
            assert_eq!(numbers.len(), demo.orders.len());
            let states: Vec<OrderState> = demo.orders.iter().map(summary::state).collect();
            use OrderState::*;
            for wanted in
                [Offer, Paid, Open, PartlyShipped, InTransit, Delivered, ReturnOpen, Refused, Cancelled, Closed]
            {
                assert!(states.contains(&wanted), "{day}: {wanted:?}");
            }
            assert!((35..=50).contains(&demo.customers.len()) && (100..=150).contains(&demo.orders.len()));
        }
    }

    #[test]
    fn the_order_of_the_sketch_costs_what_the_sketch_says() {
        let pack = TermsPack::shipped().unwrap();
        let demo = Demo::on(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), &pack).unwrap();
        let order = demo.orders.iter().find(|o| o.number == "W-100234").unwrap();
        assert_eq!(summary::of(order).total, "704.40");
        assert_eq!(summary::state(order), OrderState::PartlyShipped);
    }
}
