//! What the importers make of small files, of broken ones, and of the whole year.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

mod broken;
mod retail;
mod shopify;
mod writing;

use std::ops::ControlFlow;

use guichet_domain::TermsPack;

use super::ImportError;
use super::retail::{Plan, plan};

const HEADING: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

/// A file of these lines.
fn year(lines: &[&str]) -> String {
    format!("{HEADING}\n{}\n", lines.join("\n"))
}

fn planned(text: &[u8]) -> Result<Plan, ImportError> {
    plan(text, &[TermsPack::shipped().unwrap()], &mut |_| ControlFlow::Continue(()))
}
