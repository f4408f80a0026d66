//! What the program is asked on its command line.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use crate::links::is_link;

/// What `--help` prints.
pub const HELP: &str = "\
Usage: guichet [--demo] [--data FOLDER] [LINK]

  --demo         a small made-up shop, apart from the real one
  --data FOLDER  where the replica lies, instead of this system's usual place
  LINK           what to open: guichet://order/…, guichet://customer/…, guichet://find?q=…
  --version      the version
  --help         this text";

/// How to open the window.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The demonstration shop.
    pub demo: bool,
    /// Where the replica lies, where the agent chose it.
    pub data: Option<PathBuf>,
    /// What to open, where the program was started with a link.
    pub link: Option<String>,
}

/// What was asked.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// To open the window.
    Open(Options),
    /// For the options.
    Help,
    /// For the version.
    Version,
}

/// Why the command line was not understood.
#[derive(Debug, PartialEq, Eq)]
pub enum BadOptions {
    /// `--data` came without a folder.
    FolderMissing,
    /// There is no such option.
    Unknown(OsString),
}

impl fmt::Display for BadOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FolderMissing => f.write_str("--data needs a folder"),
            Self::Unknown(option) => write!(f, "unknown option {}", option.display()),
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// [`BadOptions`], at the first argument that makes no sense.
    pub fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Asked, BadOptions> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--demo") => options.demo = true,
                Some("--data") => options.data = Some(arguments.next().ok_or(BadOptions::FolderMissing)?.into()),
                Some("--help" | "-h") => return Ok(Asked::Help),
                Some("--version" | "-V") => return Ok(Asked::Version),
                Some(link) if is_link(link) => options.link = Some(link.to_owned()),
                _ => return Err(BadOptions::Unknown(argument)),
            }
        }
        Ok(Asked::Open(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Asked, BadOptions> {
        Options::parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn nothing_opens_the_real_shop() {
        assert_eq!(parse(&[]), Ok(Asked::Open(Options::default())));
    }

    #[test]
    fn demo_and_data_go_together() {
        let options = Options { demo: true, data: Some("/tmp/x".into()), link: None };
        assert_eq!(parse(&["--data", "/tmp/x", "--demo"]), Ok(Asked::Open(options)));
    }

    #[test]
    fn a_link_is_opened_whatever_it_says() {
        let options = Options { link: Some("guichet://nothing".into()), ..Options::default() };
        assert_eq!(parse(&["guichet://nothing"]), Ok(Asked::Open(options)));
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        assert_eq!(parse(&["--data"]), Err(BadOptions::FolderMissing));
        assert_eq!(parse(&["--dmeo"]), Err(BadOptions::Unknown("--dmeo".into())));
    }
}
