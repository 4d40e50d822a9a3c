//! Words for errors that have none of their own: the kernel's names and times, files of settings, the read tables, the machine.

use std::error::Error as StdError;
use std::io::ErrorKind;

use kernel::id::InvalidId;
use kernel::{Mistake, Mistakes, Text};
use projections::ProjectionError;
use projections::read::ReadError;

/// The same in both languages; `None` for an error that nobody here knows.
pub(super) fn text(error: &(dyn StdError + 'static)) -> Option<Text> {
    if let Some(Mistakes(mistakes)) = error.downcast_ref::<Mistakes>() {
        let each = |language: &str| mistakes.iter().map(|one| mistake(one, language)).collect::<Vec<_>>().join("\n");
        return Some(Text::of(each("zh"), each("en")));
    }
    if let Some(one) = error.downcast_ref::<Mistake>() {
        return Some(Text::of(mistake(one, "zh"), mistake(one, "en")));
    }
    let zh = if let Some(InvalidId { value, .. }) = error.downcast_ref::<InvalidId>() {
        format!("“{value}”的写法不符合要求：请核对")
    } else if let Some(error) = error.downcast_ref::<std::io::Error>() {
        io(error)?.to_owned()
    } else if let Some(error) = error.downcast_ref::<ReadError>() {
        match error {
            ReadError::Unavailable(_) => "数据库暂时没有响应：请稍后重试，或检查数据库是否在运行".to_owned(),
            ReadError::Broken(_) => "查询未能完成：请运行jointcase doctor检查安装".to_owned(),
        }
    } else {
        projections(error)?
    };
    Some(Text::of(zh, error.to_string()))
}

fn mistake(mistake: &Mistake, language: &str) -> String {
    format!("{}:{}: {}", mistake.file, mistake.line, mistake.problem.r#in(language))
}

/// What the machine says of the ways in which files and addresses fail that a person can do something about.
const IO: [(ErrorKind, &str); 11] = [
    (ErrorKind::NotFound, "没有该文件或目录"),
    (ErrorKind::PermissionDenied, "没有权限"),
    (ErrorKind::AlreadyExists, "已存在同名文件"),
    (ErrorKind::StorageFull, "磁盘已满"),
    (ErrorKind::IsADirectory, "是目录，不是文件"),
    (ErrorKind::NotADirectory, "路径中有一段不是目录"),
    (ErrorKind::ReadOnlyFilesystem, "文件系统是只读的"),
    (ErrorKind::InvalidData, "内容不是UTF-8文本，或格式不对"),
    (ErrorKind::AddrInUse, "地址已被占用"),
    (ErrorKind::AddrNotAvailable, "本机没有该地址"),
    (ErrorKind::ConnectionRefused, "对方没有接受连接"),
];

fn io(error: &std::io::Error) -> Option<&'static str> {
    IO.iter().find(|(kind, _)| *kind == error.kind()).map(|(_, zh)| *zh)
}

fn projections(error: &(dyn StdError + 'static)) -> Option<String> {
    Some(match error.downcast_ref::<ProjectionError>()? {
        ProjectionError::Unavailable(_) => "读取表暂时不可用：请稍后重试，或检查数据库是否在运行".to_owned(),
        ProjectionError::HeldElsewhere => "另一进程正在更新读取表：请稍后重试".to_owned(),
        ProjectionError::CannotFold { position, reason } => format!("位置{position}的事件无法处理：{reason}；请联系系统管理员"),
        ProjectionError::Unreadable(what) => format!("读取表无法读取：{what}；请用jointcase projections rebuild重建"),
    })
}
