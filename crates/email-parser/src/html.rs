//! HTML parts: taking them apart, turning them into text, making them safe to show.

pub(crate) mod bounds;
pub(crate) mod text;
pub(crate) mod tokens;

use std::collections::HashSet;

/// HTML that may be shown: bounded first, for the cleaner takes quadratic time on deep nesting.
pub(crate) fn sanitise(html: &str) -> String {
    let bounded = bounds::apply(html);
    ammonia::Builder::default().add_url_schemes(["cid"]).clean(&bounded).to_string()
}

/// The content ids that images and links of the HTML refer to.
pub(crate) fn content_ids(html: &str) -> HashSet<String> {
    let lower = html.to_ascii_lowercase();
    let starts = memchr::memmem::find_iter(lower.as_bytes(), b"cid:");
    starts.filter_map(|at| content_id(html.get(at + 4..)?)).collect()
}

fn content_id(rest: &str) -> Option<String> {
    let end = rest
        .char_indices()
        .take(300)
        .find(|(_, letter)| letter.is_whitespace() || matches!(letter, '"' | '\'' | '>' | '<' | ')'))?
        .0;
    let id = crate::transfer::percent(rest.get(..end)?.as_bytes());
    (!id.is_empty()).then(|| String::from_utf8_lossy(&id).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{content_ids, sanitise};

    #[test]
    fn scripts_go_and_inline_images_stay() {
        assert_eq!(sanitise("<p onclick=x>Hi<script>x</script><img src=\"cid:a@b\"></p>"), "<p>Hi<img src=\"cid:a@b\"></p>");
    }

    #[test]
    fn references_to_content_ids_are_found() {
        assert!(content_ids("<IMG SRC='CID:logo%40x'>").contains("logo@x"));
    }
}
