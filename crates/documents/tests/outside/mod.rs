//! The judges: programs that know nothing of how our paper is made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Leaves a PDF where a person can look at it.
pub fn write_pdf(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("papers");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.pdf"));
    fs::write(&path, bytes).unwrap();
    path
}

/// The text of all pages in their layout, each page ended by a form feed.
pub fn text(pdf: &Path) -> String {
    let output = run(Command::new("pdftotext").arg("-layout").arg(pdf).arg("-"));
    String::from_utf8(output.stdout).unwrap()
}

/// Special spaces made ordinary, runs of them one.
pub fn plain(text: &str) -> String {
    text.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many pages there are.
pub fn pages(pdf: &Path) -> usize {
    text(pdf).matches('\u{c}').count()
}

/// How many pictures there are in all.
pub fn pictures(pdf: &Path) -> usize {
    let listed = run(Command::new("pdfimages").arg("-list").arg(pdf));
    String::from_utf8(listed.stdout).unwrap().lines().skip(2).count()
}

/// What is attached, as a reader lists it.
pub fn attachments(pdf: &Path) -> String {
    let listed = run(Command::new("pdfdetach").arg("-list").arg(pdf));
    String::from_utf8(listed.stdout).unwrap()
}

/// What a scanner reads, sorted, from the first page as a 203 dpi printer prints it: one bit a dot.
pub fn scanned(pdf: &Path) -> Vec<String> {
    let raster = pdf.with_extension("");
    run(Command::new("pdftoppm").args(["-r", "203", "-mono", "-singlefile", "-f", "1"]).arg(pdf).arg(&raster));
    let output = run(Command::new("zbarimg").arg("--quiet").arg(raster.with_extension("pbm")));
    let mut read: Vec<_> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    read.sort();
    read
}

fn run(command: &mut Command) -> Output {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().unwrap_or_else(|error| {
        panic!("{program} can't be run ({error}): ./dev installs zbar-tools and poppler-utils")
    });
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
