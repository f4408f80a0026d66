//! The label and the slip of a return, ready to print.

use serde::Serialize;

use super::optional;
use crate::barcode::{self, Symbol};
use crate::error::DocumentError;
use crate::model::{Party, Piece, ReturnSlip, RmaLabel};

/// Dots across a label of 100 mm at 203 dpi. Quiet zones may reach its edges.
const LABEL_DOTS: u32 = 799;
/// Dots for a QR code on the label, 30 mm.
const LABEL_QR_DOTS: u32 = 240;
/// Dots for the Code 128 at the head of a slip, 95 mm.
const SLIP_DOTS: u32 = 759;
/// Dots for a slip's QR code, 26 mm.
const SLIP_QR_DOTS: u32 = 208;

/// What the label's templates read.
#[derive(Serialize)]
pub(super) struct LabelSheet<'a> {
    language: &'static str,
    rma_number: &'a str,
    order_number: &'a str,
    from: &'a Party,
    to: &'a Party,
    send_by: Option<String>,
    prepaid: bool,
    pieces: &'a [Piece],
    code128: Symbol,
    qr: Symbol,
}

impl<'a> LabelSheet<'a> {
    pub(super) fn of(label: &'a RmaLabel) -> Result<Self, DocumentError> {
        Ok(Self {
            language: label.language.code(),
            rma_number: &label.rma_number,
            order_number: &label.order_number,
            from: &label.from,
            to: &label.to,
            send_by: optional(label.send_by.as_ref(), |day| label.language.weekday_date("send_by", day))?,
            prepaid: label.prepaid,
            pieces: &label.pieces,
            code128: barcode::code128(&label.rma_number, LABEL_DOTS)?,
            qr: barcode::qr(&label.rma_number, LABEL_QR_DOTS)?,
        })
    }
}

/// What the slip's template reads.
#[derive(Serialize)]
pub(super) struct SlipSheet<'a> {
    language: &'static str,
    rma_number: &'a str,
    order_number: &'a str,
    customer: &'a Party,
    to: &'a Party,
    notified_on: String,
    send_by: Option<String>,
    reason: Option<&'a str>,
    pieces: &'a [Piece],
    customer_pays_shipping: bool,
    terms_name: &'a str,
    code128: Symbol,
    qr: Symbol,
}

impl<'a> SlipSheet<'a> {
    pub(super) fn of(slip: &'a ReturnSlip) -> Result<Self, DocumentError> {
        Ok(Self {
            language: slip.language.code(),
            rma_number: &slip.rma_number,
            order_number: &slip.order_number,
            customer: &slip.customer,
            to: &slip.to,
            notified_on: slip.language.date("notified_on", &slip.notified_on)?,
            send_by: optional(slip.send_by.as_ref(), |day| slip.language.weekday_date("send_by", day))?,
            reason: slip.reason.as_deref().filter(|reason| !reason.trim().is_empty()),
            pieces: &slip.pieces,
            customer_pays_shipping: slip.customer_pays_shipping,
            terms_name: &slip.terms_name,
            code128: barcode::code128(&slip.rma_number, SLIP_DOTS)?,
            qr: barcode::qr(&slip.rma_number, SLIP_QR_DOTS)?,
        })
    }
}
