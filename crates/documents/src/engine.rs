//! The typesetter: templates, fonts and a world in which nothing else exists.

use guichet_domain::claim::MAX_EVIDENCE;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_svg::SvgOptions;

use crate::error::{Diagnostic, DocumentError};
use crate::model::Document;
use crate::sheet::{Sheet, Template};

/// The fonts, in the order in which the templates ask for them. DejaVu stands in for scripts that Inter does not have.
const FONTS: [(&str, &[u8]); 4] = [
    ("Inter-Regular.otf", include_bytes!("../fonts/Inter-Regular.otf")),
    ("Inter-Medium.otf", include_bytes!("../fonts/Inter-Medium.otf")),
    ("Inter-SemiBold.otf", include_bytes!("../fonts/Inter-SemiBold.otf")),
    ("DejaVuSans.ttf", include_bytes!("../fonts/DejaVuSans.ttf")),
];

/// The templates by their virtual path.
const TEMPLATES: [(&str, &str); 10] = [
    ("/common.typ", include_str!("../templates/common.typ")),
    ("/words.typ", include_str!("../templates/words.typ")),
    ("/label-face.typ", include_str!("../templates/label-face.typ")),
    ("/label.typ", include_str!("../templates/label.typ")),
    ("/label-a4.typ", include_str!("../templates/label-a4.typ")),
    ("/slip.typ", include_str!("../templates/slip.typ")),
    ("/invoice.typ", include_str!("../templates/invoice.typ")),
    ("/claim.typ", include_str!("../templates/claim.typ")),
    ("/copy.typ", include_str!("../templates/copy.typ")),
    ("/claim-words.typ", include_str!("../templates/claim-words.typ")),
];

/// Where each document's data appears to the templates. One path for all: file ids are never given back, and there are
/// only 65,535 of them.
const DATA: &str = "/data.json";

/// Under what number a document's pictures and attachments appear: as many as a claim holds, for the same reason.
const FILES: usize = MAX_EVIDENCE;

/// How many layouts a remembered result may go unused. Few: most of what is remembered belongs to one document.
const REMEMBERED_LAYOUTS: usize = 3;

impl Template {
    fn path(self) -> &'static str {
        match self {
            Self::Label => "/label.typ",
            Self::LabelOnA4 => "/label-a4.typ",
            Self::Slip => "/slip.typ",
            Self::Invoice => "/invoice.typ",
            Self::Claim => "/claim.typ",
            Self::Copy => "/copy.typ",
        }
    }
}

/// Lays documents out. Making one reads the fonts: make it once and share it.
pub struct Engine {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: Vec<(FileId, Source)>,
    data: FileId,
    files: Vec<FileId>,
}

impl Engine {
    /// Reads the embedded fonts and templates.
    ///
    /// # Errors
    /// [`DocumentError::Font`] or [`DocumentError::TemplatePath`] when this build itself is broken.
    pub fn new() -> Result<Self, DocumentError> {
        let mut fonts = Vec::with_capacity(FONTS.len());
        for (name, bytes) in FONTS {
            fonts.push(Font::new(Bytes::new(bytes), 0).ok_or(DocumentError::Font { name })?);
        }
        let mut templates = Vec::with_capacity(TEMPLATES.len());
        for (path, text) in TEMPLATES {
            let id = file_id(path)?;
            templates.push((id, Source::new(id, text.to_owned())));
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            templates,
            data: file_id(DATA)?,
            files: (0..FILES).map(|at| file_id(&format!("/file/{at}"))).collect::<Result<_, _>>()?,
        })
    }

    /// The document as a PDF file. The same document gives the same bytes.
    ///
    /// # Errors
    /// The field that can't be printed, or the fault of the template.
    pub fn pdf(&self, document: &Document) -> Result<Vec<u8>, DocumentError> {
        let sheet = Sheet::of(document)?;
        let options = PdfOptions {
            ident: Smart::Custom(sheet.ident.clone()),
            creator: Smart::Custom(Some("Guichet".to_owned())),
            timestamp: None,
            ..PdfOptions::default()
        };
        self.with_pages(&sheet, |world, pages| {
            typst_pdf::pdf(pages, &options).map_err(|faults| DocumentError::Export(diagnostics(world, &faults)))
        })
    }

    /// The same layout as one SVG image a page, for the window.
    ///
    /// # Errors
    /// The field that can't be printed, or the fault of the template.
    pub fn svg_pages(&self, document: &Document) -> Result<Vec<String>, DocumentError> {
        let options = SvgOptions::default();
        self.with_pages(&Sheet::of(document)?, |_, pages| {
            Ok(pages.pages().iter().map(|page| typst_svg::svg(page, &options)).collect())
        })
    }

    /// Lays a sheet out and exports it. What the typesetter remembers is swept afterwards, whether it failed or not:
    /// it would grow by the document otherwise.
    fn with_pages<T>(
        &self,
        sheet: &Sheet,
        export: impl FnOnce(&OneSheet<'_>, &PagedDocument) -> Result<T, DocumentError>,
    ) -> Result<T, DocumentError> {
        let world = OneSheet {
            engine: self,
            main: file_id(sheet.template.path())?,
            data: Bytes::new(sheet.data.clone()),
            files: sheet.files.iter().cloned().map(Bytes::new).collect(),
        };
        let laid_out = typst::compile::<PagedDocument>(&world);
        let exported = laid_out
            .output
            .map_err(|faults| DocumentError::Layout(diagnostics(&world, &faults)))
            .and_then(|pages| export(&world, &pages));
        comemo::evict(REMEMBERED_LAYOUTS);
        exported
    }
}

/// All that one layout can see: the templates, the fonts, and its own data.
struct OneSheet<'a> {
    engine: &'a Engine,
    main: FileId,
    data: Bytes,
    files: Vec<Bytes>,
}

impl World for OneSheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.engine.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let template = self.engine.templates.iter().find(|(template, _)| *template == id);
        template.map(|(_, source)| source.clone()).ok_or_else(|| not_here(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.engine.data {
            return Ok(self.data.clone());
        }
        let mut files = self.engine.files.iter().zip(&self.files);
        files.find(|(file, _)| **file == id).map(|(_, bytes)| bytes.clone()).ok_or_else(|| not_here(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.engine.fonts.get(index).cloned()
    }

    /// No clock: a document that depends on the day it is printed on could not be printed again.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(path: &str) -> Result<FileId, DocumentError> {
    let virtual_path = VirtualPath::new(path).map_err(|_| DocumentError::TemplatePath { path: path.to_owned() })?;
    Ok(RootedPath::new(VirtualRoot::Project, virtual_path).intern())
}

fn not_here(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_with_slash().into())
}

fn diagnostics(world: &OneSheet<'_>, faults: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    faults
        .iter()
        .map(|fault| {
            let id = fault.span.id();
            let source = id.and_then(|id| world.source(id).ok());
            let line = source
                .zip(world.range(fault.span))
                .and_then(|(source, range)| source.lines().byte_to_line(range.start));
            Diagnostic {
                template: id.map(|id| id.get().vpath().get_with_slash().to_string()),
                line: line.map(|line| line.saturating_add(1)),
                message: fault.message.to_string(),
            }
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_known_by_the_names_that_templates_use() {
        let engine = Engine::new().unwrap();
        let families: Vec<_> = engine.book.families().map(|(name, infos)| (name.to_owned(), infos.count())).collect();
        assert_eq!(families, [("DejaVu Sans".to_owned(), 1), ("Inter".to_owned(), 3)]);
    }
}
