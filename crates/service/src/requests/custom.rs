//! The rules for custom values.

use crate::context::Context;
use crate::error::{ServiceError, ServiceResult};
use deskhand_model::request::CustomValues;
use deskhand_model::{Category, CustomFieldKind};

/// How strictly custom values are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CustomCheck {
    /// As a customer's form: only public fields, and those that are required must have a value.
    Public,
    /// As staff: fields that are required must have a value.
    #[default]
    Staff,
    /// Nothing is required, and an empty value clears its field.
    Skip,
}

/// Checks values against their fields' types. Values of fields that the desk does not have are left out.
pub(super) fn checked(cx: &Context<'_>, check: CustomCheck, values: &CustomValues) -> ServiceResult<CustomValues> {
    let mut kept = CustomValues::new();
    let mut missing = Vec::new();
    for (id, value) in values {
        let Some(field) = cx.desk.custom_field(*id) else { continue };
        if check == CustomCheck::Public && !field.is_public {
            return Err(ServiceError::Refused(format!("Custom{id} is not open to the public")));
        }
        let value = if matches!(field.kind, CustomFieldKind::LargeText { .. }) { value.as_str() } else { value.trim() };
        if value.trim().is_empty() {
            if check != CustomCheck::Skip {
                missing.push(format!("Custom{id}"));
            }
        } else {
            field.kind.accepts(value).map_err(|rule| ServiceError::Refused(format!("Custom{id} {rule}")))?;
        }
        kept.insert(*id, value.to_owned());
    }
    if missing.is_empty() { Ok(kept) } else { Err(ServiceError::Missing(missing)) }
}

/// Checks that every field that a category requires has a value.
pub(super) fn require(
    cx: &Context<'_>,
    check: CustomCheck,
    category: Option<&Category>,
    has_value: impl Fn(deskhand_model::CustomFieldId) -> bool,
) -> ServiceResult<()> {
    if check == CustomCheck::Skip {
        return Ok(());
    }
    let required =
        cx.desk.fields_of(category).filter(|field| field.is_required && (check == CustomCheck::Staff || field.is_public));
    let missing: Vec<String> = required.filter(|field| !has_value(field.id)).map(|field| format!("Custom{}", field.id)).collect();
    if missing.is_empty() { Ok(()) } else { Err(ServiceError::Missing(missing)) }
}
