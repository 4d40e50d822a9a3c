//! Tallies as declarations: what is counted, in which unit, flow or stock, and in which window it is printed.

use crate::{Text, Unit};

/// One counted thing that leadership reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The code, for ever: `joint-meetings`.
    pub code: &'static str,
    /// Chinese name (统计项).
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// The unit of its quantity.
    pub unit: Unit,
    /// Flow or stock.
    pub nature: Nature,
    /// The group under which it is printed.
    pub group: Group,
    /// The window in which it is printed unless the reader asks for another.
    pub window: Window,
}

impl Measure {
    /// A flow of counted things in this year.
    pub const fn flow(code: &'static str, zh: &'static str, en: &'static str, group: Group) -> Self {
        Self { code, zh, en, unit: Unit::Item, nature: Nature::Flow, group, window: Window::ThisYear }
    }

    /// The same with another unit.
    pub const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// The same, printed in another window.
    pub const fn window(self, window: Window) -> Self {
        Self { window, ..self }
    }

    /// The same as a stock: what stands on a day, opened minus closed.
    pub const fn stock(self) -> Self {
        Self { nature: Nature::Stock, window: Window::OnTheDay, ..self }
    }

    /// The name in both languages.
    pub const fn name(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// Whether a measure adds up over a window or stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Adds up over a window (meetings).
    Flow,
    /// Stands on a day (offices).
    Stock,
}

/// The groups of a bulletin, in their printed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Joint work (联勤联动).
    Joint,
    /// Prevention (防范).
    Prevention,
    /// Transfer (移送).
    Transfer,
    /// Strike (打击).
    Strike,
}

impl Group {
    /// All groups in their printed order.
    pub const ALL: [Self; 4] = [Self::Joint, Self::Prevention, Self::Transfer, Self::Strike];

    /// The name in both languages.
    pub const fn name(self) -> Text {
        match self {
            Self::Joint => Text::new("联勤联动", "Joint work"),
            Self::Prevention => Text::new("监管防范", "Prevention"),
            Self::Transfer => Text::new("案件移送", "Transfer"),
            Self::Strike => Text::new("打击犯罪", "Strike"),
        }
    }
}

/// The window in which a tally is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Since the mechanism was set up (机制建立以来).
    SinceSetUp,
    /// Since 1 January (今年以来).
    ThisYear,
    /// A stock, on the day itself (截至当日).
    OnTheDay,
    /// All that is recorded; the source names no window (未载明期间).
    NotStated,
}

impl Window {
    /// The name in both languages.
    pub const fn name(self) -> Text {
        match self {
            Self::SinceSetUp => Text::new("机制建立以来", "since set-up"),
            Self::ThisYear => Text::new("今年以来", "this year"),
            Self::OnTheDay => Text::new("截至当日", "on the day"),
            Self::NotStated => Text::new("未载明期间", "window not stated"),
        }
    }
}
