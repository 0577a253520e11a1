//! Signatures of webhooks, as the Standard Webhooks specification lays them out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

const PREFIX: &str = "whsec_";

/// The key of an endpoint: 24 to 64 bytes. Prints nothing in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(Vec<u8>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It does not begin with `whsec_`.
    #[error("a signing key begins with whsec_")]
    Prefix,
    /// What follows is not base64.
    #[error("a signing key is base64 after whsec_")]
    Base64,
    /// It has fewer than 24 or more than 64 bytes.
    #[error("a signing key has 24 to 64 bytes")]
    Length,
}

impl SigningKey {
    /// Reads a key: `whsec_` and base64.
    ///
    /// # Errors
    /// Why the text is no key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(KeyError::Prefix)?;
        Self::new(STANDARD.decode(encoded).map_err(|_| KeyError::Base64)?)
    }

    /// A key of some bytes.
    ///
    /// # Errors
    /// [`KeyError::Length`].
    pub fn new(bytes: Vec<u8>) -> Result<Self, KeyError> {
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(KeyError::Length) }
    }

    /// The key as an administrator copies it to the receiver.
    ///
    /// ```
    /// let key = deskhand_integrations::webhook::SigningKey::new(vec![0; 24]).unwrap();
    /// assert_eq!(key.to_text(), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    /// ```
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

/// The header `webhook-signature`: a signature for each key, separated by blanks, so that keys can be changed without a gap. `id` is
/// the same for every attempt at a message; `timestamp` is the time of this attempt in Unix seconds.
pub fn signature(keys: &[SigningKey], id: &str, timestamp: i64, body: &[u8]) -> String {
    keys.iter().filter_map(|key| key.sign(id, timestamp, body)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key, message and signature that the specification's own libraries are tested with.
    #[test]
    fn signs_as_the_specification_does() {
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let json = signature(std::slice::from_ref(&key), id, 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(json, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let both = signature(&[key.clone(), key], id, 1_614_265_330, b"");
        assert_eq!(both.split(' ').count(), 2);
    }

    #[test]
    fn refuses_what_is_no_key() {
        assert_eq!(SigningKey::parse("secret"), Err(KeyError::Prefix));
        assert_eq!(SigningKey::parse("whsec_***"), Err(KeyError::Base64));
        assert_eq!(SigningKey::parse("whsec_AAAA"), Err(KeyError::Length));
    }
}
