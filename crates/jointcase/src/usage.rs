//! What is wrong with a command line, in Chinese beside the English that the parser of arguments says itself.

use std::error::Error as StdError;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::words::Said;

/// What the program says of a command line that it cannot read: in `language` where the person chose one, else in both.
pub fn words(error: &clap::Error, language: Option<&str>) -> String {
    let english = error.render().to_string();
    match (language, chinese(error)) {
        (Some("en"), _) | (_, None) => english,
        (_, Some(zh)) => format!("jointcase: {zh}\n{english}"),
    }
}

/// The language that was asked for on a command line that cannot be read otherwise.
pub fn language(arguments: &[String]) -> Option<&str> {
    let beside = arguments.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].as_str());
    beside.or_else(|| arguments.iter().find_map(|argument| argument.strip_prefix("--lang=")))
}

/// The sentence, with what to do; `None` for help that was asked for.
#[allow(clippy::wildcard_enum_match_arm, reason = "an enum of another crate, which may grow")]
fn chinese(error: &clap::Error) -> Option<String> {
    let of = |kind| error.get(kind).map(plain).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let beside = |words: &str, kind| match of(kind) {
        known if known.is_empty() => String::new(),
        known => format!("，{words}：{known}"),
    };
    let (one_of, near) = (|kind| beside("可用", kind), |kind| beside("相近的有", kind));
    let what = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument}没有值{}", one_of(ContextKind::ValidValue)),
        ErrorKind::InvalidValue => format!("{argument}不能是“{value}”{}", one_of(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => match error.source().and_then(|source| source.downcast_ref::<Said>()) {
            Some(said) => format!("{argument}：{}", said.text().zh),
            None => format!("{argument}不能是“{value}”"),
        },
        ErrorKind::UnknownArgument => format!("没有选项“{argument}”{}", near(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令“{}”{}", of(ContextKind::InvalidSubcommand), near(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("还须写明：{argument}"),
        ErrorKind::MissingSubcommand => format!("还须写明命令{}", one_of(ContextKind::ValidSubcommand)),
        ErrorKind::ArgumentConflict if of(ContextKind::PriorArg) == argument => format!("{argument}只能写一次"),
        ErrorKind::ArgumentConflict => format!("{argument}不能与{}同时使用", of(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument}的值的个数不对")
        }
        ErrorKind::InvalidUtf8 => "参数不是UTF-8文本".to_owned(),
        _ => "命令写法有误".to_owned(),
    };
    Some(format!("{what}（用法见--help）"))
}

/// What stands in an error, without marks of the terminal.
#[allow(clippy::wildcard_enum_match_arm, reason = "an enum of another crate, which may grow")]
fn plain(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    fn said(line: &str) -> String {
        let line = std::iter::once("jointcase").chain(line.split_whitespace());
        words(&Cli::try_parse_from(line).expect_err("a wrong command line"), None)
    }

    #[test]
    fn a_wrong_command_line_is_told_in_chinese_and_english_with_what_was_expected() {
        for (line, zh, en) in [
            ("tally --lang fr", "--lang <LANG>不能是“fr”，可用：zh、en", "invalid value 'fr'"),
            (
                "tally --from soon",
                "--from <DAY>：“soon”不是日期：请写成2016-08-15的形式",
                "\"soon\" is no day: write one such as 2016-08-15",
            ),
            ("due --within 3x", "--within <TIME>：“3x”不是时间：请写3d（天）或12h（小时）", "write 3d for days"),
            ("due --late --within 3d", "不能与", "cannot be used with"),
            ("--data-dir a --data-dir b up", "--data-dir <FOLDER>只能写一次", "cannot be used multiple times"),
            ("link a", "还须写明：--to <ID>、--reason <REASON>", "--reason <REASON>"),
            ("tally --al", "没有选项“--al”，相近的有：--all", "unexpected argument '--al'"),
            ("tallies", "没有命令“tallies”，相近的有：", "unrecognized subcommand"),
            ("file get", "还须写明", "required arguments"),
            ("due --org a/b", "--org <ORG>：“a/b”不是单位代码", "invalid value 'a/b'"),
            ("quarantine list --limit 0", "--limit <LIMIT>不能是“0”", "0 is not in 1.."),
            ("quarantine show x", "<ID>不能是“x”", "invalid digit"),
        ] {
            let told = said(line);
            assert!(told.lines().next().is_some_and(|first| first.contains(zh)), "{line}: {told}");
            assert!(told.contains(en), "{line}: {told}");
        }
    }

    #[test]
    fn help_is_no_mistake_and_english_alone_is_had_for_the_asking() {
        assert!(!said("--help").contains("jointcase: "));
        let line: Vec<String> = ["jointcase", "due", "--lang", "en", "--limit", "0"].map(str::to_owned).into();
        let error = Cli::try_parse_from(&line).expect_err("a wrong command line");
        assert!(words(&error, language(&line)).is_ascii());
        assert_eq!(language(&["--lang=zh".to_owned()]), Some("zh"));
    }
}
