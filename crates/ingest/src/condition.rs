//! What keeps reports from being taken in, while it does: operators are told, and nothing is pulled that could not be kept.

use std::collections::BTreeMap;

use event_store::StoreError;
use kernel::Text;
use tokio::sync::watch;

/// A part of the house that can be unwell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The machine of the private servers: its disk, and whether they run.
    Machine,
    /// The event store, as the last batch found it.
    Store,
    /// The bus, as the last pull found it.
    Bus,
}

/// The present troubles; all who know of one tell it here.
#[derive(Debug, Default)]
pub struct Condition(watch::Sender<BTreeMap<Part, Text>>);

impl Condition {
    /// Something is wrong with `part`.
    pub fn wrong(&self, part: Part, text: Text) {
        self.0.send_if_modified(|troubles| troubles.insert(part, text.clone()) != Some(text.clone()));
    }

    /// `part` is well again.
    pub fn well(&self, part: Part) {
        self.0.send_if_modified(|troubles| troubles.remove(&part).is_some());
    }

    /// All that is wrong now.
    pub fn troubles(&self) -> Vec<Text> {
        self.0.borrow().values().cloned().collect()
    }

    /// Waits while the machine is unwell. The other two are found out by trying.
    pub(crate) async fn machine_is_well(&self) {
        let mut seen = self.0.subscribe();
        // The sender lives as long as `self`.
        drop(seen.wait_for(|troubles| !troubles.contains_key(&Part::Machine)).await);
    }

    pub(crate) fn store_failed(&self, error: &StoreError) {
        self.wrong(Part::Store, told(error));
    }
}

fn told(error: &StoreError) -> Text {
    match error {
        StoreError::DiskFull(_) => Text::new(
            "数据库所在磁盘已满：请腾出空间；报送保留在总线上，腾出空间后自动接收，不会丢失",
            "the disk of the database is full: free some space; reports wait on the bus, and are then taken in without loss",
        ),
        StoreError::Unavailable(_) => Text::new(
            "数据库暂时无法写入：报送保留在总线上，恢复后自动接收",
            "the database cannot be written at present: reports wait on the bus and are taken in when it is back",
        ),
        StoreError::Refused(_) | StoreError::Unreadable(_) | StoreError::Taken => Text::new(
            "数据库拒绝写入，原因见日志；报送保留在总线上",
            "the database refuses to write, the log says why; reports wait on the bus",
        ),
        StoreError::Stopped => Text::new("服务正在停止", "the service is stopping"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_wrong_is_told_until_it_is_well_again() {
        let condition = Condition::default();
        condition.machine_is_well().await;
        condition.wrong(Part::Bus, Text::new("总线", "bus"));
        condition.store_failed(&StoreError::Stopped);
        condition.machine_is_well().await;
        condition.wrong(Part::Machine, Text::new("磁盘", "disk"));
        let told: Vec<String> = condition.troubles().into_iter().map(|text| text.en.into_owned()).collect();
        assert_eq!(told, ["disk", "the service is stopping", "bus"]);
        let waiting = condition.machine_is_well();
        tokio::pin!(waiting);
        assert!(futures::poll!(&mut waiting).is_pending());
        condition.well(Part::Machine);
        waiting.await;
    }
}
