//! Keys of those who may connect: an nkey user per organisation, known to the server by its public half.

use std::fmt;

use nkeys::{KeyPair, KeyPairType};

use crate::{BusError, Result};

/// A user's key.
#[derive(Clone, PartialEq, Eq)]
pub struct NkeyPair {
    /// The secret half, `SU…`; never in a log line.
    pub seed: String,
    /// The public half, `U…`, for the server's configuration.
    pub public: String,
}

impl NkeyPair {
    /// Reads a seed, as kept in a key file.
    ///
    /// # Errors
    /// `Key` if it is not the seed of a user.
    pub fn from_seed(seed: &str) -> Result<Self> {
        let pair = KeyPair::from_seed(seed.trim()).map_err(|_| BusError::Key)?;
        if pair.key_pair_type() != KeyPairType::User {
            return Err(BusError::Key);
        }
        Ok(Self { seed: seed.trim().to_owned(), public: pair.public_key() })
    }
}

impl fmt::Debug for NkeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NkeyPair").field("public", &self.public).finish_non_exhaustive()
    }
}

/// Makes a key for a new user.
///
/// # Errors
/// `Key` if the key cannot be written as a seed.
pub fn generate_user() -> Result<NkeyPair> {
    let pair = KeyPair::new_user();
    Ok(NkeyPair { seed: pair.seed().map_err(|_| BusError::Key)?, public: pair.public_key() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_is_read_again_and_does_not_show_its_seed() {
        let pair = generate_user().unwrap();
        assert!(pair.seed.starts_with("SU") && pair.public.starts_with('U'));
        assert_eq!(NkeyPair::from_seed(&format!("{}\n", pair.seed)).unwrap(), pair);
        assert!(!format!("{pair:?}").contains(&pair.seed));
    }

    #[test]
    fn another_kind_of_key_is_refused() {
        let account = KeyPair::new_account().seed().unwrap();
        assert!(matches!(NkeyPair::from_seed(&account), Err(BusError::Key)));
        assert!(matches!(NkeyPair::from_seed("SUNOTASEED"), Err(BusError::Key)));
    }
}
