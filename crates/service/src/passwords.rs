//! Passwords, hashed with Argon2id.

use crate::context::Random;
use crate::error::{ServiceError, ServiceResult};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// Hashes a password with a new salt; the result is in the PHC string format.
///
/// # Errors
/// [`ServiceError::Password`] when the password is too long to be hashed.
pub fn hash(password: &str, random: &dyn Random) -> ServiceResult<String> {
    let mut salt = [0_u8; 16];
    random.fill(&mut salt);
    let hashed: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).map_err(|e| ServiceError::Password(e.to_string()))
}

/// Whether a password is the one that was hashed. It takes as long as hashing does.
pub fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Takes as long as [`verify`] and fails: for a user who does not exist, so that the time does not tell.
pub fn refuse(password: &str) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let _wrong = verify(password, NOBODY);
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;

    impl Random for Ones {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(1);
        }
    }

    #[test]
    fn only_the_right_password_is_accepted() {
        let hash = hash("correct horse", &Ones).unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("correct horse", &hash));
        assert!(!verify("correct horse ", &hash));
        assert!(!verify("", "") && !verify("x", "not a hash"));
        assert!(!refuse("anything"));
    }
}
