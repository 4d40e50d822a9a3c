//! Around every request: loopback names only, security headers, the language cookie, error pages, the request count.

use std::time::Instant;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::error::PageError;
use crate::frame::Frame;
use crate::params::Params;
use crate::visitor::{Visitor, language, params};
use crate::{App, Lang};

const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Dresses every response.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let params = params(request.uri());
    let lang = language(&params, request.headers());
    let asked = params.get("lang").and_then(Lang::from_code);
    let path = request.uri().path().to_owned();
    let mut response = if local(request.headers()) { next.run(request).await } else { PageError::ForeignHost.into_response() };
    if let Some(error) = response.extensions_mut().remove::<PageError>() {
        response = error_page(&app, lang, &path, &error, response);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(lang) = asked {
        let cookie = match lang {
            Lang::Zh => "lang=zh; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
            Lang::En => "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        };
        headers.append(SET_COOKIE, HeaderValue::from_static(cookie));
    }
    app.metrics.request(response.status().as_u16(), started.elapsed());
    response
}

/// Whether the request names this machine: a page of another site that resolves its name to 127.0.0.1 does not get in.
fn local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or(host),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    f: Frame,
    error: &'a PageError,
    home: String,
}

fn error_page(app: &App, lang: Lang, path: &str, error: &PageError, from: Response) -> Response {
    let title = match error {
        PageError::NotFound => lang.t("没有这个页面", "There is no such page"),
        PageError::BadParameter(_) => lang.t("链接中的参数无法识别", "A parameter of the link cannot be read"),
        PageError::ForeignHost => lang.t("只接受本机访问", "Only this machine is served"),
        PageError::Away => lang.t("数据库暂时没有响应", "The database does not answer"),
        PageError::Broken(_) => lang.t("页面出错", "Something went wrong"),
    };
    let root = path.split('/').nth(1).and_then(|code| app.root(code)).cloned();
    let (f, home) = match root {
        Some(root) => {
            let visitor = Visitor { lang, root, path: path.to_owned(), params: Params::default() };
            (Frame::new(app, &visitor, None, title), visitor.link(""))
        }
        None => (Frame::bare(app, lang, title, path), "/".to_owned()),
    };
    let page = ErrorPage { f, error, home };
    let (mut parts, _) = from.into_parts();
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    match page.render() {
        Ok(html) => (parts.status, parts.headers, Html(html)).into_response(),
        Err(_) => (parts.status, title.to_owned()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let named = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_str(host).expect("a header"));
            local(&headers)
        };
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "127.8.8.8", "[::1]:8080"] {
            assert!(named(host), "{host}");
        }
        for host in ["example.org", "127.0.0.1.example.org", "10.0.0.1:80", "localhost.example.org", "[::2]"] {
            assert!(!named(host), "{host}");
        }
        assert!(!local(&HeaderMap::new()));
    }
}
