//! How much space is left, and whether that was the trouble.

use std::path::Path;
use std::process::Command;

use crate::error::StandaloneError;

/// Servers do not start with less free space than this, in MiB.
pub const SPACE_LOW_MIB: u64 = 200;

/// Free space on the disk that holds `folder`, in MiB; `None` if the machine does not say.
pub fn free_mib(folder: &Path) -> Option<u64> {
    let out = Command::new("df").arg("-Pk").arg(folder).env("LC_ALL", "C").output().ok()?;
    parse_df(&String::from_utf8_lossy(&out.stdout))
}

/// Refuses a disk that is nearly full.
pub(crate) fn check(folder: &Path) -> crate::Result<()> {
    match free_mib(folder) {
        Some(free_mib) if free_mib < SPACE_LOW_MIB => Err(StandaloneError::DiskFull { place: folder.into(), free_mib }),
        Some(_) | None => Ok(()),
    }
}

/// Whether a log says that the disk was full.
pub(crate) fn told_by(log: &str) -> bool {
    log.contains("No space left on device") || log.contains("no space left on device")
}

fn parse_df(text: &str) -> Option<u64> {
    // The name of the device may contain spaces; the percentage does not, so count from it.
    let words: Vec<&str> = text.lines().last()?.split_whitespace().collect();
    let percent = words.iter().rposition(|word| word.ends_with('%') || *word == "-")?;
    let kib: u64 = words.get(percent.checked_sub(1)?)?.parse().ok()?;
    Some(kib / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_the_column_before_the_percentage() {
        let text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 264212084 12259760 83026128 13% /\n";
        assert_eq!(parse_df(text), Some(81_080));
        assert_eq!(parse_df("Filesystem\n"), None);
        assert!(free_mib(Path::new("/")).is_some());
    }

    #[test]
    fn both_servers_words_for_a_full_disk_are_known() {
        assert!(told_by("FATAL:  could not write lock file \"postmaster.pid\": No space left on device"));
        assert!(told_by("[ERR] JetStream: write msgs/1.blk: no space left on device"));
        assert!(!told_by("database system is ready to accept connections"));
    }
}
