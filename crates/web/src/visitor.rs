//! Who reads which root with which parameters: what every page extracts from its request.

use axum::extract::{FromRequestParts, Query};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use kernel::Division;
use kernel::division::Root;

use crate::error::PageError;
use crate::params::{BadParameter, Params};
use crate::{App, Lang};

/// One request for a page.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// The reader's language.
    pub lang: Lang,
    /// The root in the path.
    pub root: Root,
    /// The path.
    pub path: String,
    /// The query.
    pub params: Params,
}

impl Visitor {
    /// A path under this root: `/370800/facts`.
    pub fn link(&self, rest: &str) -> String {
        format!("/{}/{rest}", crate::app::short(self.root.code.as_str()))
    }

    /// The county named by parameter `county`.
    ///
    /// # Errors
    /// [`BadParameter`] if the root has no such county.
    pub fn county<'a>(&self, app: &'a App) -> Result<Option<&'a Division>, BadParameter> {
        let expected = ("本辖区区县代码，如370811", "the code of a county under this root, such as 370811");
        self.params.read("county", expected, |code| app.county(&self.root, code))
    }

    /// The agency named by parameter `agency`.
    ///
    /// # Errors
    /// [`BadParameter`] if no such agency is mounted.
    pub fn agency(&self, app: &App) -> Result<Option<String>, BadParameter> {
        let expected = ("已接入部门的代码，如food-drug", "the code of an agency, such as food-drug");
        self.params.read("agency", expected, |code| app.knows_agency(code).then(|| code.to_owned()))
    }
}

/// The query of `uri`; one that cannot be decoded counts as none.
pub(crate) fn params(uri: &Uri) -> Params {
    Params::new(Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default())
}

/// The reader's language, from link, cookie or browser.
pub(crate) fn language(params: &Params, headers: &HeaderMap) -> Lang {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    Lang::choose(params.get("lang"), header(COOKIE), header(ACCEPT_LANGUAGE))
}

impl FromRequestParts<App> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let params = params(&parts.uri);
        let lang = language(&params, &parts.headers);
        let path = parts.uri.path().to_owned();
        let root = path.split('/').nth(1).and_then(|code| app.root(code)).ok_or(PageError::NotFound)?.clone();
        // The language is remembered by the cookie: links need not carry it.
        Ok(Self { lang, root, path, params: params.with("lang", "") })
    }
}
