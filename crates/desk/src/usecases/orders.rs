//! The list of all orders: a supervisor's and an accountant's way in, where no name is known.

use crate::Desk;
use crate::ipc::orders::{OrderCounts, OrderRow, OrderScope, OrdersArgs, OrdersPage};
use crate::ipc::types::CallError;
use crate::store::Orders;
use crate::summary::{Flag, Flags};

/// Rows that are told at once, at most.
const MOST: u32 = 500;

/// A part of the list.
pub async fn orders(desk: &Desk, args: OrdersArgs) -> Result<OrdersPage, CallError> {
    let which = match args.scope {
        OrderScope::All => Orders::All,
        OrderScope::OpenRma => Orders::With(Flag::OpenRma),
        OrderScope::PreOrder => Orders::With(Flag::PreOrder),
        OrderScope::RefusedParcel => Orders::With(Flag::RefusedParcel),
        OrderScope::OpenClaim => Orders::With(Flag::OpenClaim),
    };
    let listed = desk.store().list_orders(which, args.from, args.count.min(MOST)).await?;
    let rows = listed.into_iter().map(|row| OrderRow {
        order: row.summary,
        flags: row.flags.list(),
        customer: row.customer,
        customer_name: row.customer_name,
    });
    Ok(OrdersPage { from: args.from, rows: rows.collect(), counts: counts(desk).await? })
}

async fn counts(desk: &Desk) -> Result<OrderCounts, CallError> {
    let sets = desk.store().count_orders_by_flags().await?;
    let of = |flag| sets.iter().filter(|(set, _)| set.has_any_of(Flags::only(flag))).map(|(_, count)| count).sum();
    Ok(OrderCounts {
        all: u32::try_from(desk.store().tally().await?.orders).unwrap_or(u32::MAX),
        open_rma: of(Flag::OpenRma),
        pre_order: of(Flag::PreOrder),
        refused_parcel: of(Flag::RefusedParcel),
        open_claim: of(Flag::OpenClaim),
    })
}
