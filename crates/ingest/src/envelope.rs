//! Reading an envelope and checking who may say what: form and authority, before any record is touched.

use kernel::division::Root;
use kernel::envelope::Mark;
use kernel::organisation::Organisation;
use kernel::reference::Reference;
use kernel::{AgencyCode, Class, DivisionCode, Envelope, Heading, Identity, Kind, OrgId, RecordId, RecordKey, Refusal};

use crate::chinese;

/// Reads the bytes of a report.
///
/// # Errors
/// A [`Refusal`] that says where the bytes stop being a report.
pub fn read(body: &[u8], most: usize) -> Result<(Envelope, &str), Refusal> {
    if body.len() > most {
        return Err(Refusal::new(
            "too-large",
            format!("报送内容{}字节，超过上限{most}字节；附件请另行上传", body.len()),
            format!("the report has {} bytes, more than the limit of {most}: send attachments as files", body.len()),
        ));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let at = error.valid_up_to();
        Refusal::new(
            "not-utf8",
            format!("报送内容不是UTF-8编码（第{at}字节处）；如为GBK/GB18030，请先转码"),
            format!("the report is not UTF-8 (at byte {at}): convert it from its own encoding first"),
        )
    })?;
    let envelope: Envelope = serde_json::from_str(text).map_err(|error| {
        use serde_json::error::Category;
        match error.classify() {
            Category::Syntax | Category::Eof | Category::Io => Refusal::new(
                "not-json",
                format!("报送内容不是完整的JSON：{}", chinese::sentence(&error)),
                format!("the report is not well-formed JSON: {error}"),
            ),
            Category::Data => Refusal::new(
                "wrong-envelope",
                format!("报送信封（CloudEvents 1.0）有误：{}。请按格式修改后重新报送", chinese::sentence(&error)),
                format!("the envelope (CloudEvents 1.0) is wrong: {error}. Correct it and send it again"),
            ),
        }
    })?;
    if envelope.specversion != "1.0" {
        return Err(Refusal::new(
            "wrong-envelope",
            format!("specversion须为“1.0”，收到“{}”", envelope.specversion),
            format!("specversion must be \"1.0\", not {:?}", envelope.specversion),
        ));
    }
    if text.contains("\"sealed\"") && has_sealed(text) {
        return Err(Refusal::new(
            "sealed-outside",
            "个人信息须以personal（明文）报送，由系统封存；不能直接报送sealed",
            "personal data is sent as `personal` and sealed here: a report cannot bring `sealed` data of its own",
        ));
    }
    if text.contains("\\u0000") && has_null(text) {
        return Err(Refusal::new(
            "null-character",
            "报送内容含空字符（\\u0000），请删除后重新报送",
            "the report contains a null character (\\u0000): remove it and send it again",
        ));
    }
    Ok((envelope, text))
}

/// Only the door seals: a ciphertext from outside could stand under another person's key.
fn has_sealed(text: &str) -> bool {
    fn within(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Object(map) => map.contains_key("sealed") || map.values().any(within),
            serde_json::Value::Array(list) => list.iter().any(within),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => false,
        }
    }
    serde_json::from_str(text).is_ok_and(|value| within(&value))
}

/// Postgres text cannot hold U+0000; an escaped backslash before `u0000` is harmless, so the values themselves are looked at.
fn has_null(text: &str) -> bool {
    fn within(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::String(text) => text.contains('\0'),
            serde_json::Value::Array(list) => list.iter().any(within),
            serde_json::Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || within(value)),
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => false,
        }
    }
    serde_json::from_str(text).is_ok_and(|value| within(&value))
}

pub(crate) fn unlisted(org: &OrgId) -> Refusal {
    Refusal::new("unknown-organisation", format!("单位“{org}”未登记"), format!("organisation {org} is not listed"))
}

/// Checks that `org` may speak of records of `kind`, a kind of `agency`, in `division`; returns it and the root of that division.
///
/// # Errors
/// A [`Refusal`] that names what is unknown or not this organisation's business.
pub fn authority<'a>(
    reference: &'a Reference,
    org: &OrgId,
    agency: &AgencyCode,
    kind: &Kind,
    division: &DivisionCode,
) -> Result<(&'a Organisation, &'a Root), Refusal> {
    let refuse = |code, zh: String, en: String| Err(Refusal::new(code, zh, en));
    let organisation = reference.organisations.get(org).ok_or_else(|| unlisted(org))?;
    let same_agency = organisation.agency == *agency;
    // Of a record that is another agency's (a transfer), each agency tells the parts that are its business.
    let told_by_business = kind.code.split('.').next() != Some(agency.as_str());
    if !same_agency && (kind.identity == Identity::Own || kind.class == Class::Own || told_by_business) {
        return refuse(
            "wrong-agency",
            format!("“{}”不属于该类报送的主管机关，不能报送“{}”", organisation.name.zh, kind.zh),
            format!("{} is not of the agency that reports on {}", organisation.name.en, kind.en),
        );
    }
    let Some(root) = reference.divisions.root_of(division) else {
        return refuse("unknown-division", format!("区划代码“{}”不存在", division), format!("there is no division {}", division));
    };
    if !reference.divisions.within(division, &organisation.division)
        && !reference.divisions.today(division).is_some_and(|d| reference.divisions.within(&d.code, &organisation.division))
    {
        return refuse(
            "wrong-division",
            format!("区划“{}”不在“{}”的管辖范围内", division, organisation.name.zh),
            format!("division {} is not within the territory of {}", division, organisation.name.en),
        );
    }
    Ok((organisation, root))
}

/// Checks who states it, on which subject, about which place, and derives the record.
///
/// # Errors
/// A [`Refusal`] that names what is unknown or not this organisation's business.
pub fn heading(envelope: &Envelope, subject: &str, kind: &Kind, reference: &Reference) -> Result<(Heading, RecordId), Refusal> {
    let refuse = |code, zh: String, en: String| Err(Refusal::new(code, zh, en));
    let org = &envelope.org;
    let Some(organisation) = reference.organisations.get(org) else { return Err(unlisted(org)) };
    let expected = envelope.report_type.subject(org);
    if subject != expected {
        return refuse(
            "wrong-subject",
            format!("报送主题“{subject}”与内容不符，应为“{expected}”"),
            format!("the report came on {subject}, but by its content belongs on {expected}"),
        );
    }
    let (_, root) = authority(reference, org, &envelope.report_type.agency, kind, &envelope.division)?;
    if root.simulated != (envelope.mark == Some(Mark::Simulated)) {
        return refuse(
            "simulated-elsewhere",
            format!("模拟数据只能报送到模拟区划，且须标明simulated（区划“{}”）", envelope.division),
            format!("simulated records belong under a simulated root, and only they (division {})", envelope.division),
        );
    }
    let key = match envelope.subject.as_str().split_once('/') {
        // `<org>/<number>`: whose record it is, said outright.
        Some((owner, key)) if reference.organisations.get_by_text(owner).is_some() => {
            if owner != org.as_str() {
                return refuse(
                    "not-your-record",
                    format!("“{key}”是“{owner}”的记录，不能由“{org}”报送"),
                    format!("record {key:?} belongs to {owner}; {org} cannot report on it"),
                );
            }
            RecordKey::new(key)
                .map_err(|error| Refusal::new("wrong-envelope", format!("记录编号有误：{error}"), error.to_string()))?
        }
        Some(_) | None => envelope.subject.clone(),
    };
    let record = match kind.identity {
        Identity::Own => RecordId::own(org, kind.code, &key),
        Identity::Shared => RecordId::shared(&root.code, kind.code, &key),
    };
    let heading = Heading {
        message: envelope.id,
        corrects: envelope.corrects,
        stated: envelope.time.to_utc(),
        org: org.clone(),
        agency: organisation.agency.clone(),
        division: envelope.division.clone(),
        root: root.code.clone(),
        key,
        act: false,
    };
    Ok((heading, record))
}
