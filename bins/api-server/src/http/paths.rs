//! What a path leads to.

use std::borrow::Cow;

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The web service API.
    Api,
    /// The customers' pages, of which only documents are served.
    PublicPage,
    /// The staff's pages, of which only documents are served.
    PrivatePage,
    /// Whether the process lives.
    Health,
    /// Whether it can answer calls.
    Ready,
    /// Its figures.
    Metrics,
    /// A hint.
    Root,
    /// Nothing.
    Unknown,
}

/// Finds the target of a path. API and pages may stand below any prefix, and repeated slashes count as one, for clients join
/// base addresses that end in a slash.
pub(super) fn target(path: &str) -> Target {
    match &*merge_slashes(path) {
        "/" => Target::Root,
        "/healthz" => Target::Health,
        "/readyz" => Target::Ready,
        "/metrics" => Target::Metrics,
        path if path.ends_with("/api/index.php") || path.ends_with("/api/") => Target::Api,
        path if path.ends_with("/index.php") => Target::PublicPage,
        path if path.ends_with("/admin.php") => Target::PrivatePage,
        _ => Target::Unknown,
    }
}

fn merge_slashes(path: &str) -> Cow<'_, str> {
    if !path.contains("//") {
        return Cow::Borrowed(path);
    }
    let mut merged = String::with_capacity(path.len());
    for character in path.chars() {
        if character != '/' || !merged.ends_with('/') {
            merged.push(character);
        }
    }
    Cow::Owned(merged)
}

#[cfg(test)]
mod tests {
    use super::{Target, target};

    #[test]
    fn the_api_stands_below_any_prefix_and_behind_any_number_of_slashes() {
        let paths = ["/api/index.php", "/api/", "//api/index.php", "/desk//api///index.php", "/a/b/api/"];
        assert_eq!(paths.map(target), [Target::Api; 5]);
    }

    #[test]
    fn other_paths_are_told_apart() {
        let paths = ["/", "/index.php", "/desk/admin.php", "/healthz", "/x/healthz", "/xapi/index.phpx"];
        let targets = [Target::Root, Target::PublicPage, Target::PrivatePage, Target::Health, Target::Unknown, Target::Unknown];
        assert_eq!(paths.map(target), targets);
    }
}
