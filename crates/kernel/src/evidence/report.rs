//! What the keepers of a piece of evidence report of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Belongs, File};
use crate::{Personal, Quantity, Refusal, When};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident { $($one:ident = $zh:literal, $en:literal;)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $(#[doc = concat!($zh, ": ", $en, ".")] $one,)* }

        impl $name {
            /// Its name.
            pub const fn name(self) -> crate::Text {
                match self { $(Self::$one => crate::Text::new($zh, $en),)* }
            }
        }
    )*};
}

crate::data! {
    /// It was taken, made or received (取得证据).
    Taken {
        /// What sort of evidence it is.
        sort: Sort,
        /// How it was obtained.
        how: How,
        /// What it is, without names of natural persons.
        description: String,
        /// How much of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quantity: Option<Quantity>,
        /// Who keeps it from then on: a unit or a post, never a person's name.
        keeper: String,
        /// Where it was taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// The number of its seal (封条号).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal: Option<String>,
        /// Number of the decision, list or record of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
        /// The file it consists of, or that shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<File>,
        /// To what it belongs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        belongs: Option<Belongs>,
        /// Who took it (取证人，二人以上).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        officers: Vec<Personal>,
        /// From whom it was taken (持有人、提供人).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holder: Option<Personal>,
    }

    /// It was handed on (移交).
    HandedOn {
        /// The how-manieth hand-over of it, from 1.
        step: u16,
        /// Who gave it: a unit or a post, never a person's name.
        from: String,
        /// Who has it now: a unit or a post, never a person's name.
        to: String,
        /// What for.
        purpose: Purpose,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// The number of the seal that was found on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal_found: Option<String>,
        /// The number of the new seal, where it was sealed anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new_seal: Option<String>,
        /// Number of the signed list (交接清单).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
        /// The photograph or record of that moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<File>,
        /// Who gave it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        giver: Option<Personal>,
        /// Who received it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<Personal>,
    }

    /// It was examined (检验、鉴定). The report on it is a document of its own.
    Examined {
        /// The how-manieth examination, from 1.
        round: u16,
        /// Who examined it: a laboratory or a unit that had it.
        by: String,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// What was found, without names of natural persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finding: Option<String>,
        /// The number of the seal that was found on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal_found: Option<String>,
        /// The number of the new seal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new_seal: Option<String>,
        /// Number of the report on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
        /// The photograph or record of that moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<File>,
        /// Who examined it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        examiners: Vec<Personal>,
    }

    /// Its keeping came to an end: given back, destroyed, put into the file (返还、销毁、入卷).
    Disposed {
        /// What became of it.
        how: End,
        /// Who had it: a unit or a post, never a person's name.
        by: String,
        /// Where it went: a unit, a court, a file's number; never a person's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Where that was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// The number of the seal that was found on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal_found: Option<String>,
        /// Number of the decision or the signed list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
        /// The photograph or record of that moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<File>,
        /// Who received it, where it was given back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<Personal>,
    }

    /// The bytes of its file were stored (文件入库): said by whoever stores them, when they have arrived.
    FileStored {
        /// The file, as it was found.
        file: File,
        /// Of which later step it is the photograph or record, such as `handed-on/2`; where not stated, it is that of the taking.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    }
}

codes! {
    /// The sorts of evidence (刑事诉讼法第五十条、行政处罚法第四十六条), and documents.
    Sort {
        Thing = "物证", "a thing";
        Writing = "书证", "a writing";
        Testimony = "证人证言", "testimony of a witness";
        Statement = "当事人陈述", "a party's statement";
        Appraisal = "鉴定意见", "an appraisal";
        Record = "笔录", "a record of a scene or an inspection";
        AudioVisual = "视听资料", "photographs and recordings";
        ElectronicData = "电子数据", "electronic data";
        Document = "法律文书", "a document of the case";
    }

    /// How it was obtained.
    How {
        Preserved = "先行登记保存", "registered for preservation";
        Seized = "查封、扣押", "sealed or seized";
        Sampled = "抽样取证", "sampled";
        Collected = "调取", "collected";
        Submitted = "提交", "handed in";
        Made = "制作", "made by the organisation";
    }

    /// What it is handed on for.
    Purpose {
        Storage = "入库保管", "to be kept";
        Transfer = "移交", "with the case";
        Examination = "送检", "to be examined";
        Back = "送检返还", "back from the examination";
        Prosecution = "随案移送", "to the procuratorate or the court";
        Use = "调用", "to be used";
    }

    /// What became of it.
    End {
        Returned = "返还", "given back";
        Destroyed = "销毁", "destroyed";
        Confiscated = "没收上缴", "confiscated";
        Sold = "变卖、拍卖", "sold";
        Filed = "入卷", "put into the file";
        UsedUp = "检验耗尽", "used up in an examination";
    }
}

crate::report!(Taken = "evidence.taken", check);
crate::report!(HandedOn = "evidence.handed-on", check);
crate::report!(Examined = "evidence.examined", check);
crate::report!(Disposed = "evidence.disposed", check);
crate::report!(FileStored = "evidence.file-stored", check);

/// A keeper is a unit or a post: 1 to 80 characters, not padded.
fn keeper(text: &str) -> Result<(), Refusal> {
    let short = !text.is_empty() && text.chars().count() <= 80 && text.trim() == text && !text.chars().any(char::is_control);
    if short {
        return Ok(());
    }
    Err(Refusal::contradiction(
        "保管方须写明单位或岗位，1至80个字符，首尾无空格",
        "say who keeps it: a unit or a post in 1 to 80 characters, no space at either end",
    ))
}

fn counted(step: u16) -> Result<(), Refusal> {
    if step == 0 { Err(Refusal::contradiction("次序从1开始", "steps are counted from 1")) } else { Ok(()) }
}

fn persons(persons: &[Personal]) -> Result<(), Refusal> {
    if persons.len() > 20 {
        return Err(Refusal::contradiction("人员超过20名", "more than 20 persons"));
    }
    Ok(())
}

impl Taken {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.description.trim().is_empty() || self.description.chars().count() > 400 {
            return Err(Refusal::contradiction(
                "证据须有说明，不超过400个字符",
                "say what the evidence is, in at most 400 characters",
            ));
        }
        if self.quantity.is_some_and(|quantity| quantity.amount < 1) {
            return Err(Refusal::contradiction("数量须大于零", "a quantity is above zero"));
        }
        keeper(&self.keeper)?;
        persons(&self.officers)?;
        self.file.iter().try_for_each(File::check)?;
        self.belongs.iter().try_for_each(Belongs::check)
    }
}

impl HandedOn {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.step)?;
        keeper(&self.from)?;
        keeper(&self.to)?;
        if self.from == self.to {
            return Err(Refusal::contradiction("交出方与接收方相同", "it cannot be handed on to the one who gave it"));
        }
        self.file.iter().try_for_each(File::check)
    }
}

impl Examined {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        persons(&self.examiners)?;
        self.file.iter().try_for_each(File::check)?;
        keeper(&self.by)
    }
}

impl Disposed {
    fn consistent(&self) -> Result<(), Refusal> {
        self.file.iter().try_for_each(File::check)?;
        keeper(&self.by)
    }
}

/// Whether `step` names a hand-over, an examination or the end.
fn is_step(step: &str) -> bool {
    let numbered = |number: &str| number.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == number);
    step == "disposed" || ["handed-on/", "examined/"].iter().any(|stage| step.strip_prefix(stage).is_some_and(numbered))
}

impl FileStored {
    fn consistent(&self) -> Result<(), Refusal> {
        if let Some(step) = self.of.as_deref().filter(|step| !is_step(step)) {
            return Err(Refusal::contradiction(
                format!("“{step}”不是步骤：应如handed-on/2、examined/1或disposed"),
                format!("{step:?} is no step: write it like handed-on/2, examined/1 or disposed"),
            ));
        }
        self.file.check()
    }
}
