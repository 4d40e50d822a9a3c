//! What stands around every page: title, roots, navigation, language, marks.

use kernel::division::Root;

use crate::app::short;
use crate::visitor::Visitor;
use crate::{App, Lang, assets};

/// The parts of the site, in the order of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Dashboard,
    Inspections,
    Cases,
    Due,
    Evidence,
    Joint,
    Premises,
    Quarantine,
    Status,
}

impl Section {
    const ALL: [Self; 9] = [
        Self::Dashboard,
        Self::Inspections,
        Self::Cases,
        Self::Due,
        Self::Evidence,
        Self::Joint,
        Self::Premises,
        Self::Quarantine,
        Self::Status,
    ];

    /// The path under the root.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Dashboard => "",
            Self::Inspections => "inspections",
            Self::Cases => "cases",
            Self::Due => "due",
            Self::Evidence => "evidence",
            Self::Joint => "joint",
            Self::Premises => "premises",
            Self::Quarantine => "quarantine",
            Self::Status => "status",
        }
    }

    /// The name.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Dashboard => lang.t("统计总览", "Dashboard"),
            Self::Inspections => lang.t("监督检查", "Inspections"),
            Self::Cases => lang.t("案件", "Cases"),
            Self::Due => lang.t("时限", "Deadlines"),
            Self::Evidence => lang.t("证据", "Evidence"),
            Self::Joint => lang.t("联勤联动", "Joint work"),
            Self::Premises => lang.t("场所", "Premises"),
            Self::Quarantine => lang.t("待处理报送", "Quarantine"),
            Self::Status => lang.t("运行状态", "Status"),
        }
    }
}

/// One link of the navigation.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// What the layout shows around a page.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub lang: Lang,
    /// The title of the page, without the name of the system.
    pub title: String,
    /// The root's name; empty on pages without one.
    pub root: String,
    pub simulated: bool,
    pub roots: Vec<Link>,
    pub nav: Vec<Link>,
    /// This page in the other language.
    pub other_language: String,
    /// Whether the page draws charts.
    pub charts: bool,
}

impl Frame {
    /// The frame of a page of `section`.
    pub fn new(app: &App, visitor: &Visitor, section: Option<Section>, title: impl Into<String>) -> Self {
        let lang = visitor.lang;
        let nav = Section::ALL.into_iter().map(|entry| Link {
            href: visitor.link(entry.path()),
            label: entry.name(lang).to_owned(),
            current: section == Some(entry),
        });
        Self {
            title: title.into(),
            root: lang.of(&visitor.root.name).to_owned(),
            simulated: visitor.root.simulated,
            roots: roots(app, lang, Some(&visitor.root)),
            nav: nav.collect(),
            other_language: visitor.params.with("lang", other(lang).code()).on(&visitor.path),
            lang,
            charts: false,
        }
    }

    /// The frame of a page that belongs to no root, such as an error.
    pub fn bare(app: &App, lang: Lang, title: impl Into<String>, path: &str) -> Self {
        Self {
            lang,
            title: title.into(),
            root: String::new(),
            simulated: false,
            roots: roots(app, lang, None),
            nav: Vec::new(),
            other_language: format!("{path}?lang={}", other(lang).code()),
            charts: false,
        }
    }

    /// The same for a page that draws charts.
    pub fn with_charts(self) -> Self {
        Self { charts: true, ..self }
    }

    /// One of two texts in the reader's language.
    pub fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.t(zh, en)
    }

    /// The link of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::link(name)
    }
}

const fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    }
}

fn roots(app: &App, lang: Lang, current: Option<&Root>) -> Vec<Link> {
    let link = |root: &Root| Link {
        href: format!("/{}/", short(root.code.as_str())),
        label: lang.of(&root.name).to_owned(),
        current: current.is_some_and(|current| current.code == root.code),
    };
    app.reference.roots().iter().map(link).collect()
}
