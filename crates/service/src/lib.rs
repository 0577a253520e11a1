//! The rules that change a desk, shared by the API, mail and administration.
pub mod context;
pub mod demo;
pub mod desk_file;
pub mod error;
pub mod passwords;
pub mod requests;
pub mod staff;
pub mod tokens;

pub use context::{Context, Random};
pub use error::{ServiceError, ServiceResult};
