//! Where programs and data lie by default, from values that the binary read from its environment.

use std::path::{Path, PathBuf};

use crate::account::is_root;

/// Where the servers' programs are looked for, in this order.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Folders that `scripts/setup.sh` fills: `nats-server-VERSION/` and `postgres-VERSION/bin/`.
    pub tools: Vec<PathBuf>,
    /// The folders of `PATH`.
    pub path: Vec<PathBuf>,
    /// Folders with one `MAJOR/bin` per installed Postgres, as Debian has them.
    pub postgres: Vec<PathBuf>,
}

impl Places {
    /// The places of this machine; `env` answers for `JOINTCASE_TOOLS`, `XDG_CACHE_HOME`, `HOME` and `PATH`.
    pub fn of(env: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| env(name).filter(|value| !value.is_empty());
        let shared = PathBuf::from("/var/cache/jointcase/tools");
        let cache = get("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| Some(Path::new(&get("HOME")?).join(".cache")));
        let own = cache.map(|cache| cache.join("jointcase/tools"));
        let mut tools: Vec<PathBuf> = get("JOINTCASE_TOOLS").map(PathBuf::from).into_iter().collect();
        if is_root() {
            tools.push(shared);
        } else {
            tools.extend(own);
            tools.push(shared);
        }
        let path = get("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
        let postgres = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"].map(PathBuf::from).to_vec();
        Self { tools, path, postgres }
    }
}

/// The folder for the data of `name` ("demo", "main"): below `/var/lib` for root, else in the user's own share.
///
/// `data_home` is `XDG_DATA_HOME`. `None` if an ordinary user has neither that nor a home.
pub fn default_data_dir(name: &str, is_root: bool, home: Option<&Path>, data_home: Option<&Path>) -> Option<PathBuf> {
    if is_root {
        return Some(Path::new("/var/lib/jointcase").join(name));
    }
    let share = data_home.map(Path::to_path_buf).or_else(|| Some(home?.join(".local/share")))?;
    Some(share.join("jointcase").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_lies_in_var_lib_for_root_and_in_the_share_of_a_user() {
        let home = Some(Path::new("/home/li"));
        assert_eq!(default_data_dir("demo", true, home, None), Some("/var/lib/jointcase/demo".into()));
        assert_eq!(default_data_dir("demo", false, home, None), Some("/home/li/.local/share/jointcase/demo".into()));
        assert_eq!(default_data_dir("x", false, home, Some(Path::new("/d"))), Some("/d/jointcase/x".into()));
        assert_eq!(default_data_dir("x", false, None, None), None);
    }

    #[test]
    fn the_chosen_tools_folder_comes_first() {
        let places = Places::of(|name| (name == "JOINTCASE_TOOLS").then(|| "/chosen".to_owned()));
        assert_eq!(places.tools.first(), Some(&PathBuf::from("/chosen")));
        assert!(places.path.is_empty());
    }
}
