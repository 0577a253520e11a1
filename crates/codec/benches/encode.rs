//! How long a page of requests takes to encode, beside a plain copy of the same bytes.
#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use deskhand_codec::{Format, Scalars, encode};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename = "requests")]
struct Requests {
    request: Vec<Request>,
}

#[derive(Serialize)]
#[expect(non_snake_case, reason = "the names of the wire")]
struct Request {
    xRequest: i64,
    fOpenedVia: &'static str,
    xOpenedViaId: i64,
    xPersonOpenedBy: String,
    xPersonAssignedTo: String,
    fOpen: bool,
    xStatus: String,
    fUrgent: bool,
    xCategory: String,
    dtGMTOpened: String,
    dtGMTClosed: String,
    sRequestPassword: String,
    sTitle: String,
    sUserId: Option<String>,
    sFirstName: String,
    sLastName: String,
    sEmail: String,
    sPhone: String,
    iLastReplyBy: i64,
    fTrash: bool,
    dtGMTTrashed: Option<String>,
    fullname: String,
    tNote: String,
}

fn main() {
    let answer = Requests { request: (0..100).map(request).collect() };
    for format in [Format::Xml, Format::Json, Format::Php] {
        let mut out = Vec::new();
        let encoding = median(|| {
            out.clear();
            if encode(black_box(&answer), format, Scalars::Strings, &mut out).is_err() {
                println!("{format:?}: the answer could not be encoded");
            }
        });
        let mut copy = Vec::new();
        let copying = median(|| {
            copy.clear();
            copy.extend_from_slice(black_box(&out));
        });
        let ratio = encoding.as_secs_f64() / copying.as_secs_f64();
        println!("{format:?}: {} bytes in {encoding:?}, {ratio:.1} times a copy ({copying:?})", out.len());
    }
}

/// The median of 300 runs.
fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = std::iter::repeat_with(|| {
        let start = Instant::now();
        run();
        start.elapsed()
    })
    .take(300)
    .collect();
    times.sort_unstable();
    times.get(150).copied().unwrap_or_default()
}

fn request(n: i64) -> Request {
    Request {
        xRequest: 12_400 + n,
        fOpenedVia: "Web Service",
        xOpenedViaId: 0,
        xPersonOpenedBy: String::new(),
        xPersonAssignedTo: "Ian Landsman".into(),
        fOpen: true,
        xStatus: "Active".into(),
        fUrgent: n % 3 == 0,
        xCategory: "Bugs & wishes".into(),
        dtGMTOpened: "September 13, 2007".into(),
        dtGMTClosed: String::new(),
        sRequestPassword: "bwpkqvoxvgysbwpkqvox".into(),
        sTitle: format!("RE: Update on your request {n}"),
        sUserId: (n % 2 == 0).then(|| n.to_string()),
        sFirstName: "Zoë".into(),
        sLastName: "Nakamura".into(),
        sEmail: format!("zoe.nakamura{n}@example.com"),
        sPhone: "+1 555 010 9999".into(),
        iLastReplyBy: 0,
        fTrash: false,
        dtGMTTrashed: None,
        fullname: "Zoë Nakamura".into(),
        tNote: format!(
            "<span class=\"initsubject\">Some text {n}</span> - Help with the printer on the second floor, please.\n\
             It prints blank pages since Monday, and \"Paper jam\" blinks although there is no paper in it.\n\
             I have tried another cable & another socket, to no avail. Could somebody have a look before Thursday? We have\n\
             to print the invitations then. Thank you, and have a nice day!"
        ),
    }
}
