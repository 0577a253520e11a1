//! Custom fields: what an administrator adds to the request's own fields.

use crate::CustomFieldId;

/// A custom field of the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomField {
    /// Its number, the one in `Custom#`.
    pub id: CustomFieldId,
    /// Its name.
    pub name: String,
    /// Its type with what belongs to the type.
    pub kind: CustomFieldKind,
    /// Whether a request must have a value.
    pub is_required: bool,
    /// Whether customers see it.
    pub is_public: bool,
    /// Whether it belongs to every category.
    pub is_always_visible: bool,
    /// Its place among the fields.
    pub position: i64,
}

/// The eleven types of custom fields (`fieldType`).
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum CustomFieldKind {
    /// One line of text, at most 255 characters.
    Text {
        /// Width of the input, in characters.
        #[serde(default)]
        size: Option<i64>,
    },
    /// One of a list.
    Select {
        /// The list.
        choices: Vec<String>,
    },
    /// Text with line breaks.
    #[serde(rename = "lrgtext")]
    LargeText {
        /// Height of the input, in rows.
        #[serde(default)]
        rows: Option<i64>,
    },
    /// Yes or no: `1` or `0`.
    Checkbox,
    /// A whole number.
    #[serde(rename = "numtext")]
    Number,
    /// A number with a fraction.
    Decimal {
        /// Digits after the point.
        #[serde(default)]
        places: i64,
    },
    /// A day, as Unix seconds.
    Date,
    /// A day and time, as Unix seconds.
    #[serde(rename = "datetime")]
    DateTime,
    /// Text that the client checks against a pattern.
    Regex {
        /// The pattern, as JavaScript writes it.
        pattern: String,
    },
    /// A value picked from what a remote service offers.
    Ajax {
        /// Where the service listens.
        url: String,
    },
    /// A path through nested lists, its levels joined by `#-#`.
    Drilldown {
        /// The allowed paths, each with its levels joined by `#-#`.
        choices: Vec<String>,
    },
}

impl CustomFieldKind {
    /// The name of the type on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Select { .. } => "select",
            Self::LargeText { .. } => "lrgtext",
            Self::Checkbox => "checkbox",
            Self::Number => "numtext",
            Self::Decimal { .. } => "decimal",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Regex { .. } => "regex",
            Self::Ajax { .. } => "ajax",
            Self::Drilldown { .. } => "drilldown",
        }
    }

    /// Checks a value against the type. Patterns and remote values are the client's to check (manual, appendix,
    /// "Custom Fields").
    ///
    /// ```
    /// use deskhand_model::CustomFieldKind;
    /// assert!(CustomFieldKind::Checkbox.accepts("1").is_ok());
    /// assert_eq!(CustomFieldKind::Number.accepts("ten"), Err("must be a whole number"));
    /// ```
    ///
    /// # Errors
    /// What the value must be, to be shown to whoever sent it.
    pub fn accepts(&self, value: &str) -> Result<(), &'static str> {
        let holds = |condition: bool, rule: &'static str| if condition { Ok(()) } else { Err(rule) };
        match self {
            Self::Text { .. } => {
                holds(value.chars().count() <= 255 && !value.contains(['\n', '\r']), "must be one line of at most 255 characters")
            }
            Self::Select { choices } => holds(choices.iter().any(|c| c == value), "must be one of the list"),
            Self::Checkbox => holds(matches!(value, "0" | "1"), "must be 0 or 1"),
            Self::Number => holds(value.trim().parse::<i64>().is_ok(), "must be a whole number"),
            Self::Decimal { .. } => {
                let is_plain = value.trim().bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
                holds(is_plain && value.trim().parse::<f64>().is_ok(), "must be a number")
            }
            Self::Date | Self::DateTime => holds(value.trim().parse::<i64>().is_ok(), "must be a time in Unix seconds"),
            Self::Drilldown { choices } => holds(
                choices.is_empty() || choices.iter().any(|c| c == value),
                "must be a path of the list, its levels joined by #-#",
            ),
            Self::LargeText { .. } | Self::Regex { .. } | Self::Ajax { .. } => Ok(()),
        }
    }
}
