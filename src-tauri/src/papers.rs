//! Papers as files: readable by their owner only, wherever they go.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a paper so that only its owner can read it, also over a file that others could.
///
/// # Errors
/// Whatever the system says.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = owner_only(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a paper for the system's viewer into a folder of the program's own, which [`sweep`] empties.
///
/// # Errors
/// Whatever the system says, and a name that is none.
pub fn lay_out(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let name = Path::new(name).file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    fs::create_dir_all(folder)?;
    keep_to_owner(folder)?;
    let path = folder.join(name);
    write(&path, bytes)?;
    Ok(path)
}

/// Forgets the papers that were laid out for the viewer. There may be none.
pub fn sweep(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder)
        && error.kind() != io::ErrorKind::NotFound
    {
        eprintln!("guichet: papers shown earlier could not be removed: {}", error.kind());
    }
}

#[cfg(unix)]
fn owner_only(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Elsewhere a file inherits its folder's access list, and the folders that we choose are the user's own.
#[cfg(not(unix))]
fn owner_only(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).open(path)
}

#[cfg(unix)]
fn keep_to_owner(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn keep_to_owner(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_stays_in_its_folder_and_goes_with_it() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("papers");
        let path = lay_out(&folder, "../../R-1.pdf", b"%PDF").unwrap();
        assert_eq!(path, folder.join("R-1.pdf"));
        sweep(&folder);
        assert!(!folder.exists());
        sweep(&folder);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it_even_over_an_open_file() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("paper.pdf");
        fs::write(&path, "longer than what follows").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, b"%PDF").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"%PDF");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
