//! The conditions of filters, between the words of the file and what is stored.

use super::directories::Directories;
use super::format::{ColumnEntry, ConditionEntry, CustomColumn, Operand, Reference};
use super::names::Directory;
use super::problems::hint;
use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use deskhand_model::{Channel, CustomFieldId, CustomFieldKind};
use deskhand_storage::catalog::CustomFieldRow;
use deskhand_storage::catalog::filters::{BuiltinColumn, Column, Condition, Field, FieldKind, Operator, Subject, Test, Value};

/// What the words of a condition can mean.
pub(super) struct Vocabulary<'a> {
    pub(super) directories: &'a Directories,
    pub(super) custom_fields: &'a [CustomFieldRow],
    pub(super) zone: Tz,
}

impl Vocabulary<'_> {
    /// The condition of a whole filter; without any word it is met by every request.
    pub(super) fn filter(&self, entry: &ConditionEntry) -> Result<Condition, String> {
        if *entry == ConditionEntry::default() { Ok(Condition::default()) } else { self.condition(entry) }
    }

    fn condition(&self, entry: &ConditionEntry) -> Result<Condition, String> {
        match (&entry.all, &entry.any, self.subject(entry)?, comparisons(entry).as_slice()) {
            (Some(parts), None, None, []) => Ok(Condition::All(self.conditions(parts)?)),
            (None, Some(parts), None, []) if parts.is_empty() => Err("`any` without conditions is never met".to_owned()),
            (None, Some(parts), None, []) => Ok(Condition::Any(self.conditions(parts)?)),
            (None, None, Some(subject), [(operator, operand)]) => self.test(subject, *operator, operand).map(Condition::Test),
            (None, None, Some(_), _) => Err("a condition needs exactly one comparison, such as `is`".to_owned()),
            _ => Err("a condition has either `all`, or `any`, or a `field` or `custom_field` with a comparison".to_owned()),
        }
    }

    fn conditions(&self, entries: &[ConditionEntry]) -> Result<Vec<Condition>, String> {
        entries.iter().map(|entry| self.condition(entry)).collect()
    }

    fn subject(&self, entry: &ConditionEntry) -> Result<Option<Subject>, String> {
        match (&entry.field, &entry.custom_field) {
            (Some(_), Some(_)) => Err("a condition has a `field` or a `custom_field`, not both".to_owned()),
            (Some(name), None) => {
                let known = Field::ALL.iter().map(|field| field.name());
                let field = Field::from_name(name).ok_or_else(|| format!("there is no field \"{name}\"{}", hint(name, known)))?;
                Ok(Some(Subject::Field(field)))
            }
            (None, Some(reference)) => {
                let id = self.directories.custom_fields.find(reference)?;
                Ok(Some(Subject::CustomField(CustomFieldId(id))))
            }
            (None, None) => Ok(None),
        }
    }

    fn test(&self, subject: Subject, operator: Operator, operand: &Operand) -> Result<Test, String> {
        let (kind, name) = match subject {
            Subject::Field(field) => (field.kind(), field.name().to_owned()),
            Subject::CustomField(id) => self.custom_kind(id),
        };
        if !operators(kind).contains(&operator) {
            let usable: Vec<&str> = operators(kind).iter().map(|operator| operator_name(*operator)).collect();
            return Err(format!("`{name}` cannot be tested with `{}`, only with {}", operator_name(operator), usable.join(", ")));
        }
        let value = self.value(kind, operand, matches!(subject, Subject::CustomField(_)));
        Ok(Test { subject, operator, value: value.map_err(|problem| format!("`{name}`: {problem}"))? })
    }

    fn custom_kind(&self, id: CustomFieldId) -> (FieldKind, String) {
        let Some(row) = self.custom_fields.iter().find(|row| row.id == id.0) else { return (FieldKind::Text, id.to_string()) };
        let kind = match &row.kind.0 {
            CustomFieldKind::Checkbox => FieldKind::Flag,
            CustomFieldKind::Number | CustomFieldKind::Decimal { .. } => FieldKind::Number,
            CustomFieldKind::Date | CustomFieldKind::DateTime => FieldKind::Time,
            CustomFieldKind::Text { .. }
            | CustomFieldKind::Select { .. }
            | CustomFieldKind::LargeText { .. }
            | CustomFieldKind::Regex { .. }
            | CustomFieldKind::Ajax { .. }
            | CustomFieldKind::Drilldown { .. } => FieldKind::Text,
        };
        (kind, row.name.clone())
    }

    fn value(&self, kind: FieldKind, operand: &Operand, is_custom: bool) -> Result<Value, String> {
        match (kind, operand) {
            (FieldKind::Text | FieldKind::Words, Operand::Text(text)) => Ok(Value::Text(text.clone())),
            (FieldKind::Flag, Operand::Flag(flag)) => Ok(Value::Flag(*flag)),
            (FieldKind::Number | FieldKind::Time, Operand::Number(number)) => Ok(Value::Number(*number)),
            (FieldKind::Number, Operand::Decimal(number)) if is_custom && number.is_finite() => Ok(Value::Decimal(*number)),
            (FieldKind::Time, Operand::Text(text)) => self.time(text).map(Value::Number),
            (FieldKind::Channel, Operand::Number(code)) if Channel::from_code(*code).is_some() => Ok(Value::Number(*code)),
            (FieldKind::Channel, Operand::Text(name)) => channel(name).map(|channel| Value::Number(channel.code())),
            (FieldKind::Staff, Operand::Text(word)) if word == "me" => Ok(Value::Me),
            (kind, Operand::Number(0)) if nothing(kind).is_some() => Ok(Value::Number(0)),
            (kind, Operand::Text(word)) if nothing(kind).is_some_and(|words| words.contains(&word.as_str())) => {
                Ok(Value::Number(0))
            }
            (kind, operand) => self.thing(kind, operand),
        }
    }

    fn thing(&self, kind: FieldKind, operand: &Operand) -> Result<Value, String> {
        match (self.directory(kind), operand) {
            (Some(directory), Operand::Number(id)) => directory.find(&Reference::Id(*id)).map(Value::Number),
            (Some(directory), Operand::Text(name)) => directory.find(&Reference::Name(name.clone())).map(Value::Number),
            (Some(directory), Operand::Flag(_) | Operand::Decimal(_)) => {
                Err(format!("the name or id of a {} is needed", directory.kind))
            }
            (None, _) => Err(format!("{} is needed", needed(kind))),
        }
    }

    fn directory(&self, kind: FieldKind) -> Option<&Directory> {
        match kind {
            FieldKind::Staff => Some(&self.directories.staff),
            FieldKind::Status => Some(&self.directories.statuses),
            FieldKind::Category => Some(&self.directories.categories),
            FieldKind::Tag => Some(&self.directories.tags),
            FieldKind::Mailbox => Some(&self.directories.mailboxes),
            FieldKind::Portal => Some(&self.directories.portals),
            FieldKind::Text | FieldKind::Words | FieldKind::Flag | FieldKind::Number | FieldKind::Time | FieldKind::Channel => {
                None
            }
        }
    }

    /// A day or a time of day in the desk's zone.
    fn time(&self, text: &str) -> Result<i64, String> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|day| day.and_hms_opt(0, 0, 0));
        let local = day.or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok());
        let time = local.and_then(|local| self.zone.from_local_datetime(&local).earliest());
        time.map(|time| time.timestamp()).ok_or_else(|| format!("\"{text}\" is no time such as 2026-01-31 or 2026-01-31 18:30"))
    }

    /// The column of an entry.
    pub(super) fn column(&self, entry: &ColumnEntry) -> Result<Column, String> {
        match entry {
            ColumnEntry::Custom(column) => {
                let id = self.directories.custom_fields.find(&column.custom_field)?;
                Ok(Column::CustomField { custom_field: CustomFieldId(id) })
            }
            ColumnEntry::Name(name) => {
                let known = BuiltinColumn::ALL.iter().map(|column| column.name());
                let column = BuiltinColumn::from_name(name).map(Column::Builtin);
                column.ok_or_else(|| format!("there is no column \"{name}\"{}", hint(name, known)))
            }
        }
    }

    /// The words for a whole filter's condition.
    pub(super) fn filter_entry(&self, condition: &Condition) -> ConditionEntry {
        if *condition == Condition::default() { ConditionEntry::default() } else { self.entry(condition) }
    }

    fn entry(&self, condition: &Condition) -> ConditionEntry {
        let entries = |parts: &[Condition]| Some(parts.iter().map(|part| self.entry(part)).collect());
        match condition {
            Condition::All(parts) => ConditionEntry { all: entries(parts), ..ConditionEntry::default() },
            Condition::Any(parts) => ConditionEntry { any: entries(parts), ..ConditionEntry::default() },
            Condition::Test(test) => self.test_entry(test),
        }
    }

    fn test_entry(&self, test: &Test) -> ConditionEntry {
        let (kind, mut entry) = match test.subject {
            Subject::Field(field) => {
                (field.kind(), ConditionEntry { field: Some(field.name().to_owned()), ..ConditionEntry::default() })
            }
            Subject::CustomField(id) => {
                let field = self.directories.custom_fields.reference(id.0);
                (self.custom_kind(id).0, ConditionEntry { custom_field: Some(field), ..ConditionEntry::default() })
            }
        };
        let operand = Some(self.operand(kind, &test.value));
        match test.operator {
            Operator::Is => entry.is = operand,
            Operator::IsNot => entry.is_not = operand,
            Operator::Contains => entry.contains = operand,
            Operator::DoesNotContain => entry.does_not_contain = operand,
            Operator::MoreThan => entry.more_than = operand,
            Operator::LessThan => entry.less_than = operand,
            Operator::Before => entry.before = operand,
            Operator::Since => entry.since = operand,
        }
        entry
    }

    fn operand(&self, kind: FieldKind, value: &Value) -> Operand {
        match value {
            Value::Flag(flag) => Operand::Flag(*flag),
            Value::Decimal(number) => Operand::Decimal(*number),
            Value::Text(text) => Operand::Text(text.clone()),
            Value::Me => Operand::Text("me".to_owned()),
            Value::Number(0) => match nothing(kind).and_then(|words| words.first()) {
                Some(word) => Operand::Text((*word).to_owned()),
                None => Operand::Number(0),
            },
            Value::Number(number) => match (kind, self.directory(kind)) {
                (FieldKind::Channel, _) => Channel::from_code(*number)
                    .map_or(Operand::Number(*number), |channel| Operand::Text(channel.label().to_owned())),
                (_, Some(directory)) => match directory.reference(*number) {
                    Reference::Id(id) => Operand::Number(id),
                    Reference::Name(name) => Operand::Text(name),
                },
                (_, None) => Operand::Number(*number),
            },
        }
    }

    /// The entry of a column.
    pub(super) fn column_entry(&self, column: Column) -> ColumnEntry {
        match column {
            Column::Builtin(column) => ColumnEntry::Name(column.name().to_owned()),
            Column::CustomField { custom_field } => {
                ColumnEntry::Custom(CustomColumn { custom_field: self.directories.custom_fields.reference(custom_field.0) })
            }
        }
    }
}

/// The comparisons that an entry asks for.
fn comparisons(entry: &ConditionEntry) -> Vec<(Operator, &Operand)> {
    let all = [
        (Operator::Is, &entry.is),
        (Operator::IsNot, &entry.is_not),
        (Operator::Contains, &entry.contains),
        (Operator::DoesNotContain, &entry.does_not_contain),
        (Operator::MoreThan, &entry.more_than),
        (Operator::LessThan, &entry.less_than),
        (Operator::Before, &entry.before),
        (Operator::Since, &entry.since),
    ];
    all.into_iter().filter_map(|(operator, operand)| Some((operator, operand.as_ref()?))).collect()
}

fn operator_name(operator: Operator) -> &'static str {
    match operator {
        Operator::Is => "is",
        Operator::IsNot => "is_not",
        Operator::Contains => "contains",
        Operator::DoesNotContain => "does_not_contain",
        Operator::MoreThan => "more_than",
        Operator::LessThan => "less_than",
        Operator::Before => "before",
        Operator::Since => "since",
    }
}

fn operators(kind: FieldKind) -> &'static [Operator] {
    match kind {
        FieldKind::Text => &[Operator::Is, Operator::IsNot, Operator::Contains, Operator::DoesNotContain],
        FieldKind::Words => &[Operator::Contains, Operator::DoesNotContain],
        FieldKind::Number => &[Operator::Is, Operator::IsNot, Operator::MoreThan, Operator::LessThan],
        FieldKind::Time => &[Operator::Before, Operator::Since],
        FieldKind::Flag
        | FieldKind::Staff
        | FieldKind::Status
        | FieldKind::Category
        | FieldKind::Tag
        | FieldKind::Mailbox
        | FieldKind::Portal
        | FieldKind::Channel => &[Operator::Is, Operator::IsNot],
    }
}

/// The words for the number 0 of a kind, if it means anything there.
fn nothing(kind: FieldKind) -> Option<&'static [&'static str]> {
    match kind {
        FieldKind::Staff => Some(&["nobody", "customer"]),
        FieldKind::Category | FieldKind::Mailbox => Some(&["none"]),
        FieldKind::Portal => Some(&["primary"]),
        FieldKind::Text
        | FieldKind::Words
        | FieldKind::Flag
        | FieldKind::Number
        | FieldKind::Time
        | FieldKind::Status
        | FieldKind::Tag
        | FieldKind::Channel => None,
    }
}

fn needed(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Words => "a text",
        FieldKind::Flag => "true or false",
        FieldKind::Number => "a number",
        FieldKind::Time => "a time",
        FieldKind::Channel => "a channel such as \"Email\"",
        FieldKind::Staff | FieldKind::Status | FieldKind::Category | FieldKind::Tag | FieldKind::Mailbox | FieldKind::Portal => {
            "a name"
        }
    }
}

fn channel(name: &str) -> Result<Channel, String> {
    let all: Vec<Channel> = (1..=13).filter_map(Channel::from_code).collect();
    let found = all.iter().copied().find(|channel| channel.label().eq_ignore_ascii_case(name));
    found.ok_or_else(|| format!("there is no channel \"{name}\"{}", hint(name, all.iter().map(|channel| channel.label()))))
}
