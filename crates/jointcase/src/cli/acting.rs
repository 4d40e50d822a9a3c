//! Options of what a person does: who acts, acts on records, links, files.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use kernel::OrgId;
use kernel::reference::Reference;

use crate::words::{said, unlisted};

/// Who acts; recorded as "not authenticated" until sign-in exists.
#[derive(Debug, Args)]
pub struct Actor {
    /// The organisation for which you act.
    #[arg(long = "as", value_name = "ORG", value_parser = super::org)]
    pub org: OrgId,
    /// Your name.
    #[arg(long)]
    pub name: String,
}

impl Actor {
    /// As it is recorded.
    ///
    /// # Errors
    /// If the organisation is not listed or the name is empty.
    pub fn text(&self, reference: &Reference) -> Result<String> {
        if reference.organisations.get(&self.org).is_none() {
            return Err(unlisted(&self.org));
        }
        if self.name.trim().is_empty() {
            return Err(said("--name为空：请写明姓名", "--name is empty: say who acts"));
        }
        Ok(format!("{} of {} (not authenticated)", self.name.trim(), self.org))
    }
}

/// Options of `link`.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// A record or a subject, by the id in the address of its page. Of two records of one thing this one is not counted again.
    pub record: String,
    /// What it belongs to: a premises, an entity, a matter, or another record of the same thing.
    #[arg(long, value_name = "ID")]
    pub to: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// They look alike but are two: not joined, and not proposed again (判定为两件事).
    #[arg(long)]
    pub different: bool,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `unlink`.
#[derive(Debug, Args)]
pub struct UnlinkArgs {
    /// One of the two, by the id in the address of its page.
    pub record: String,
    /// The other.
    #[arg(long, value_name = "ID")]
    pub from: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `actions`.
#[derive(Debug, Args)]
pub struct ActionsArgs {
    /// The record's id, from the address of its page; or its number, also where it begins: `jn-food-drug:2016-3:1` of a transfer, else with its
    /// kind, as `admin-case:2016-3`.
    pub record: String,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `act`.
#[derive(Debug, Args)]
pub struct ActArgs {
    /// The record's id, from the address of its page; or its number, also where it begins: `jn-food-drug:2016-3:1` of a transfer, else with its
    /// kind, as `admin-case:2016-3`.
    pub record: String,
    /// What is done, as `actions` lists it, such as `filed`.
    pub action: String,
    /// A field of what is said of it, such as reasons=…; a value in JSON is read as such. May be repeated.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub fields: Vec<String>,
    /// When; now if not given.
    #[arg(long, value_name = "TIME")]
    pub on: Option<String>,
    /// States what was done already, on the day of --on: it is recorded, and flagged where it breaks the law (补录此前已作出的事项：照实记录，违法的予以标注).
    /// Without it you do it here and now, which the law may bar.
    #[arg(long, requires = "on")]
    pub past: bool,
    /// Where it is done; else where the record is, if your organisation acts there, else where your organisation is (辖区).
    #[arg(long, value_name = "CODE")]
    pub division: Option<String>,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `file`.
#[derive(Debug, Args)]
pub struct FileArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: FileAction,
}

/// What can be done with files.
#[derive(Debug, Subcommand)]
pub enum FileAction {
    /// Stores a file's bytes, encrypted, and says so through the one door (文件入库).
    Put(PutArgs),
    /// Gives a file back (取出文件).
    Get {
        /// The SHA-256 of its bytes.
        hash: String,
        /// The new file that is written.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Who takes it out, as it is recorded.
        #[command(flatten)]
        actor: Actor,
    },
    /// Destroys a file's key: its bytes can never be read again, here or in any copy (销毁文件密钥).
    Erase {
        /// The SHA-256 of its bytes.
        hash: String,
        /// Why, with the basis in law.
        #[arg(long)]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Who took which file out or destroyed its key, when and why, the latest first (取出与销毁登记).
    Log {
        /// Only this file's, by the SHA-256 of its bytes.
        hash: Option<String>,
        /// How many at most.
        #[arg(long, default_value_t = 50, allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(1..=100_000))]
        limit: i64,
    },
    /// Reads every file that the history names: present, missing, changed (核对文件); 1 if one is missing or changed.
    Check,
}

/// Options of `person`.
#[derive(Debug, Args)]
pub struct PersonArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: PersonAction,
}

/// What becomes of files that are stated of others' evidence too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum SharedFiles {
    /// They are erased with the person (一并销毁).
    Erase,
    /// They stay (保留).
    Keep,
}

/// What can be done with what is sealed about natural persons.
#[derive(Debug, Subcommand)]
pub enum PersonAction {
    /// Destroys a person's key and those of the files of what was taken from them: neither can be read again, here or in any copy
    /// (销毁个人信息密钥及其证据文件密钥).
    Erase(ErasePersonArgs),
    /// Whose keys were destroyed, by whom, when and why, the latest first (销毁登记).
    Log {
        /// How many at most.
        #[arg(long, default_value_t = 50, allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(1..=100_000))]
        limit: i64,
    },
}

/// Options of `person erase`. A person is found as reports name them: by the identity number, else by name with phone and address.
#[derive(Debug, Args)]
pub struct ErasePersonArgs {
    /// The identity number, if reports state it (身份证件号码).
    #[arg(long, value_name = "NUMBER", required_unless_present = "called", conflicts_with_all = ["called", "phone", "address"])]
    pub id_number: Option<String>,
    /// The name, where reports state no identity number (姓名).
    #[arg(long, value_name = "NAME")]
    pub called: Option<String>,
    /// The phone that reports state beside the name.
    #[arg(long, requires = "called")]
    pub phone: Option<String>,
    /// The address that reports state beside the name.
    #[arg(long, requires = "called")]
    pub address: Option<String>,
    /// The root under which reports name the person, such as 370800 or US-DE.
    #[arg(long, default_value = "370800000000", value_name = "CODE")]
    pub division: String,
    /// What becomes of files that are stated of others' evidence too (另涉他人的文件).
    #[arg(long, value_name = "erase|keep")]
    pub shared_files: Option<SharedFiles>,
    /// Why, with the basis in law.
    #[arg(long)]
    pub reason: String,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `file put`.
#[derive(Debug, Args)]
pub struct PutArgs {
    /// The file.
    pub file: PathBuf,
    /// The evidence whose file it is, as ORG/NUMBER.
    #[arg(long, value_name = "ORG/NUMBER", required_unless_present = "record")]
    pub evidence: Option<String>,
    /// The record to which it belongs, by the id in the address of its page: a new document of it.
    #[arg(long, value_name = "ID", conflicts_with = "evidence", requires = "title")]
    pub record: Option<String>,
    /// What the document is, without names of natural persons.
    #[arg(long)]
    pub title: Option<String>,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}
