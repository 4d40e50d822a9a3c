//! Codes in words: parts, flags, marks, precisions, legal facts.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::division::Root;
use kernel::law::{self, Spanning, State, Warning};
use kernel::{Class, Kind, Label, LegalFact, Stage};

use crate::Lang;

/// What the number in the label of a part says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    /// Which of several things: a suspect, a decision, a place.
    Things,
    /// The how-manieth time.
    Times,
}

impl Numbers {
    /// What the number says that comes first in a label of `stage`.
    fn of(kind: &Kind, stage: &Stage) -> Self {
        match stage.law.map(|law| law.label) {
            Some(Label::Numbered | Label::Among(_) | Label::RoundsAmong(_) | Label::Again) => Self::Times,
            Some(Label::Whole | Label::New | Label::Each(_) | Label::Rounds(_)) => Self::Things,
            // It has the labels of what it answers.
            Some(Label::Of(stages)) => {
                let answered = stages.iter().filter(|code| **code != stage.code).find_map(|code| kind.stage(code));
                answered.map_or(Self::Things, |answered| Self::of(kind, answered))
            }
            // Joint work is told of places and people; what an agency does again has no law of its own that says so.
            None if kind.class == Class::Joint => Self::Things,
            None => Self::Times,
        }
    }
}

/// The name of a part of a record: `已复查（第2次）` for `rechecked/2`, `已逮捕（1，第2次）` for the second arrest of suspect 1,
/// `通知补充材料（济宁市公安局，第2次）` for the second round of what police tell.
pub(crate) fn part(kind: Option<&Kind>, part: &str, lang: Lang) -> String {
    let (code, rest) = part.split_once('/').map_or((part, None), |(code, rest)| (code, Some(rest)));
    let stage = kind.and_then(|kind| kind.stage(code));
    // The stage of a record of which nothing stands any more.
    let bare = if code == "withdrawn" { lang.t("已撤回", "taken back") } else { code };
    let name = stage.map_or(bare, |stage| lang.t(stage.zh, stage.en));
    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else { return name.to_owned() };
    let numbers = kind.zip(stage).map_or(Numbers::Times, |(kind, stage)| Numbers::of(kind, stage));
    let joint = kind.is_some_and(|kind| kind.class == Class::Joint);
    // A seized thing moves step by step: `W1#2`.
    let (thing, step) = rest.split_once('#').map_or((rest, None), |(thing, step)| (thing, Some(step)));
    let time = |number: &str| match lang {
        Lang::Zh => format!("第{number}次"),
        Lang::En => format!("no. {number}"),
    };
    // After whom or what it is of a number is a time; of joint work it is a place.
    let said = thing.split('/').enumerate().map(|(at, word)| match word.parse::<u32>() {
        Ok(_) if (at == 0 && numbers == Numbers::Times) || (at > 0 && !joint) => time(word),
        Ok(_) | Err(_) => word.to_owned(),
    });
    let said: Vec<String> = said.chain(step.map(time)).collect();
    match lang {
        Lang::Zh => format!("{name}（{}）", said.join("，")),
        Lang::En => format!("{name} ({})", said.join(", ")),
    }
}

/// What a clock or a fact is about, where its matter has several, as its key says: `suspect:1` is `嫌疑人1`.
pub(crate) fn about(key: &str, lang: Lang) -> String {
    let (what, which) = key.split_once(':').unwrap_or(("", key));
    let name = match what {
        "suspect" => lang.t("嫌疑人", "suspect "),
        "goods" => lang.t("物品清单", "list of goods "),
        "decision" => lang.t("决定", "decision "),
        "order" => lang.t("命令", "order "),
        "sample" => lang.t("样品", "sample "),
        "transfer" => lang.t("移送", "transfer "),
        "question" => lang.t("咨询", "question "),
        "deed" => return LegalFact::from_code(which).map_or_else(|| which.to_owned(), |fact| lang.of(&fact.name()).to_owned()),
        _ => "",
    };
    format!("{name}{which}")
}

/// What a flag of a record that is dated from `first` to `last` means, in a sentence.
pub(crate) fn flag(kind: Option<&Kind>, flag: &str, (first, last): (NaiveDate, NaiveDate), lang: Lang) -> String {
    let (what, which) = flag.split_once(':').unwrap_or((flag, ""));
    let name = match which {
        "deciding-organ" => lang.t("作出决定的公安机关", "the deciding police organ").to_owned(),
        "file" => lang.t("文件", "the file").to_owned(),
        "kind" => lang.t("移送种类", "the kind of transfer").to_owned(),
        "material" => lang.t("其余材料", "the remaining material").to_owned(),
        "served-on" => lang.t("送达日期", "the day of service").to_owned(),
        _ => match which.split_once('/') {
            Some(("item", label)) => format!("{} {label}", lang.t("物品", "item")),
            Some(("question", asked)) => {
                format!("{} {}", lang.t("咨询", "question"), asked.split('@').next().unwrap_or(asked))
            }
            Some(("gaps", number)) => match lang {
                Lang::Zh => format!("第{number}次通知补充材料的公安机关"),
                Lang::En => format!("which organ gave notice of gaps no. {number}"),
            },
            Some(("round", number)) => match lang {
                Lang::Zh => format!("第{number}次补充材料"),
                Lang::En => format!("supplement {number}"),
            },
            Some(("file-of", step)) => {
                format!("{}{}", part(kind, step, lang), lang.t("的文件", ": its file"))
            }
            Some(("file", label)) => format!("{} {label}", lang.t("文件", "file")),
            Some(_) | None => part(kind, which, lang),
        },
    };
    let before = || {
        let after =
            kind.and_then(|kind| kind.stage(which.split('/').next().unwrap_or(which))).map_or(&[][..], |stage| stage.after);
        let names: Vec<String> = after.iter().map(|stage| quoted(&part(kind, stage, lang), lang)).collect();
        names.join(lang.t("或", " or "))
    };
    let name = quoted(&name, lang);
    let breach = || kind.and_then(|kind| kernel::rule::breach(kind, flag)).or_else(|| Spanning::told(flag));
    if let ("unlawful" | "across", Some(breach)) = (what, breach()) {
        let part = quoted(&part(kind, &breach.part, lang), lang);
        let article = breach.article.between(first, last);
        return match lang {
            Lang::Zh => format!("{part}：{}（{}）", breach.zh, article.zh),
            Lang::En => format!("{part}: {} ({})", breach.en, article.en),
        };
    }
    match (what, lang) {
        ("identical", Lang::Zh) => format!("报送的文件中有标识相同的行，这是第{which}行：分别保存，请核对是否重复登记"),
        ("identical", Lang::En) => {
            format!(
                "the file had rows of one identity, of which this is number {which}: each is kept; see whether one thing was entered twice"
            )
        }
        ("gap", Lang::Zh) => format!("{name}已报送，但此前应有的{}尚未报送", before()),
        ("gap", Lang::En) => format!("{name} has been reported, but {}, which must come before it, has not", before()),
        ("early", Lang::Zh) => format!("{name}的日期早于其前置环节{}", before()),
        ("early", Lang::En) => format!("{name} is dated before {}, which it follows", before()),
        ("restated", Lang::Zh) => format!("{name}报送过不止一次，且未写明更正哪一次；以最后一次为准"),
        ("restated", Lang::En) => {
            format!("{name} was reported more than once without saying what that corrects; the latest stands")
        }
        ("unlisted", Lang::Zh) if which.starts_with("question/") => format!("没有向答复单位提出{name}，却有答复"),
        ("unlisted", Lang::En) if which.starts_with("question/") => format!("{name} was answered by one whom nobody had asked"),
        ("unlisted", Lang::Zh) if which.starts_with("round/") => format!("公安机关没有要求{name}，却已补充或者说明"),
        ("unlisted", Lang::En) if which.starts_with("round/") => {
            format!("{name} was answered though police had not asked for it")
        }
        ("twice", Lang::Zh) if which.starts_with("round/") => format!("{name}答复过不止一次"),
        ("twice", Lang::En) if which.starts_with("round/") => format!("{name} was answered more than once"),
        ("twice", Lang::Zh) => format!("{name}移交过不止一次"),
        ("twice", Lang::En) => format!("{name} was handed over more than once"),
        ("unlisted", Lang::Zh) => format!("{name}不在清单上，却已移交"),
        ("unlisted", Lang::En) => format!("{name} was handed over without being on the list"),
        ("differs", Lang::Zh) => format!("{name}的报送互不一致"),
        ("differs", Lang::En) => format!("{name} was reported with different values"),
        ("broken", Lang::Zh) => format!("{name}的交出方并非此前的保管方，保管链中断"),
        ("broken", Lang::En) => format!("{name}: given by one who did not have it, the chain of custody is broken"),
        ("again", Lang::Zh) => format!("{name}的交出方此前已将其移交他人（一物两交）"),
        ("again", Lang::En) => format!("{name}: given by one who had handed it on already (handed over twice)"),
        ("gone", Lang::Zh) => format!("{name}发生在证据处理完毕之后"),
        ("gone", Lang::En) => format!("{name} came after it had left for good"),
        ("seal", Lang::Zh) => format!("{name}时所见封条与此前所贴的不符"),
        ("seal", Lang::En) => format!("{name}: another seal was found than had been put on it"),
        ("awaited", Lang::Zh) => format!("{name}已写明，但其内容尚未入库"),
        ("awaited", Lang::En) => format!("{name} was stated, but its bytes have not arrived"),
        (_, Lang::Zh | Lang::En) => flag.to_owned(),
    }
}

fn quoted(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("“{name}”"),
        Lang::En => format!("“{name}”"),
    }
}

/// The short name of a flag for lists.
pub(crate) fn flag_name(flag: &str, lang: Lang) -> &'static str {
    match flag.split(':').next().unwrap_or(flag) {
        "unlisted" if flag.starts_with("unlisted:round/") => lang.t("未要求的补充", "supplement not asked for"),
        "twice" if flag.starts_with("twice:round/") => lang.t("重复答复", "answered twice"),
        "unlisted" if flag.starts_with("unlisted:question/") => lang.t("无人咨询的答复", "answer to no question"),
        "identical" => lang.t("标识相同", "same identity"),
        "gap" => lang.t("缺环节", "gap"),
        "early" => lang.t("日期颠倒", "early"),
        "restated" => lang.t("重复报送", "restated"),
        "twice" => lang.t("重复移交", "handed over twice"),
        "unlisted" => lang.t("清单外物品", "not on the list"),
        "differs" => lang.t("报送不一致", "reports differ"),
        "unlawful" => lang.t("违反规定", "unlawful"),
        "across" if Spanning::missing_document(flag).is_some() => lang.t("材料不齐", "document missing"),
        "across" => lang.t("与他案抵触", "against another record"),
        "broken" => lang.t("保管链中断", "chain broken"),
        "again" => lang.t("一物两交", "handed over twice"),
        "gone" => lang.t("处理后流转", "after its end"),
        "seal" => lang.t("封条不符", "seal differs"),
        "awaited" => lang.t("文件未入库", "file awaited"),
        _ => lang.t("有标记", "flag"),
    }
}

/// How a record came to be, if it is not from an agency's own system.
pub(crate) fn mark(mark: &str, lang: Lang) -> &'static str {
    match mark {
        "reconstructed" => lang.t("据报道重建", "reconstructed"),
        "simulated" => lang.t("模拟数据", "simulated"),
        _ => lang.t("有标记", "marked"),
    }
}

/// The mark of a record where a page shows it; nothing where the whole page says so already.
pub(crate) fn shown_mark(mark: Option<&str>, root: &Root, lang: Lang) -> &'static str {
    mark.filter(|mark| !(root.simulated && *mark == "simulated")).map_or("", |known| self::mark(known, lang))
}

/// An article as the reader's language writes it: `第三十三条至第三十五条` is `art 33 to art 35`.
pub(crate) fn article(text: &str, lang: Lang) -> String {
    if lang == Lang::Zh { text.to_owned() } else { kernel::article::english(text) }
}

/// Whose side an organisation is on.
pub fn side(code: &str, lang: Lang) -> &'static str {
    match code {
        "regulator" => lang.t("行政机关", "regulator"),
        "police" => lang.t("公安机关", "police"),
        "procuratorate" => lang.t("检察机关", "procuratorate"),
        "office" => lang.t("联勤联动办公室", "joint office"),
        "party" => lang.t("当事人", "party"),
        "laboratory" => lang.t("检验机构", "laboratory"),
        _ => lang.t("未载明", "not stated"),
    }
}

/// What a clock is.
pub(crate) fn clock_kind(code: &str, lang: Lang) -> String {
    let kind = law::Kind::ALL.into_iter().find(|kind| kind.code() == code);
    kind.map(|kind| lang.of(&kind.name()).to_owned()).unwrap_or_default()
}

/// The name of a clock's state and how it is coloured.
pub(crate) fn clock_state(code: &str, lang: Lang) -> (String, &'static str) {
    let Some(state) = State::ALL.iter().find(|state| state.code() == code) else { return (code.to_owned(), "") };
    let tone = match state {
        State::Missed | State::Exceeded | State::EndedEarly => "bad",
        State::MetLate | State::NoCalendar | State::Suspended => "warn",
        State::Met | State::Done | State::Used | State::Kept | State::Preserved => "ok",
        State::Running | State::Keeping | State::Owed | State::NotOwed | State::Lapsed => "",
    };
    (lang.of(&state.name()).to_owned(), tone)
}

/// What an alert warned of and how it is coloured; `historical` is what was over before it was recorded.
pub(crate) fn warning(code: &str, lang: Lang) -> (String, &'static str) {
    match Warning::from_code(code) {
        Some(Warning::Missed) => (lang.of(&Warning::Missed.name()).to_owned(), "bad"),
        Some(warning @ (Warning::Half | Warning::Near)) => (lang.of(&warning.name()).to_owned(), "warn"),
        None if code == "historical" => (lang.t("补录时已逾期", "over before it was recorded").to_owned(), ""),
        None => (code.to_owned(), ""),
    }
}

/// How much time is left until `due`, or how long it is over.
pub(crate) fn left(due: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let gap = (due - now).abs();
    let amount = match (gap.num_days(), gap.num_hours()) {
        (0, hours) => format!("{hours}{}", lang.t("小时", " h")),
        (days, _) => format!("{days}{}", lang.t("天", " d")),
    };
    match (due > now, lang) {
        (true, Lang::Zh) => format!("还有{amount}"),
        (true, Lang::En) => format!("{amount} left"),
        (false, Lang::Zh) => format!("已过{amount}"),
        (false, Lang::En) => format!("{amount} ago"),
    }
}

/// By how much something was late: a day that has begun is a day.
pub(crate) fn late(gap: TimeDelta, lang: Lang) -> String {
    let days = gap.num_days() + i64::from(gap > TimeDelta::days(gap.num_days()));
    match (gap < TimeDelta::days(1), lang) {
        (true, Lang::Zh) => format!("逾期{}小时", gap.num_hours()),
        (true, Lang::En) => format!("{} h late", gap.num_hours()),
        (false, Lang::Zh) => format!("逾期{days}天"),
        (false, Lang::En) => format!("{days} d late"),
    }
}

/// How exactly a time is known; empty for a day or an instant.
pub(crate) fn precision(code: &str, lang: Lang) -> &'static str {
    match code {
        "month" => lang.t("仅知月份", "month only"),
        "year" => lang.t("仅知年份", "year only"),
        "window" => lang.t("日期未载明", "day not stated"),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Class, Identity, Stage};

    const KIND: Kind = Kind {
        code: "t.t",
        zh: "",
        en: "",
        class: Class::Own,
        identity: Identity::Own,
        stages: &[Stage::first("visited", "已检查", "visited"), Stage::after("disposed", "已处理", "disposed", &["visited"])],
    };

    #[test]
    fn a_flag_is_a_sentence_in_each_language() {
        assert_eq!(flag(Some(&KIND), "gap:disposed", days(), Lang::Zh), "“已处理”已报送，但此前应有的“已检查”尚未报送");
        assert_eq!(flag(Some(&KIND), "twice:item/3", days(), Lang::Zh), "“物品 3”移交过不止一次");
        assert_eq!(flag(Some(&KIND), "unlisted:item/3", days(), Lang::En), "“item 3” was handed over without being on the list");
        assert_eq!(flag(Some(&KIND), "differs:deciding-organ", days(), Lang::Zh), "“作出决定的公安机关”的报送互不一致");
        assert_eq!(flag(Some(&KIND), "awaited:file/0123", days(), Lang::Zh), "“文件 0123”已写明，但其内容尚未入库");
        assert_eq!(
            flag(Some(&KIND), "early:disposed", days(), Lang::En),
            "“disposed” is dated before “visited”, which it follows"
        );
        assert_eq!(flag(None, "other", days(), Lang::En), "other");
    }

    /// The days of a record.
    fn days() -> (NaiveDate, NaiveDate) {
        ("2016-08-01".parse().expect("a day"), "2016-08-31".parse().expect("a day"))
    }

    #[test]
    fn a_flag_cites_the_law_of_the_days_of_its_record() {
        const ARTICLE: kernel::Article = kernel::Article::new("新法", "new law").before((2018, 10, 26), "旧法", "old law");
        const RULE: kernel::Rule =
            kernel::Rule { code: "wrong", demand: kernel::Demand::Once, zh: "错", en: "wrong", article: ARTICLE };
        const LAW: kernel::Law = kernel::Law { article: ARTICLE, label: Label::Whole, needs: &[], rules: &[RULE] };
        const CASE: Kind = Kind { stages: &[Stage::first("filed", "已立案", "filed").under(&LAW)], ..KIND };
        let said = |days| flag(Some(&CASE), "unlawful:wrong:filed", days, Lang::En);
        assert_eq!(said(days()), "“filed”: wrong (old law)");
        let now = "2026-11-29".parse().expect("a day");
        assert_eq!(said((now, now)), "“filed”: wrong (new law)");
        assert_eq!(said((days().0, now)), "“filed”: wrong (new law; old law)");
    }

    #[test]
    fn an_article_is_written_as_the_reader_writes_it() {
        let text = "第六十四条、第八十五条";
        assert_eq!(article(text, Lang::Zh), text);
        assert_eq!(article(text, Lang::En), "art 64, art 85");
        assert_eq!(article("第三十三条至第三十五条", Lang::En), "art 33 to art 35");
    }

    #[test]
    fn a_number_is_a_time_or_one_of_several_as_the_stage_tells_its_parts_apart() {
        const fn law(label: Label) -> kernel::Law {
            kernel::Law { article: kernel::Article::new("", ""), label, needs: &[], rules: &[] }
        }
        const NEW: kernel::Law = law(Label::New);
        const AMONG: kernel::Law = law(Label::Among(&["1", "2"]));
        const OF_NEW: kernel::Law = law(Label::Of(&["decided"]));
        const OF_AMONG: kernel::Law = law(Label::Of(&["sent"]));
        const CASE: Kind = Kind {
            class: Class::Case,
            stages: &[
                Stage::first("decided", "已处罚", "penalised").under(&NEW),
                Stage::after("served", "已送达", "served", &["decided"]).under(&OF_NEW),
                Stage::first("sent", "已移送", "sent").under(&AMONG),
                Stage::after("extended", "已延长", "extended", &["sent"]).under(&OF_AMONG),
            ],
            ..KIND
        };
        let said = |name| part(Some(&CASE), name, Lang::Zh);
        assert_eq!([said("decided/1"), said("served/1")], ["已处罚（1）", "已送达（1）"]);
        assert_eq!([said("sent/2"), said("extended/2")], ["已移送（第2次）", "已延长（第2次）"]);
    }

    #[test]
    fn what_a_clock_is_about_is_said_in_words() {
        assert_eq!(about("suspect:2", Lang::Zh), "嫌疑人2");
        assert_eq!(about("decision:1", Lang::En), "decision 1");
        let told: law::About = law::About::Goods("清单:1".into());
        assert_eq!(about(&told.to_string(), Lang::En), "list of goods 清单:1");
        assert_eq!(
            about(&law::About::Deed(LegalFact::RetestAccepted).to_string(), Lang::Zh),
            LegalFact::RetestAccepted.name().zh
        );
    }

    #[test]
    fn a_repeated_part_says_which() {
        assert_eq!(part(Some(&KIND), "visited/2", Lang::Zh), "已检查（第2次）");
        assert_eq!(part(Some(&KIND), "visited/jn-police", Lang::En), "visited (jn-police)");
        const ARREST: kernel::Law =
            kernel::Law { article: kernel::Article::new("", ""), label: Label::Rounds(&["detained"]), needs: &[], rules: &[] };
        const CASE: Kind = Kind { stages: &[Stage::first("arrested", "已逮捕", "arrested").under(&ARREST)], ..KIND };
        assert_eq!(part(Some(&CASE), "arrested/2", Lang::Zh), "已逮捕（2）", "suspect 2");
        assert_eq!(part(Some(&CASE), "arrested/2/2", Lang::Zh), "已逮捕（2，第2次）");
        assert_eq!(part(Some(&CASE), "arrested/2/2", Lang::En), "arrested (2, no. 2)");
        assert_eq!(part(Some(&KIND), "visited/A/2", Lang::Zh), "已检查（A，第2次）", "the second time that A did");
        assert_eq!(part(Some(&KIND), "visited/A/清单2", Lang::En), "visited (A, 清单2)");
        assert_eq!(part(Some(&KIND), "visited/W1#2", Lang::Zh), "已检查（W1，第2次）");
        const JOINT: Kind = Kind { class: Class::Joint, ..KIND };
        assert_eq!(part(Some(&JOINT), "visited/2", Lang::Zh), "已检查（2）", "the second of several persons");
        assert_eq!(part(Some(&JOINT), "visited/A/2", Lang::En), "visited (A, 2)", "the place that A calls 2");
        assert_eq!(part(None, "x", Lang::Zh), "x");
        assert_eq!(part(Some(&KIND), "withdrawn", Lang::Zh), "已撤回");
    }
}
