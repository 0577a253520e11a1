//! PHP itself, as a reader of what we print.

use std::{
    io::{Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// Answers each job on standard input: its kind, its length, and that many bytes.
const SCRIPT: &str = r#"
ini_set('memory_limit', '1G');
function tree(DOMElement $element) {
    $children = [];
    $text = '';
    foreach ($element->childNodes as $node) {
        if ($node instanceof DOMElement) { $children[] = tree($node); } else { $text .= $node->nodeValue; }
    }
    return [$element->nodeName, $text, $children];
}
function simple(SimpleXMLElement $element) {
    $children = [];
    foreach ($element->children() as $child) { $children[] = simple($child); }
    return [$element->getName(), (string) $element, $children];
}
while (($line = fgets(STDIN)) !== false) {
    [$job, $length] = explode(' ', trim($line));
    $document = $length > 0 ? stream_get_contents(STDIN, (int) $length) : '';
    switch ($job) {
        case 'serialize':
            $reply = serialize(json_decode($document, true, 512, JSON_THROW_ON_ERROR));
            break;
        case 'unserialize':
            $reply = json_encode(unserialize($document), JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_FORCE_OBJECT);
            break;
        case 'dom':
            $dom = new DOMDocument();
            $reply = $dom->loadXML($document, LIBXML_PARSEHUGE) ? json_encode(tree($dom->documentElement), JSON_THROW_ON_ERROR) : 'unreadable';
            break;
        case 'simplexml':
            $root = simplexml_load_string($document, 'SimpleXMLElement', LIBXML_PARSEHUGE);
            $reply = $root === false ? 'unreadable' : json_encode(simple($root), JSON_THROW_ON_ERROR);
            break;
    }
    fwrite(STDOUT, strlen($reply) . "\n" . $reply);
    fflush(STDOUT);
}
"#;

/// A running PHP that answers one job after the other.
pub(crate) struct Php {
    child: Child,
    jobs: Option<ChildStdin>,
    replies: ChildStdout,
}

impl Php {
    pub(crate) fn start() -> Self {
        let mut child = Command::new("php")
            .args(["-d", "display_errors=stderr", "-r", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("these tests need PHP's command line with the extensions dom and simplexml");
        let (jobs, replies) = (child.stdin.take(), child.stdout.take().unwrap());
        Self { child, jobs, replies }
    }

    /// What PHP's `serialize` prints for the array that the JSON text describes.
    pub(crate) fn serialize(&mut self, json: &[u8]) -> Vec<u8> {
        self.ask("serialize", json)
    }

    /// The array that PHP reads from serialized text, as a JSON text without lists.
    pub(crate) fn unserialize(&mut self, text: &[u8]) -> Vec<u8> {
        self.ask("unserialize", text)
    }

    /// The elements that PHP's DOM reads: name, text and children of each, as JSON.
    pub(crate) fn dom(&mut self, xml: &[u8]) -> Vec<u8> {
        self.ask("dom", xml)
    }

    /// The same by way of `SimpleXML`.
    pub(crate) fn simplexml(&mut self, xml: &[u8]) -> Vec<u8> {
        self.ask("simplexml", xml)
    }

    fn ask(&mut self, job: &str, document: &[u8]) -> Vec<u8> {
        let jobs = self.jobs.as_mut().unwrap();
        jobs.write_all(format!("{job} {}\n", document.len()).as_bytes()).unwrap();
        jobs.write_all(document).unwrap();
        let length = self.length_line();
        let mut reply = vec![0; length];
        self.replies.read_exact(&mut reply).expect("PHP stopped in the middle of an answer");
        reply
    }

    fn length_line(&mut self) -> usize {
        let mut line = String::new();
        loop {
            let mut byte = [0];
            self.replies.read_exact(&mut byte).expect("PHP stopped");
            if byte == *b"\n" {
                return line.parse().unwrap();
            }
            line.push(char::from(byte[0]));
        }
    }
}

impl Drop for Php {
    fn drop(&mut self) {
        // The end of its input ends the script.
        self.jobs = None;
        self.child.wait().unwrap();
    }
}
