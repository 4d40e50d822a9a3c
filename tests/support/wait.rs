//! Waiting for facts, with a deadline; never for silence.

use std::future::Future;
use std::time::{Duration, Instant};

/// Nothing here takes longer than this, unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until `look` finds something; fails with `what` after `within`.
///
/// # Panics
/// When nothing was found in time: the test fails there.
pub async fn wait_for<T, F, Looking>(what: &str, within: Duration, mut look: F) -> T
where
    F: FnMut() -> Looking,
    Looking: Future<Output = Option<T>>,
{
    let deadline = Instant::now() + within;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Asks again and again until `holds`; fails with `what` after `within`.
///
/// # Panics
/// When it did not hold in time: the test fails there.
pub async fn wait_until<F, Looking>(what: &str, within: Duration, mut holds: F)
where
    F: FnMut() -> Looking,
    Looking: Future<Output = bool>,
{
    wait_for(what, within, || {
        let looking = holds();
        async move { looking.await.then_some(()) }
    })
    .await;
}
