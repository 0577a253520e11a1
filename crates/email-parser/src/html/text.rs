//! HTML to text, in one pass.

use super::tokens::{Kind, Tag, Tokens, decode_entities};

/// A line that no mail contains: below it everything is the mail that is answered.
pub(crate) const QUOTE_BELOW: &str = "\u{1E}";

/// The text that a reader of the HTML sees.
pub(crate) fn plain(html: &str) -> String {
    Writer::new(Marks::None).write(html)
}

/// The same with quoted blocks marked by `> ` and addresses of links written out, for rules that work on plain text.
pub(crate) fn marked(html: &str) -> String {
    Writer::new(Marks::Quotes).write(html)
}

#[derive(Clone, Copy, PartialEq)]
enum Marks {
    None,
    Quotes,
}

/// Deeper quotes are marked like this deep.
const DEEPEST_QUOTE: usize = 8;

struct Writer {
    marks: Marks,
    output: String,
    /// Line ends owed before the next text.
    owed_lines: u8,
    owes_space: bool,
    quote_depth: usize,
    /// Open `div`s, and which of them mark a quote.
    containers: Vec<bool>,
    preformatted: usize,
    link: Option<(String, usize)>,
}

impl Writer {
    fn new(marks: Marks) -> Self {
        Self {
            marks,
            output: String::new(),
            owed_lines: 0,
            owes_space: false,
            quote_depth: 0,
            containers: Vec::new(),
            preformatted: 0,
            link: None,
        }
    }

    fn write(mut self, html: &str) -> String {
        self.output.reserve(html.len() / 2);
        for token in Tokens::new(html) {
            match token.kind {
                Kind::Text(text) => self.text(&decode_entities(text)),
                Kind::Tag(tag) if tag.is_end => self.end(&tag),
                Kind::Tag(tag) => self.start(&tag),
                Kind::Hidden => (),
            }
        }
        self.output
    }

    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.line_end();
                }
                self.word(line.trim_end_matches('\r'));
            }
            return;
        }
        if text.starts_with(is_space) {
            self.owes_space = true;
        }
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            self.word(word);
            self.owes_space = true;
        }
        if !text.ends_with(is_space) {
            self.owes_space = false;
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let is_line_start = self.output.is_empty() || self.owed_lines > 0;
        for _ in 0..std::mem::take(&mut self.owed_lines) {
            if !self.output.is_empty() {
                self.output.push('\n');
            }
        }
        if is_line_start && self.marks == Marks::Quotes && self.quote_depth > 0 {
            self.output.push_str(&">".repeat(self.quote_depth.min(DEEPEST_QUOTE)));
            self.output.push(' ');
        } else if self.owes_space && !is_line_start {
            self.output.push(' ');
        }
        self.owes_space = false;
        for letter in word.chars() {
            self.output.push(if letter == '\u{A0}' { ' ' } else { letter });
        }
    }

    /// The current line ends; empty lines are kept up to one.
    fn line_end(&mut self) {
        self.owed_lines = (self.owed_lines + 1).min(2);
        self.owes_space = false;
    }

    /// A block begins or ends: at least one line end.
    fn block(&mut self) {
        self.owed_lines = self.owed_lines.max(1);
        self.owes_space = false;
    }

    fn paragraph(&mut self) {
        self.owed_lines = 2;
        self.owes_space = false;
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag.name.as_ref() {
            "br" => self.line_end(),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.paragraph_start(tag),
            "blockquote" => self.quote_start(),
            "div" | "section" | "article" => self.container_start(tag),
            "hr" => self.rule(tag),
            "td" | "th" => self.owes_space = true,
            "pre" => {
                self.block();
                self.preformatted += 1;
            }
            "a" => self.link = link_address(tag).map(|address| (address, self.output.len())),
            "span" if self.is_cut(tag) => self.cut(),
            name if is_block(name) => self.block(),
            _ => (),
        }
    }

    fn end(&mut self, tag: &Tag<'_>) {
        match tag.name.as_ref() {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.paragraph(),
            "blockquote" => self.quote_end(),
            "div" | "section" | "article" => {
                self.block();
                if self.containers.pop() == Some(true) {
                    self.quote_end();
                }
            }
            "pre" => {
                self.block();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "a" => self.link_end(),
            name if is_block(name) => self.block(),
            _ => (),
        }
    }

    /// Outlook writes every line as a paragraph without margins.
    fn paragraph_start(&mut self, tag: &Tag<'_>) {
        if tag.attribute("class").is_some_and(|class| class.contains("Mso")) { self.block() } else { self.paragraph() }
    }

    fn quote_start(&mut self) {
        self.block();
        self.quote_depth += 1;
    }

    fn quote_end(&mut self) {
        self.block();
        self.quote_depth = self.quote_depth.saturating_sub(1);
    }

    fn container_start(&mut self, tag: &Tag<'_>) {
        self.block();
        if self.is_cut(tag) {
            self.cut();
        }
        let is_quote = self.marks == Marks::Quotes && tag.attribute("class").is_some_and(is_quote_class);
        if is_quote {
            self.quote_start();
        }
        self.containers.push(is_quote);
    }

    fn rule(&mut self, tag: &Tag<'_>) {
        self.block();
        if self.is_cut(tag) {
            self.cut();
        }
    }

    fn is_cut(&self, tag: &Tag<'_>) -> bool {
        self.marks == Marks::Quotes && self.quote_depth == 0 && tag.attribute("id").is_some_and(is_cut_id)
    }

    fn cut(&mut self) {
        self.block();
        self.word(QUOTE_BELOW);
        self.block();
    }

    fn link_end(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let shown = self.output.get(start..).unwrap_or_default();
        if self.marks == Marks::Quotes && !shown.contains('@') {
            self.owes_space = true;
            self.word(&format!("<{address}>"));
        }
    }
}

fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

/// The address of a `mailto:` link, for forwards that show only the name.
fn link_address(tag: &Tag<'_>) -> Option<String> {
    let href = decode_entities(tag.attribute("href")?);
    let address = href.strip_prefix("mailto:")?.split('?').next()?.to_owned();
    (address.contains('@') && address.len() < 250).then_some(address)
}

/// Containers that hold nothing but the quoted mail.
fn is_quote_class(class: &str) -> bool {
    class
        .split_ascii_whitespace()
        .any(|name| matches!(name, "yahoo_quoted" | "moz-forward-container-quoted" | "zmail_extra_quoted"))
}

/// Elements behind which Outlook and its kin put the answered mail.
fn is_cut_id(id: &str) -> bool {
    let id = id.strip_prefix("x_").unwrap_or(id);
    matches!(
        id,
        "divRplyFwdMsg"
            | "appendonsend"
            | "OLK_SRC_BODY_SECTION"
            | "stopSpelling"
            | "mail-editor-reference-message-container"
            | "reply-intro"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "li" | "ul"
            | "ol"
            | "tr"
            | "table"
            | "dt"
            | "dd"
            | "dl"
            | "address"
            | "center"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "form"
            | "fieldset"
            | "figure"
            | "figcaption"
            | "body"
            | "html"
            | "head"
    )
}

#[cfg(test)]
mod tests {
    use super::{marked, plain};

    #[test]
    fn blocks_become_lines_and_spaces_fold() {
        assert_eq!(
            plain("<p>Dear\r\n  desk,</p><div>the <b>lamp</b>&nbsp;is<br>dark</div><ul><li>x<li>y</ul>"),
            "Dear desk,\n\nthe lamp is\ndark\nx\ny"
        );
    }

    #[test]
    fn quoted_blocks_are_marked() {
        assert_eq!(marked("Yes<blockquote type=cite>Is it<br>on?</blockquote>Bye"), "Yes\n> Is it\n> on?\nBye");
    }

    #[test]
    fn preformatted_lines_stay() {
        assert_eq!(plain("<pre>a\n  b\n</pre>c"), "a\n  b\nc");
    }
}
