//! Who is calling: credentials, logins and their limit.

use crate::error::{ApiError, ApiResult};
use crate::snapshot::{Current, Snapshot};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskhand_codec::Params;
use deskhand_model::{Staff, Timestamp, Token, TokenId};
use deskhand_service::{Random, passwords, staff, tokens};
use deskhand_storage::{Reader, throttle};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More failures than this within the window close the door.
const MOST_FAILURES: i64 = 5;
/// The window, in seconds.
const WINDOW: i64 = 60;
/// As much of a login as counts when failures are counted, in characters.
const LONGEST_LOGIN: usize = 254;
/// How often the use of a token is noted, in seconds.
const NOTED_EVERY: i64 = 60;
/// How long an accepted password need not be hashed again.
const REMEMBERED: Duration = Duration::from_mins(5);
/// Passwords that are remembered at the most.
const MOST_REMEMBERED: usize = 4096;

/// What a caller sent to say who they are.
pub(crate) enum Credentials {
    None,
    Token(String),
    Password {
        login: String,
        password: String,
    },
    /// The same in the parameters, which the desk may not accept.
    Parameters {
        login: String,
        password: String,
    },
    /// Something that cannot be read.
    Broken,
}

impl Credentials {
    /// The credentials of a call: `Authorization` before parameters.
    pub(crate) fn of(authorization: Option<&str>, params: &Params) -> Self {
        if let Some(header) = authorization {
            let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
            if scheme.eq_ignore_ascii_case("bearer") {
                return Self::Token(rest.trim().to_owned());
            }
            if scheme.eq_ignore_ascii_case("basic") {
                return Self::basic(rest.trim()).unwrap_or_else(|| Self::of_params(params));
            }
        }
        Self::of_params(params)
    }

    fn basic(encoded: &str) -> Option<Self> {
        let Some(text) = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return Some(Self::Broken);
        };
        // Some clients send the header with nothing in it when they have no login.
        if text.is_empty() || text == ":" {
            return None;
        }
        let Some((login, password)) = text.split_once(':') else { return Some(Self::Broken) };
        Some(Self::Password { login: login.to_owned(), password: password.to_owned() })
    }

    fn of_params(params: &Params) -> Self {
        match (params.get("username"), params.get("password")) {
            (Some(login), Some(password)) if !login.is_empty() => {
                Self::Parameters { login: login.to_owned(), password: password.to_owned() }
            }
            _ => Self::None,
        }
    }

    /// The names under which failures are counted.
    fn keys(&self, peer: &str) -> Vec<String> {
        let address = format!("address:{peer}");
        match self {
            Self::Password { login, .. } | Self::Parameters { login, .. } => {
                // Not every text can be a key of the database, and nobody's login is this long.
                let name: String = login.trim().chars().filter(|c| !c.is_control()).take(LONGEST_LOGIN).collect();
                vec![format!("login:{}", name.to_lowercase()), address]
            }
            Self::Token(_) | Self::Broken | Self::None => vec![address],
        }
    }
}

/// A login that was accepted.
pub(crate) struct Login {
    pub(crate) staff: Staff,
    /// The token, when its last use should be noted.
    pub(crate) token_to_note: Option<TokenId>,
    /// Failures that are to be forgotten.
    pub(crate) keys_to_clear: Vec<String>,
}

/// Why a login was refused.
pub(crate) struct Refusal {
    pub(crate) error: ApiError,
    /// Under which names the failure is to be counted.
    pub(crate) keys: Vec<String>,
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self { error, keys: Vec::new() }
    }
}

/// Checks logins.
pub(crate) struct Door {
    key: [u8; 32],
    remembered: Mutex<HashMap<[u8; 32], Remembered>>,
    /// When this process last noted the use of each token.
    noted: Mutex<HashMap<TokenId, Timestamp>>,
}

struct Remembered {
    /// The hash that the password was checked against; another one makes this void.
    password_hash: String,
    until: Instant,
}

impl Door {
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut key = [0; 32];
        random.fill(&mut key);
        Self { key, remembered: Mutex::default(), noted: Mutex::default() }
    }

    /// Whether checking the credentials would hash a password, which takes long.
    pub(crate) fn is_slow(&self, credentials: &Credentials) -> bool {
        match credentials {
            Credentials::Password { login, password } | Credentials::Parameters { login, password } => {
                let digest = self.digest(login, password);
                let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
                remembered.get(&digest).is_none_or(|entry| entry.until <= Instant::now())
            }
            Credentials::None | Credentials::Token(_) | Credentials::Broken => false,
        }
    }

    /// Finds out who is calling.
    pub(crate) fn enter(
        &self,
        db: &mut Reader,
        current: &Current,
        credentials: &Credentials,
        peer: &str,
        now: Timestamp,
    ) -> Result<Login, Refusal> {
        let is_accepted = match credentials {
            Credentials::None => false,
            Credentials::Parameters { .. } => current.snapshot.settings.api.parameter_credentials,
            Credentials::Token(_) | Credentials::Password { .. } | Credentials::Broken => true,
        };
        if !is_accepted {
            return Err(ApiError::NotAuthenticated.into());
        }
        let keys = credentials.keys(peer);
        let is_hot = now.0 - current.last_login_failure.0 <= WINDOW;
        let failures = if is_hot { failures(db, &keys, now)? } else { 0 };
        if failures > MOST_FAILURES {
            return Err(ApiError::Throttled.into());
        }
        let found = match credentials {
            Credentials::Token(text) => tokens::find(&current.snapshot, text, now).and_then(|token| {
                let staff = current.snapshot.staff.get(&token.staff).filter(|s| s.is_active)?;
                Some((staff, self.is_to_be_noted(token, now).then_some(token.id)))
            }),
            Credentials::Password { login, password } | Credentials::Parameters { login, password } => {
                self.check_password(&current.snapshot, login, password).map(|staff| (staff, None))
            }
            Credentials::Broken | Credentials::None => None,
        };
        let Some((staff, token_to_note)) = found else {
            return Err(Refusal { error: ApiError::AuthenticationFailed, keys });
        };
        let keys_to_clear = if failures > 0 { keys } else { Vec::new() };
        Ok(Login { staff: staff.clone(), token_to_note, keys_to_clear })
    }

    /// Whether the use of a token is to be noted: once a minute is enough.
    fn is_to_be_noted(&self, token: &Token, now: Timestamp) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let last = noted.get(&token.id).copied().max(token.last_used_at);
        let is_due = last.is_none_or(|used| now.0 - used.0 >= NOTED_EVERY);
        if is_due {
            noted.insert(token.id, now);
        }
        is_due
    }

    fn check_password<'a>(&self, desk: &'a Snapshot, login: &str, password: &str) -> Option<&'a Staff> {
        let Some(person) = staff::find_login(desk, login).filter(|s| !s.password_hash.is_empty()) else {
            passwords::refuse(password);
            return None;
        };
        let digest = self.digest(login, password);
        {
            let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
            let is_known = |entry: &Remembered| entry.until > Instant::now() && entry.password_hash == person.password_hash;
            if remembered.get(&digest).is_some_and(is_known) {
                return Some(person);
            }
        }
        if !passwords::verify(password, &person.password_hash) {
            return None;
        }
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        let entry = Remembered { password_hash: person.password_hash.clone(), until: Instant::now() + REMEMBERED };
        remembered.insert(digest, entry);
        Some(person)
    }

    /// A digest that means nothing outside of this process.
    fn digest(&self, login: &str, password: &str) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return [0; 32] };
        mac.update(&u64::try_from(login.len()).unwrap_or(0).to_le_bytes());
        mac.update(login.as_bytes());
        mac.update(password.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// How many logins under these names have failed within the window.
fn failures(db: &mut Reader, keys: &[String], now: Timestamp) -> ApiResult<i64> {
    Ok(throttle::failures_since(db, keys, now.plus(-WINDOW))?)
}
