//! Tables as files that a spreadsheet opens: RFC 4180, UTF-8 with its mark, amounts and days as machines write them.

use csv::{Terminator, WriterBuilder};

/// What tells a spreadsheet that the file is UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What a cell must not begin with, or a spreadsheet takes it for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// What a person or a file wrote: never a formula.
    Text(String),
    /// A number, an amount or a day that the program wrote, as it is: `-3.20` is no formula.
    Plain(String),
}

impl Cell {
    /// What somebody wrote.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number, an amount or a day.
    pub fn plain(value: impl ToString) -> Self {
        Self::Plain(value.to_string())
    }

    /// Nothing.
    pub fn none() -> Self {
        Self::Plain(String::new())
    }

    fn written(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with(FORMULA) => format!("'{text}"),
            Self::Text(text) | Self::Plain(text) => text.clone(),
        }
    }
}

/// Rows under their heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// What the columns are called, the same in every language: a program reads them.
    pub heads: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The file.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(MARK.to_vec());
        // Writing into memory fails nowhere; a row of another length is told by the tests.
        let mut write = |cells: Vec<String>| writer.write_record(cells).is_ok();
        let mut whole = write(self.heads.iter().map(ToString::to_string).collect());
        for row in &self.rows {
            whole &= write(row.iter().map(Cell::written).collect());
        }
        debug_assert!(whole, "every row has a cell for each head");
        writer.into_inner().unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn file(cells: &[Cell]) -> String {
        let heads = ["a", "b", "c", "d", "e", "f"].into_iter().take(cells.len()).collect();
        let bytes = Table { heads, rows: vec![cells.to_vec()] }.to_csv();
        let text = String::from_utf8(bytes).unwrap();
        let (head, row) = text.split_once("\r\n").unwrap();
        assert!(head.starts_with('\u{feff}'), "{head}");
        row.to_owned()
    }

    #[test]
    fn what_people_wrote_is_never_a_formula_and_amounts_stay_amounts() {
        let hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"].map(Cell::text);
        assert_eq!(file(&hostile), "'=cmd|' /C calc'!A0,'+1,'-1,'@SUM(A1),'\t=1\r\n");
        assert_eq!(file(&[Cell::plain("-3.20"), Cell::text("a=b")]), "-3.20,a=b\r\n");
    }

    #[test]
    fn quotes_commas_and_ends_of_lines_are_quoted() {
        let told = ["5\" screen", "a, b", "one\r\ntwo", "é"].map(Cell::text);
        assert_eq!(file(&told), "\"5\"\" screen\",\"a, b\",\"one\r\ntwo\",é\r\n");
        assert_eq!(file(&[Cell::text("\r=1"), Cell::none()]), "\"'\r=1\",\r\n");
    }
}
