//! What one clock of the catalogue says beside its line: what starts it, who owes it, how its days are counted, what ends, stops and extends it.

use kernel::Text;
use kernel::law::{Clock, Doubt, FactSet, Hold, Owner, Roll};
use web::{Lang, side};

use super::{amount, article, t};

/// A line for each thing that it says.
pub(super) fn lines(clock: &Clock, lang: &str) -> Vec<String> {
    let say = Said { lang, stop: t(lang, "；", "; ") };
    let mut lines = Vec::new();
    let mut line = |what: &str, texts: Vec<String>| {
        if !texts.is_empty() {
            lines.push(format!("{what}{}", texts.join(say.stop)));
        }
    };
    line(t(lang, "起算：", "starts with: "), say.starts(clock));
    line(t(lang, "义务人：", "owed by: "), vec![say.owner(clock.owner).to_owned()]);
    line(t(lang, "计算：", "counted: "), say.counted(clock));
    line(t(lang, "办结：", "closed by: "), say.closes(clock));
    let not_owed = [(clock.ended_by, ""), (clock.barred_by, t(lang, "（无论先后）", " (whenever)"))];
    let not_owed = not_owed.iter().filter(|(facts, _)| !facts.is_empty());
    line(
        t(lang, "不再需要：", "no longer owed after: "),
        not_owed.map(|(facts, when)| format!("{}{when}", say.names(*facts))).collect(),
    );
    for extension in &clock.extensions {
        let time = amount(extension.term, lang);
        let time = if extension.altogether {
            format!("{}{time}{}", t(lang, "共", ""), t(lang, "", " altogether"))
        } else {
            format!("{}{time}{}", t(lang, "增加", ""), t(lang, "", " more"))
        };
        let row = extension.row.iter().map(|row| format!("{row} "));
        let often =
            (extension.times > 1).then(|| format!("{}{}{}", t(lang, "最多", "up to "), extension.times, t(lang, "次", " times")));
        let whenever = extension.any_time.then(|| t(lang, "无论何时", "whenever").to_owned());
        let (approver, note) = (extension.approver.as_ref(), extension.note.as_ref());
        let first = format!("{}{} {time}", row.collect::<String>(), extension.by.name().r#in(lang));
        let more = [approver, note].into_iter().flatten().map(|text| text.r#in(lang).to_owned());
        let article = extension.article.as_ref().map(|text| article(text, lang));
        let texts: Vec<String> = std::iter::once(first).chain(often).chain(whenever).chain(more).chain(article).collect();
        line(t(lang, "延长：", "extended by: "), say.marked(texts, &extension.doubts));
    }
    for suspension in &clock.suspensions {
        let from = format!("{}{}", say.names(suspension.by), say.until(suspension.resumed_by));
        let after = (!suspension.after.is_empty())
            .then(|| format!("{}{}", t(lang, "须在本机关此后：", "only after its own: "), say.names(suspension.after)));
        let setting =
            suspension.setting.as_ref().map(|name| format!("{}{name}", t(lang, "本市设置：", "by the city's setting: ")));
        let note = suspension.note.as_ref().map(|note| note.r#in(lang).to_owned());
        let confirmed = (!suspension.confirmed_for.is_empty())
            .then(|| format!("{}{}", t(lang, "已核于：", "checked for: "), suspension.confirmed_for.join(", ")));
        let doubts: &[Doubt] = if suspension.confirmed { &[] } else { &[Doubt::Rule] };
        line(
            t(lang, "中止：", "stands still: "),
            say.marked([Some(from), after, setting, note, confirmed].into_iter().flatten().collect(), doubts),
        );
    }
    let text = |text: Option<&Text>| text.map(|text| text.r#in(lang).to_owned()).into_iter().collect();
    line(t(lang, "文书：", "output: "), text(clock.output.as_ref()));
    line(t(lang, "说明：", "remark: "), text(clock.note.as_ref()));
    lines
}

struct Said<'a> {
    lang: &'a str,
    stop: &'static str,
}

impl Said<'_> {
    fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        t(self.lang, zh, en)
    }

    fn names(&self, facts: FactSet) -> String {
        let names: Vec<String> = facts.iter().map(|fact| fact.name().r#in(self.lang).to_owned()).collect();
        names.join(self.t("、", ", "))
    }

    fn until(&self, facts: FactSet) -> String {
        format!("{}{}", self.t("，至：", " until: "), self.names(facts))
    }

    fn held(&self, hold: Hold) -> String {
        format!("{}{}", self.names(hold.by), self.until(hold.until))
    }

    fn marked(&self, mut texts: Vec<String>, doubts: &[Doubt]) -> Vec<String> {
        if let (Some(last), Some(line)) = (texts.last_mut(), Doubt::line(doubts)) {
            *last = format!("{last} [K: {}]", line.r#in(self.lang));
        }
        texts
    }

    fn starts(&self, clock: &Clock) -> Vec<String> {
        let lang = Lang::from_code(self.lang).unwrap_or_default();
        let mut texts = vec![self.names(clock.trigger)];
        texts.extend(clock.told_by.map(|role| format!("{}{}", self.t("由", "by: "), side(role.code(), lang))));
        texts.extend((!clock.sender.is_empty()).then(|| format!("{}{}", self.t("限于", "only of: "), clock.sender.join(", "))));
        let facts =
            [(clock.if_any, self.t("须已有：", "only after: ")), (clock.unless, self.t("除非已有：", "unless there was: "))];
        texts.extend(
            facts.iter().filter(|(facts, _)| !facts.is_empty()).map(|(facts, what)| format!("{what}{}", self.names(*facts))),
        );
        texts.extend(
            clock.if_holds.map(|hold| format!("{}{}", self.t("须仍处于：", "only while there holds: "), self.held(hold))),
        );
        texts
    }

    fn owner(&self, owner: Owner) -> &'static str {
        match owner {
            Owner::Role(role) => side(role.code(), Lang::from_code(self.lang).unwrap_or_default()),
            Owner::Addressee => self.t("受文单位", "whoever is addressed"),
            Owner::Teller => self.t("作出该行为的单位", "whoever did it"),
        }
    }

    /// How days are counted; nothing for what is owed at once or within hours.
    fn counted(&self, clock: &Clock) -> Vec<String> {
        let Some(term) = clock.term.filter(|term| term.count != kernel::law::Count::Hours) else { return Vec::new() };
        let start = if clock.start_excluded {
            self.t("开始当日不计", "the first day does not count")
        } else {
            self.t("开始当日计入", "the first day counts")
        };
        let day = (term.count == kernel::law::Count::UnstatedDays)
            .then(|| self.t("日的类型由本市设置决定", "the city's setting decides which days").to_owned());
        let roll = match clock.roll {
            Roll::None => self.t("末日为休息日的不顺延", "a rest day stays the last"),
            Roll::NextWorking => {
                self.t("末日为休息日的顺延至下一工作日", "a rest day at the end moves on to the next working day")
            }
            Roll::Unstated => self
                .t("末日为休息日的是否顺延由本市设置决定", "the city's setting decides whether a rest day at the end moves on"),
        };
        let stays =
            clock.stays_while.map(|hold| format!("{}{}", self.t("不顺延的情形：", "not while there holds: "), self.held(hold)));
        [Some(start.to_owned()), day, Some(roll.to_owned()), stays].into_iter().flatten().collect()
    }

    fn closes(&self, clock: &Clock) -> Vec<String> {
        let mut texts = vec![self.names(clock.closed_by)];
        let said = [
            (clock.closed_before_too, self.t("起算前已发生的也算", "also if it came before the start")),
            (clock.closed_surely_after, self.t("须确在起算之后", "only if it surely came after the start")),
            (clock.closed_by_own, self.t("须由同一单位", "by the same organisation")),
            (clock.conditional, self.t("情形未出现的不需要", "not owed unless the occasion arises")),
        ];
        texts.extend(said.iter().filter(|(holds, _)| *holds).map(|(_, what)| (*what).to_owned()));
        let recording = |name: &String| {
            format!("{}{name}", self.t("在本系统记录即办结，本市设置：", "its recording here closes it, by the city's setting: "))
        };
        texts.extend(clock.closed_by_recording.as_ref().map(recording));
        texts
    }
}

#[cfg(test)]
mod tests {
    use kernel::law::{Catalogue, Clock};

    use super::lines;

    fn said(id: &str, cite: &str, lang: &str) -> Vec<String> {
        let catalogue = Catalogue::shipped().expect("the statutes that ship");
        let of = |clock: &&Clock| clock.id == id && clock.instrument.key == cite;
        lines(catalogue.clocks().iter().find(of).expect("a clock"), lang)
    }

    #[test]
    fn a_clock_says_what_starts_closes_stops_and_extends_it_and_by_how_much() {
        let penalty = said("N1", "CF21", "en");
        let expected = [
            "starts with: administrative case filed; by: regulator",
            "owed by: regulator",
            "counted: the first day does not count; the city's setting decides whether a rest day at the end moves on",
            "closed by: penalty decided, administrative case closed",
        ];
        assert_eq!(penalty[..4], expected.map(str::to_owned));
        let extended = penalty.iter().find(|line| line.starts_with("extended by: ")).expect("an extension");
        assert!(extended.contains("30 natural days more") && extended.ends_with("[K: the rule]"), "{extended}");
        let still = penalty.iter().filter(|line| line.starts_with("stands still: ")).count();
        assert_eq!(still, 3);
        let filing = said("G9a", "E17", "zh");
        let altogether = |days: &str| filing.iter().any(|line| line.starts_with("延长：") && line.contains(days));
        assert!(altogether("共7 自然日") && altogether("共30 自然日"), "{filing:#?}");
        assert!(said("C4", "CPL18", "en").iter().any(|line| line.contains("not while there holds: ")));
        assert!(said("Z2", "XQF", "en")[0].contains("only while there holds: sealed or seized until: "));
        assert!(said("G4", "310", "en").iter().all(|line| !line.starts_with("counted")), "at once");
    }
}
