//! What a desk may configure about reading its mail.

use deskhand_model::RequestId;
use regex::{Regex, RegexBuilder};

/// How mails are read; the default suits a desk that changed no mail setting.
///
/// ```
/// use deskhand_email_parser::{Options, RequestIdPattern};
///
/// let options = Options { request_id: RequestIdPattern::new(r"\[#(\d+)\]").unwrap(), ..Options::default() };
/// assert_eq!(options.request_id.find("Re: [#12400] Printer").unwrap().0, 12_400);
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// How the subject names a request.
    pub request_id: RequestIdPattern,
    /// The line above which customers answer; everything from it on is the mail that they answer.
    pub reply_marker: Option<String>,
    /// How to recognise a mail that this desk sent itself.
    pub own_mail: Option<OwnMailMarker>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            request_id: RequestIdPattern::default(),
            reply_marker: Some("## Reply ABOVE THIS LINE to add a note to this request ##".to_owned()),
            own_mail: None,
        }
    }
}

/// A header that only mails of this desk carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMailMarker {
    /// The header's name.
    pub header: String,
    /// What its value contains, compared without case.
    pub value: String,
}

/// A regular expression whose first group is the number of a request; its last match in the subject counts.
#[derive(Debug, Clone)]
pub struct RequestIdPattern(Option<Regex>);

/// Why a request id pattern was refused.
#[derive(Debug, thiserror::Error)]
pub enum PatternError {
    /// It is no regular expression.
    #[error("request id pattern is not a regular expression")]
    Syntax(#[source] regex::Error),
    /// It has no group for the number.
    #[error("request id pattern has no group for the number")]
    NoGroup,
}

impl RequestIdPattern {
    /// Compiles a pattern.
    ///
    /// ```
    /// use deskhand_email_parser::RequestIdPattern;
    ///
    /// assert!(RequestIdPattern::new(r"#(\d+)").is_ok());
    /// assert!(RequestIdPattern::new(r"#\d+").is_err());
    /// ```
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        let regex = RegexBuilder::new(pattern).size_limit(1 << 20).build().map_err(PatternError::Syntax)?;
        if regex.captures_len() < 2 {
            return Err(PatternError::NoGroup);
        }
        Ok(Self(Some(regex)))
    }

    /// The request that a subject names.
    ///
    /// ```
    /// use deskhand_email_parser::RequestIdPattern;
    ///
    /// let pattern = RequestIdPattern::default();
    /// assert_eq!(pattern.find("Re: was {1}, now {12400}").unwrap().0, 12_400);
    /// assert_eq!(pattern.find("Printer"), None);
    /// ```
    pub fn find(&self, subject: &str) -> Option<RequestId> {
        match &self.0 {
            Some(regex) => regex.captures_iter(subject).filter_map(|found| positive(found.get(1)?.as_str())).last(),
            None => in_braces(subject),
        }
    }
}

/// `{12400}`, the last one: the same as the pattern `\{(\d+)\}`.
impl Default for RequestIdPattern {
    fn default() -> Self {
        Self(None)
    }
}

fn in_braces(subject: &str) -> Option<RequestId> {
    subject.rsplit('{').find_map(|piece| positive(piece.split_once('}')?.0))
}

fn positive(digits: &str) -> Option<RequestId> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|id| *id > 0).map(RequestId)
}
