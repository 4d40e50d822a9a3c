//! An article of a statute as it is cited: under its number on the day of the fact that rests on it or breaks it.

use chrono::NaiveDate;

use crate::Text;

/// Where the law says so: an instrument and its article, in both languages, in every edition that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Article {
    zh: &'static str,
    en: &'static str,
    /// Where the same stood before it was renumbered, the latest first.
    earlier: [Option<Edition>; 2],
}

/// Where an article stood in an earlier edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edition {
    /// The first day on which the next was in force.
    until: NaiveDate,
    zh: &'static str,
    en: &'static str,
}

impl Article {
    /// An article as it stands now, such as 刑事诉讼法(2018)第九十一条 and `Criminal Procedure Law (2018), art 91`; what is general knowledge
    /// ends with `[K]`.
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en, earlier: [None, None] }
    }

    /// The same, which before that day (year, month, day) stood there; of several editions the latest is said first.
    pub const fn before(self, (year, month, day): (i32, u32, u32), zh: &'static str, en: &'static str) -> Self {
        let until = match NaiveDate::from_ymd_opt(year, month, day) {
            Some(until) => until,
            None => NaiveDate::MIN,
        };
        let edition = Some(Edition { until, zh, en });
        let earlier = match self.earlier {
            [None, _] => [edition, None],
            [latest, _] => [latest, edition],
        };
        Self { earlier, ..self }
    }

    /// As it is cited for what happened on `day`.
    pub fn on(&self, day: NaiveDate) -> Text {
        self.between(day, day)
    }

    /// As it is cited for what happened on a day from `first` to `last`: in each edition that was in force on one of them, the latest first.
    pub fn between(&self, first: NaiveDate, last: NaiveDate) -> Text {
        let earlier = || self.earlier.iter().flatten();
        let began = earlier().map(|edition| edition.until).chain([NaiveDate::MIN]);
        let now = (NaiveDate::MAX, self.zh, self.en);
        let editions = std::iter::once(now).chain(earlier().map(|edition| (edition.until, edition.zh, edition.en))).zip(began);
        let in_force = editions.filter(|((until, ..), from)| (first < *until || *until == NaiveDate::MAX) && last >= *from);
        let (zh, en): (Vec<&str>, Vec<&str>) = in_force.map(|((_, zh, en), _)| (zh, en)).unzip();
        match (&zh[..], &en[..]) {
            ([zh], [en]) => Text::new(zh, en),
            _ => Text::of(zh.join("；"), en.join("; ")),
        }
    }
}

/// An article of 刑事诉讼法(2018) with its numbers in the laws of 2012 and 1996, which are general knowledge: 中文, digits, and so for each.
#[macro_export]
macro_rules! procedure_law {
    ($zh:literal, $en:literal, $zh_2012:literal, $en_2012:literal, $zh_1996:literal, $en_1996:literal) => {
        $crate::Article::new(concat!("刑事诉讼法(2018)第", $zh, "条"), concat!("Criminal Procedure Law (2018), art ", $en))
            .before(
                (2018, 10, 26),
                concat!("刑事诉讼法(2012)第", $zh_2012, "条[K]"),
                concat!("Criminal Procedure Law (2012), art ", $en_2012, " [K]"),
            )
            .before(
                (2013, 1, 1),
                concat!("刑事诉讼法(1996)第", $zh_1996, "条[K]"),
                concat!("Criminal Procedure Law (1996), art ", $en_1996, " [K]"),
            )
    };
}

/// An article of 公安机关办理刑事案件程序规定(2020); where it stood in those of 2012 is to be checked.
#[macro_export]
macro_rules! police_rules {
    ($zh:literal, $en:literal) => {
        $crate::Article::new(
            concat!("公安机关办理刑事案件程序规定(2020)第", $zh, "条"),
            concat!("Procedure rules for criminal cases of police (2020), art ", $en),
        )
        .before(
            (2020, 9, 1),
            "公安机关办理刑事案件程序规定(2012)（条号待核）[K]",
            "Procedure rules for criminal cases of police (2012; article to be checked) [K]",
        )
    };
}

/// The number of an article in English: 第三十三条至第三十五条 is `art 33 to art 35`. What is not understood is not touched.
pub fn english(article: &str) -> String {
    let mut found = String::new();
    let mut rest = article;
    while let Some((before, after)) = rest.split_once('第') {
        let number = after.split_once('条').and_then(|(digits, after)| Some((numeral(digits)?, after)));
        let Some((number, after)) = number else { return article.to_owned() };
        found.push_str(&before.replace('至', " to ").replace('、', ", "));
        found.push_str(&format!("art {number}"));
        rest = after;
        if let Some(part) = after.strip_prefix('之') {
            let (word, after) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
            let Some(part) = numeral(word) else { return article.to_owned() };
            found.push_str(&format!("-{part}"));
            rest = after;
        }
    }
    found.push_str(match rest {
        "条号待核" => "article to be confirmed",
        rest => rest,
    });
    found
}

/// A number below 1000 in Chinese words: 二十一, 一百零三.
fn numeral(words: &str) -> Option<u32> {
    let (mut sum, mut digit) = (0, 0);
    for word in words.chars() {
        match word {
            '零' => {}
            '十' | '百' => {
                sum += digit.max(1) * if word == '十' { 10 } else { 100 };
                digit = 0;
            }
            word => digit = u32::try_from("一二三四五六七八九".chars().position(|known| known == word)?).ok()? + 1,
        }
    }
    Some(sum + digit).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_cited_under_its_number_on_the_day_of_the_fact() {
        let article = procedure_law!("九十一", "91", "八十九", "89", "六十九", "69");
        let on = |day: &str| article.on(day.parse().expect("a day"));
        for (day, zh, en) in [
            ("2026-11-29", "刑事诉讼法(2018)第九十一条", "Criminal Procedure Law (2018), art 91"),
            ("2018-10-26", "刑事诉讼法(2018)第九十一条", "Criminal Procedure Law (2018), art 91"),
            ("2018-10-25", "刑事诉讼法(2012)第八十九条[K]", "Criminal Procedure Law (2012), art 89 [K]"),
            ("2013-01-01", "刑事诉讼法(2012)第八十九条[K]", "Criminal Procedure Law (2012), art 89 [K]"),
            ("2012-12-31", "刑事诉讼法(1996)第六十九条[K]", "Criminal Procedure Law (1996), art 69 [K]"),
            ("1990-01-01", "刑事诉讼法(1996)第六十九条[K]", "Criminal Procedure Law (1996), art 69 [K]"),
        ] {
            assert_eq!(on(day), Text::new(zh, en), "{day}");
        }
        let between = |first: &str, last: &str| article.between(first.parse().expect("a day"), last.parse().expect("a day"));
        assert_eq!(between("2016-08-01", "2018-12-01").zh, "刑事诉讼法(2018)第九十一条；刑事诉讼法(2012)第八十九条[K]");
        assert_eq!(between("2016-08-01", "2018-10-25").zh, "刑事诉讼法(2012)第八十九条[K]");
        assert_eq!(between("2018-10-26", "2019-10-25").zh, "刑事诉讼法(2018)第九十一条");
        let other = Article::new("行政强制法(2011)第二十五条", "Administrative Coercion Law (2011), art 25");
        assert_eq!(other.on("2000-01-01".parse().expect("a day")).zh, "行政强制法(2011)第二十五条");
    }

    #[test]
    fn the_number_of_an_article_is_said_in_english() {
        assert_eq!(english("第六十四条、第八十五条"), "art 64, art 85");
        assert_eq!(english("第三十三条至第三十五条"), "art 33 to art 35");
        assert_eq!(english("第一百零三条"), "art 103");
        assert_eq!(english("第一百七十条"), "art 170");
        assert_eq!(english("第十条"), "art 10");
        assert_eq!(english("第四百零八条之一"), "art 408-1");
        assert_eq!(english("条号待核"), "article to be confirmed");
        assert_eq!(english("附件第一款"), "附件第一款", "what is not understood is not touched");
        assert_eq!(english("144"), "144");
    }
}
