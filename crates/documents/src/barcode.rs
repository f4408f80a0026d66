//! Code 128 and QR as whole dots of a 203 dpi printer.
//!
//! A module that is not a whole number of dots prints bars of uneven width, which hand scanners misread. So each
//! symbol is given the width that it may take, in dots, and chooses the widest module that fits with its quiet zones.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use crate::error::DocumentError;

/// Four dots (0.5 mm) read well at arm's length; more gains nothing.
const CODE128_MOST_DOTS: u32 = 4;
/// Two dots (0.25 mm) are the narrowest that an ordinary scanner is sure to read.
const LEAST_DOTS: u32 = 2;
const QR_QUIET_MODULES: u32 = 4;
const LONGEST: usize = 32;

/// Dark rectangles on a grid of modules, quiet zones included.
#[derive(Debug, Serialize)]
pub(crate) struct Symbol {
    /// Dots a module, both ways.
    dots: u32,
    /// Modules from edge to edge, quiet zones included.
    across: u32,
    /// Rectangles as `[x, y, width, height]` in modules. Bars of Code 128 are one module high: the paper stretches them.
    dark: Vec<[u32; 4]>,
}

/// The Code 128 of a text, at most `room` dots wide.
pub(crate) fn code128(text: &str, room: u32) -> Result<Symbol, DocumentError> {
    check(text)?;
    let code = code128::Code128::encode(text.as_bytes());
    let too_wide = || DocumentError::BarcodeTooWide { value: text.to_owned() };
    let across = u32::try_from(code.len()).map_err(|_| too_wide())?;
    let dots = (room / across).min(CODE128_MOST_DOTS);
    if dots < LEAST_DOTS {
        return Err(too_wide());
    }
    // The crate's coordinates begin after the quiet zone of ten modules.
    let dark = code.bar_coordinates().map(|bar| [bar.x, 0, u32::from(bar.width), 1]).collect();
    Ok(Symbol { dots, across, dark })
}

/// The QR code of a text, at most `room` dots wide. A quarter of it may be unreadable: parcels get scuffed.
pub(crate) fn qr(text: &str, room: u32) -> Result<Symbol, DocumentError> {
    check(text)?;
    let code = QrCode::with_error_correction_level(text, EcLevel::Q)
        .map_err(|_| DocumentError::Barcode { value: text.to_owned() })?;
    let mut dark = Vec::new();
    for (y, row) in (QR_QUIET_MODULES..).zip(code.to_colors().chunks(code.width())) {
        let mut x = QR_QUIET_MODULES;
        for run in row.chunk_by(PartialEq::eq) {
            let width = u32::try_from(run.len()).unwrap_or(u32::MAX);
            if run.first() == Some(&Color::Dark) {
                dark.push([x, y, width, 1]);
            }
            x = x.saturating_add(width);
        }
    }
    let across = u32::try_from(code.width()).unwrap_or(u32::MAX).saturating_add(2 * QR_QUIET_MODULES);
    let dots = room / across;
    if dots < LEAST_DOTS {
        return Err(DocumentError::BarcodeTooWide { value: text.to_owned() });
    }
    Ok(Symbol { dots, across, dark })
}

fn check(text: &str) -> Result<(), DocumentError> {
    let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(()) } else { Err(DocumentError::Barcode { value: text.to_owned() }) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// 100 mm at 203 dpi.
    const LABEL: u32 = 799;

    #[test]
    fn the_widest_module_that_fits_is_whole_dots() {
        let series = code128("R-K7-000231-M", LABEL).unwrap();
        assert_eq!((series.dots, series.across * series.dots <= LABEL), (4, true));
        let local = code128("R-LOCAL-000001-Q", LABEL).unwrap();
        assert_eq!((local.dots, local.across * local.dots <= LABEL), (3, true));
    }

    #[test]
    fn quiet_zones_are_clear() {
        let code = code128("R-K7-000231-M", LABEL).unwrap();
        assert_eq!(code.dark.iter().map(|[x, ..]| *x).min(), Some(10));
        assert_eq!(code.dark.iter().map(|[x, _, width, _]| x + width).max(), Some(code.across - 10));
        let square = qr("R-K7-000231-M", 240).unwrap();
        assert_eq!((square.across, square.dots), (29, 8));
        assert!(
            square.dark.iter().all(|[x, y, width, _]| (4..25).contains(x) && (4..25).contains(y) && x + width <= 25)
        );
    }

    #[test]
    fn what_no_scanner_reads_is_refused() {
        for text in ["", "R K7", "R-É", "R\n", &"R".repeat(33)] {
            assert!(matches!(code128(text, LABEL), Err(DocumentError::Barcode { .. })), "{text:?}");
            assert!(matches!(qr(text, LABEL), Err(DocumentError::Barcode { .. })), "{text:?}");
        }
        assert!(matches!(code128("R-K7-000231-M", 300), Err(DocumentError::BarcodeTooWide { .. })));
    }
}
