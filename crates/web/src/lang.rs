//! The reader's language: asked for, remembered, or the browser's; Chinese otherwise.

use kernel::Text;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese, the first language of the users.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language tag of `lang=` in HTML.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The code in a link and in the cookie.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language with `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Zh, Self::En].into_iter().find(|lang| lang.code() == code)
    }

    /// The text in this language.
    pub fn of(self, text: &Text) -> &str {
        text.r#in(self.code())
    }

    /// One of two texts.
    pub const fn t<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// What the reader asks for in the link, else what was remembered, else the browser's first of the two, else Chinese.
    pub fn choose(asked: Option<&str>, cookies: Option<&str>, accept: Option<&str>) -> Self {
        asked
            .and_then(Self::from_code)
            .or_else(|| cookies.and_then(remembered))
            .or_else(|| accept.and_then(accepted))
            .unwrap_or_default()
    }
}

fn remembered(cookies: &str) -> Option<Lang> {
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("lang=").and_then(Lang::from_code))
}

/// The best rated of the two in an Accept-Language header (RFC 9110 section 12.5.4); the first of equals.
fn accepted(header: &str) -> Option<Lang> {
    let rated = header.split(',').filter_map(|range| {
        let mut parts = range.split(';');
        let lang = Lang::from_code(parts.next()?.trim().split('-').next()?.to_ascii_lowercase().as_str())?;
        let quality = parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(Some(1.0_f32), |q| q.parse().ok())?;
        (quality > 0.0).then_some((lang, quality))
    });
    rated.fold(None, |best: Option<(Lang, f32)>, next| best.filter(|best| best.1 >= next.1).or(Some(next))).map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_goes_before_the_cookie_and_the_cookie_before_the_browser() {
        assert_eq!(Lang::choose(Some("en"), Some("lang=zh"), Some("zh")), Lang::En);
        assert_eq!(Lang::choose(None, Some("a=b; lang=en"), Some("zh")), Lang::En);
        assert_eq!(Lang::choose(None, Some("slang=en"), None), Lang::Zh);
        assert_eq!(Lang::choose(Some("xx"), None, Some("de,en-GB;q=0.8,zh;q=0.3")), Lang::En);
        assert_eq!(Lang::choose(None, None, Some("en;q=0.5, zh-CN")), Lang::Zh);
        assert_eq!(Lang::choose(None, None, Some("en;q=0, fr")), Lang::Zh);
        assert_eq!(Lang::choose(None, None, None), Lang::Zh);
    }
}
