//! Photos from outside, made fit to print: measured before they are decoded, turned upright, made small, written anew.
//!
//! What goes onto the page is never what came in: no byte of a stranger's file, nor what a telephone notes in it (where
//! the photo was taken, say), travels on in a picture.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use guichet_domain::claim::{FileSort, MAX_PIXELS, MAX_SIDE};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// The longest side of a printed picture, in pixels: sharp at half a page's width, and light enough to be mailed.
const PRINTED_SIDE: u32 = 1600;
/// What a picture may take while it is decoded: as many pixels as evidence may have, four bytes each, and some.
const MOST_BYTES: u64 = 320 * 1024 * 1024;
/// JPEG quality.
const QUALITY: u8 = 84;

/// Why a picture is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unshown {
    /// Its sort can't be printed.
    Sort,
    /// It has more pixels than evidence may have.
    TooLarge,
    /// It can't be decoded.
    Broken,
}

impl Unshown {
    /// The word under which the template finds its sentence.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Sort => "sort",
            Self::TooLarge => "too-large",
            Self::Broken => "broken",
        }
    }
}

/// A picture as it is printed: a JPEG, upright, on white where it was transparent.
pub(crate) fn printed(sort: FileSort, bytes: &[u8]) -> Result<Vec<u8>, Unshown> {
    let format = match sort {
        FileSort::Jpeg => ImageFormat::Jpeg,
        FileSort::Png => ImageFormat::Png,
        FileSort::Webp => ImageFormat::WebP,
        FileSort::Heic | FileSort::Pdf => return Err(Unshown::Sort),
    };
    // A decoder that trips over a hostile file must not take the other pictures with it.
    catch_unwind(AssertUnwindSafe(|| made_small(format, bytes))).unwrap_or(Err(Unshown::Broken))
}

fn made_small(format: ImageFormat, bytes: &[u8]) -> Result<Vec<u8>, Unshown> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let broken = |_| Unshown::Broken;
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (wide, high) = decoder.dimensions();
    if u64::from(wide.max(high)) > MAX_SIDE || u64::from(wide) * u64::from(high) > MAX_PIXELS {
        return Err(Unshown::TooLarge);
    }
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if wide.max(high) > PRINTED_SIDE {
        picture = picture.thumbnail(PRINTED_SIDE, PRINTED_SIDE);
    }
    picture.apply_orientation(orientation);
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    on_white(&picture).write_with_encoder(encoder).map_err(broken)?;
    Ok(out)
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    let mut out = RgbImage::new(seen.width(), seen.height());
    for (to, from) in out.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |colour: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use image::{ExtendedColorType, ImageEncoder, Rgba, RgbaImage};

    use super::*;

    fn png(picture: &RgbaImage) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_large_picture_is_made_small_and_what_was_transparent_is_white() {
        let bytes = png(&RgbaImage::from_pixel(3200, 800, Rgba([200, 0, 0, 0])));
        let small = image::load_from_memory(&printed(FileSort::Png, &bytes).unwrap()).unwrap().to_rgb8();
        assert_eq!(small.dimensions(), (1600, 400));
        assert!(small.get_pixel(9, 9).0.iter().all(|colour| *colour > 250));
        assert_eq!(printed(FileSort::Png, &bytes), printed(FileSort::Png, &bytes), "the same bytes each time");
    }

    #[test]
    fn a_photo_that_was_taken_upright_stands_upright_and_tells_nothing_else() {
        // Orientation 6: to be turned by a quarter. The note stands for what a telephone writes beside it.
        let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0 taken at home";
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
        encoder.encode(&[128; 40 * 20 * 3], 40, 20, ExtendedColorType::Rgb8).unwrap();
        assert!(bytes.windows(4).any(|part| part == b"home"));
        let upright = printed(FileSort::Jpeg, &bytes).unwrap();
        assert_eq!(image::load_from_memory(&upright).unwrap().to_rgb8().dimensions(), (20, 40));
        assert!(!upright.windows(4).any(|part| part == b"home"));
    }

    #[test]
    fn what_is_no_picture_is_refused_before_it_takes_memory() {
        let good = png(&RgbaImage::new(64, 64));
        assert_eq!(printed(FileSort::Png, good.get(..good.len() / 2).unwrap()), Err(Unshown::Broken));
        assert_eq!(printed(FileSort::Jpeg, &good), Err(Unshown::Broken));
        assert_eq!(printed(FileSort::Jpeg, b"\xff\xd8\xff\xe0 no picture"), Err(Unshown::Broken));
        assert_eq!(printed(FileSort::Heic, b"\0\0\0\x18ftypheic"), Err(Unshown::Sort));
        // Says that it is as large as a wall, in a few bytes.
        let mut bomb = good.clone();
        bomb.splice(16..24, [0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        let sum = crc(bomb.get(12..29).unwrap()).to_be_bytes();
        bomb.splice(29..33, sum);
        assert_eq!(printed(FileSort::Png, &bomb), Err(Unshown::TooLarge));
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
        })
    }
}
