//! How far behind something that follows the history may be before a person should look at it.

use chrono::TimeDelta;

/// What waits no longer than this is on its way: everything that follows the history looks at least once a second, and the
/// ticker waits until nothing was recorded for three.
pub(super) const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(5);
/// Whoever has something to do and has not moved for as long is stuck: no batch of events takes a tenth of it.
pub(super) const STUCK: TimeDelta = TimeDelta::seconds(60);

/// How it stands with something that follows the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has everything.
    There,
    /// It is behind, and what waits has only just been recorded.
    OnItsWay,
    /// It is behind and moves.
    CatchingUp,
    /// It is behind, and no service runs here that would move it.
    Waiting,
    /// It is behind, a service runs, and it has not moved.
    Stuck,
}

impl Standing {
    /// Of something that is `behind` events behind, of which the first was recorded `waits` ago, that has not moved for `still`.
    pub fn of(behind: i64, waits: TimeDelta, still: TimeDelta, serving: bool) -> Self {
        match () {
            () if behind == 0 => Self::There,
            () if waits <= ON_ITS_WAY => Self::OnItsWay,
            () if !serving => Self::Waiting,
            () if waits.min(still) > STUCK => Self::Stuck,
            () => Self::CatchingUp,
        }
    }

    /// What is to be told of it beside the number, in both languages; `waits` as before.
    pub fn remark(self, waits: TimeDelta) -> (String, String) {
        let (waited, normal, stuck) = (waits.num_seconds(), ON_ITS_WAY.num_seconds(), STUCK.num_seconds());
        match self {
            Self::There => (String::new(), String::new()),
            Self::OnItsWay => (
                format!("，最早的等了{waited}秒（{normal}秒内属正常）"),
                format!(", the first of them for {waited} s (up to {normal} s is normal)"),
            ),
            Self::CatchingUp => (
                format!("，最早的等了{waited}秒，正在赶上：请稍后再看"),
                format!(", the first of them for {waited} s, catching up: look again later"),
            ),
            Self::Waiting => (
                format!("，最早的等了{waited}秒，此处没有运行中的服务：用jointcase up启动后会赶上"),
                format!(", the first of them for {waited} s, and no service runs here: it catches up once jointcase up runs"),
            ),
            Self::Stuck => (
                format!("，{stuck}秒以上没有前进：请查看服务日志，必要时重新启动服务"),
                format!(
                    ", and has not moved for more than {stuck} s: look at the log of the service, and start it anew if need be"
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_be_behind_is_normal_for_a_moment_and_wrong_once_nothing_moves() {
        let of =
            |behind, waits, still, serving| Standing::of(behind, TimeDelta::seconds(waits), TimeDelta::seconds(still), serving);
        assert_eq!(of(0, 0, 90_000, true), Standing::There);
        assert_eq!(of(3, 5, 90_000, true), Standing::OnItsWay, "it had nothing to do before");
        assert_eq!(of(3, 6, 6, true), Standing::CatchingUp);
        assert_eq!(of(9_000, 600, 2, true), Standing::CatchingUp, "a great deal was reported, and it moves");
        assert_eq!(of(3, 61, 61, true), Standing::Stuck);
        assert_eq!(of(3, 90_000, 90_000, false), Standing::Waiting);
    }
}
