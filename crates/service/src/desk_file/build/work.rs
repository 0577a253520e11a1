//! What requests are worked on with: custom fields, categories with their tags, filters, responses.

use super::Builder;
use super::outline::{Outline, arrange, key_within, outlines, stored, with_retired};
use crate::desk_file::conditions::Vocabulary;
use crate::desk_file::export::{DEFAULT_ORDER, LEVELS};
use crate::desk_file::format::{self, Active, CustomField, FieldType, TagEntry};
use crate::desk_file::names::Directory;
use crate::desk_file::problems::Place;
use deskhand_model::CustomFieldKind;
use deskhand_storage::catalog::filters::{Column, Condition};
use deskhand_storage::catalog::{Category, CategoryRow, CustomFieldRow, FilterRow, Json, ResponseRow, TagRow};

impl Builder<'_> {
    pub(super) fn custom_fields(&mut self) {
        let Some(entries) = &self.file.custom_fields else { return };
        let outlines = outlines("custom_fields", "custom field", entries, |entry| (entry.id, &entry.name, entry.active.0));
        let known: Vec<_> = self.old.custom_fields.iter().map(|row| stored(row.id, &row.name, row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let mut rows = Vec::with_capacity(entries.len());
        for ((entry, outline), id) in entries.iter().zip(&outlines).zip(ids) {
            self.check_field(entry, &outline.place);
            rows.push(CustomFieldRow {
                id,
                name: entry.name.clone(),
                kind: Json(field_kind(entry)),
                is_required: entry.required,
                is_public: entry.public,
                is_always_visible: entry.always_visible,
                position: 0,
                is_active: entry.active.0,
            });
        }
        arrange(&mut rows, &self.old.custom_fields);
        self.new.custom_fields = with_retired(rows, &self.old.custom_fields);
    }

    fn check_field(&mut self, entry: &CustomField, place: &Place) {
        let given = [
            ("choices", entry.choices.is_some(), entry.kind == FieldType::Select),
            ("paths", entry.paths.is_some(), entry.kind == FieldType::Drilldown),
            ("size", entry.size.is_some(), entry.kind == FieldType::Text),
            ("rows", entry.rows.is_some(), entry.kind == FieldType::LargeText),
            ("places", entry.places.is_some(), entry.kind == FieldType::Decimal),
            ("pattern", entry.pattern.is_some(), entry.kind == FieldType::Regex),
            ("url", entry.url.is_some(), entry.kind == FieldType::Ajax),
        ];
        for (key, _, _) in given.iter().filter(|(_, is_given, is_fitting)| *is_given && !is_fitting) {
            self.add(place, format!("{key}: does not belong to this type of field"));
        }
        let is_optional = |key: &str| matches!(key, "size" | "rows" | "places");
        for (key, _, _) in given.iter().filter(|(key, is_given, is_fitting)| *is_fitting && !is_given && !is_optional(key)) {
            self.add(place, format!("{key}: is missing, which this type of field needs"));
        }
        if entry.places.is_some_and(|places| !(0..=18).contains(&places)) {
            self.add(place, "places: must be from 0 to 18");
        }
        if [entry.size, entry.rows].into_iter().flatten().any(|size| size < 1) {
            self.add(place, "size and rows must be at least 1");
        }
        let is_bad_level = |level: &String| level.is_empty() || level.contains(LEVELS);
        let mut paths = entry.paths.iter().flatten();
        if paths.any(|path| path.is_empty() || path.iter().any(is_bad_level)) {
            self.add(place, format!("paths: each needs levels that are neither empty nor hold {LEVELS}"));
        }
    }

    pub(super) fn categories(&mut self) {
        let Some(entries) = &self.file.categories else { return };
        let outlines = outlines("categories", "category", entries, |entry| (entry.id, &entry.name, entry.active.0));
        let known: Vec<_> = self
            .old
            .categories
            .iter()
            .map(|category| stored(category.row.id, &category.row.name, category.row.is_active))
            .collect();
        let ids = self.number(&outlines, &known);
        let directories = self.directories();
        let mut rows = Vec::with_capacity(entries.len());
        for ((entry, outline), id) in entries.iter().zip(&outlines).zip(&ids) {
            let place = &outline.place;
            rows.push(Category {
                row: CategoryRow {
                    id: *id,
                    name: entry.name.clone(),
                    group_name: entry.group.clone(),
                    is_active: entry.active.0,
                    is_public: entry.public,
                    default_contact: self.find_optional(
                        place,
                        "default_contact",
                        &directories.staff,
                        entry.default_contact.as_ref(),
                    ),
                    assignment: entry.assignment.code(),
                    position: 0,
                },
                staff: self.find_all(place, "staff", &directories.staff, &entry.staff),
                custom_fields: self.find_all(place, "custom_fields", &directories.custom_fields, &entry.custom_fields),
            });
        }
        arrange(&mut rows, &self.old.categories);
        self.new.categories = with_retired(rows, &self.old.categories);
        self.tags(entries, &ids);
    }

    fn tags(&mut self, categories: &[format::Category], category_ids: &[i64]) {
        let mut outlines = Vec::new();
        let mut parents = Vec::new();
        for (category_index, (category, category_id)) in categories.iter().zip(category_ids).enumerate() {
            for (index, entry) in category.tags.iter().enumerate() {
                let (id, name, active) = match entry {
                    TagEntry::Name(name) => (None, name, Active::default()),
                    TagEntry::Full(tag) => (tag.id, &tag.name, tag.active),
                };
                parents.push(*category_id);
                outlines.push(Outline {
                    place: Place::new(format!("categories.{category_index}.tags.{index}"), "reporting tag", name),
                    id,
                    name: name.clone(),
                    key: key_within(*category_id, name),
                    is_active: active.0,
                });
            }
        }
        let known: Vec<_> =
            self.old.tags.iter().map(|row| stored(row.id, &key_within(row.category_id, &row.name), row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let mut rows: Vec<TagRow> = outlines
            .iter()
            .zip(ids)
            .zip(parents)
            .map(|((outline, id), category_id)| TagRow {
                id,
                category_id,
                name: outline.name.clone(),
                position: 0,
                is_active: outline.is_active,
            })
            .collect();
        rows.chunk_by_mut(|one, other| one.category_id == other.category_id).for_each(|tags| arrange(tags, &self.old.tags));
        // The tags of a category that is out of use stay with it.
        let (own, others): (Vec<TagRow>, Vec<TagRow>) =
            self.old.tags.iter().cloned().partition(|row| category_ids.contains(&row.category_id));
        let mut rows = with_retired(rows, &own);
        let kept: Vec<TagRow> = others.into_iter().filter(|tag| !rows.iter().any(|row| row.id == tag.id)).collect();
        rows.extend(kept);
        self.new.tags = rows;
    }

    pub(super) fn filters(&mut self) {
        let Some(entries) = &self.file.filters else { return };
        let directories = self.directories();
        let (outlines, owners) = self.filter_outlines(entries, &directories.staff);
        let known: Vec<_> =
            self.old.filters.iter().map(|row| stored(row.id, &key_within(row.staff_id, &row.name), row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let custom_fields = self.new.custom_fields.clone();
        // A zone that is none has been noted with the settings.
        let zone = self.new.settings.format.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC);
        let vocabulary = Vocabulary { directories: &directories, custom_fields: &custom_fields, zone };
        let mut rows = Vec::with_capacity(entries.len());
        for (((entry, outline), id), owner) in entries.iter().zip(&outlines).zip(ids).zip(owners) {
            rows.push(FilterRow {
                id,
                name: entry.name.clone(),
                folder: entry.folder.clone(),
                staff_id: owner,
                is_global: entry.shared,
                display_columns: Json(self.columns(&vocabulary, entry, &outline.place)),
                conditions: Json(self.condition(&vocabulary, entry, &outline.place)),
                order_by: Json(self.order(&vocabulary, entry, &outline.place)),
                is_descending: entry.descending,
                position: 0,
                is_active: entry.active.0,
            });
        }
        arrange(&mut rows, &self.old.filters);
        self.new.filters = with_retired(rows, &self.old.filters);
    }

    /// Filters are recognised by their names and their owners, so these are found first.
    fn filter_outlines(&mut self, entries: &[format::Filter], staff: &Directory) -> (Vec<Outline>, Vec<i64>) {
        let mut outlines = Vec::with_capacity(entries.len());
        let mut owners = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let place = Place::new(format!("filters.{index}"), "filter", &entry.name);
            let owner = self.find_optional(&place, "owner", staff, entry.owner.as_ref());
            if entry.active.0 && entry.owner.is_none() && !entry.shared {
                self.add(&place, "needs an owner, or `shared = true`");
            }
            owners.push(owner);
            let key = key_within(owner, &entry.name);
            outlines.push(Outline { place, id: entry.id, name: entry.name.clone(), key, is_active: entry.active.0 });
        }
        (outlines, owners)
    }

    fn columns(&mut self, vocabulary: &Vocabulary<'_>, entry: &format::Filter, place: &Place) -> Vec<Column> {
        let mut columns = Vec::with_capacity(entry.columns.len());
        for column in &entry.columns {
            match vocabulary.column(column) {
                Ok(column) if columns.contains(&column) => self.add(place, "columns: one is listed twice"),
                Ok(column) => columns.push(column),
                Err(problem) => self.add(place, format!("columns: {problem}")),
            }
        }
        columns
    }

    fn condition(&mut self, vocabulary: &Vocabulary<'_>, entry: &format::Filter, place: &Place) -> Condition {
        vocabulary.filter(&entry.conditions).unwrap_or_else(|problem| {
            self.add(place, format!("conditions: {problem}"));
            Condition::default()
        })
    }

    fn order(&mut self, vocabulary: &Vocabulary<'_>, entry: &format::Filter, place: &Place) -> Column {
        let Some(column) = &entry.order_by else { return DEFAULT_ORDER };
        vocabulary.column(column).unwrap_or_else(|problem| {
            self.add(place, format!("order_by: {problem}"));
            DEFAULT_ORDER
        })
    }

    pub(super) fn responses(&mut self) {
        let Some(entries) = &self.file.responses else { return };
        let directories = self.directories();
        let mut outlines = Vec::with_capacity(entries.len());
        let mut sharing = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let place = Place::new(format!("responses.{index}"), "response", &entry.title);
            let owner = self.find_optional(&place, "owner", &directories.staff, entry.owner.as_ref());
            let group = self.find_optional(&place, "group", &directories.groups, entry.group.as_ref());
            let kind = self.sharing(entry, &place);
            sharing.push((owner, kind, (group != 0).then_some(group)));
            let key = key_within(owner, &entry.title);
            outlines.push(Outline { place, id: entry.id, name: entry.title.clone(), key, is_active: entry.active.0 });
        }
        let known: Vec<_> =
            self.old.responses.iter().map(|row| stored(row.id, &key_within(row.staff_id, &row.title), row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let build =
            |((entry, id), (staff_id, kind, group_id)): ((&format::Response, i64), (i64, i64, Option<i64>))| ResponseRow {
                id,
                title: entry.title.clone(),
                folder: entry.folder.clone(),
                body: entry.body.clone(),
                staff_id,
                kind,
                group_id,
                is_active: entry.active.0,
            };
        self.new.responses = with_retired(entries.iter().zip(ids).zip(sharing).map(build).collect(), &self.old.responses);
    }

    /// The code for who may use a response.
    fn sharing(&mut self, entry: &format::Response, place: &Place) -> i64 {
        match (entry.shared, &entry.group, &entry.owner) {
            (true, None, _) => ResponseRow::EVERYONE,
            (false, Some(_), _) => ResponseRow::GROUP,
            (false, None, owner) if owner.is_some() || !entry.active.0 => ResponseRow::OWNER,
            (true, Some(_), _) => {
                self.add(place, "is shared with all staff or with a group, not both");
                ResponseRow::EVERYONE
            }
            (false, None, _) => {
                self.add(place, "needs an owner, or `shared = true`, or a group");
                ResponseRow::OWNER
            }
        }
    }
}

fn field_kind(entry: &CustomField) -> CustomFieldKind {
    match entry.kind {
        FieldType::Text => CustomFieldKind::Text { size: entry.size },
        FieldType::Select => CustomFieldKind::Select { choices: entry.choices.clone().unwrap_or_default() },
        FieldType::LargeText => CustomFieldKind::LargeText { rows: entry.rows },
        FieldType::Checkbox => CustomFieldKind::Checkbox,
        FieldType::Number => CustomFieldKind::Number,
        FieldType::Decimal => CustomFieldKind::Decimal { places: entry.places.unwrap_or(0) },
        FieldType::Date => CustomFieldKind::Date,
        FieldType::DateTime => CustomFieldKind::DateTime,
        FieldType::Regex => CustomFieldKind::Regex { pattern: entry.pattern.clone().unwrap_or_default() },
        FieldType::Ajax => CustomFieldKind::Ajax { url: entry.url.clone().unwrap_or_default() },
        FieldType::Drilldown => {
            CustomFieldKind::Drilldown { choices: entry.paths.iter().flatten().map(|path| path.join(LEVELS)).collect() }
        }
    }
}
