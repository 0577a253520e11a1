//! Parameters meant to hurt: each of these would take minutes if the work grew with the square of the input.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use deskhand_codec::{Base64Bytes, Params};
use serde::Deserialize;

use crate::params::{One, params};

/// Far above what the work takes, far below what a quadratic walk takes.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
struct Create {
    #[serde(rename = "x")]
    ids: Vec<i64>,
    #[serde(rename = "Custom#")]
    custom: BTreeMap<i64, String>,
}

fn pairs(pair: impl Fn(u32) -> String) -> String {
    (0..100_000).map(pair).collect::<Vec<_>>().join("&")
}

#[test]
fn a_hundred_thousand_pairs_are_read_in_time() {
    let started = Instant::now();
    let query = pairs(|n| format!("x[]={n}&Custom{n}=a&n{n}=b&Custom{n}_y=c"));
    let params = params(&query);
    let create: Create = params.parse().unwrap();
    let looked_up = (0..100_000).filter(|n| params.get(&format!("n{n}")) == Some("b")).count();
    assert_eq!((create.ids.len(), create.custom.len(), looked_up), (100_000, 100_000, 100_000));
    assert!(started.elapsed() < PATIENCE);
}

#[test]
fn a_hundred_thousand_names_are_overlaid_in_time() {
    let started = Instant::now();
    let query = pairs(|n| format!("n{n}=a"));
    let mut below = params(&query);
    below.overlay(params(&query));
    assert_eq!(below.len(), 100_000);
    assert!(started.elapsed() < PATIENCE);
}

#[test]
fn deep_brackets_are_only_a_strange_name() {
    let started = Instant::now();
    let name = "[]".repeat(500_000);
    assert_eq!(params(&format!("x{name}=1")).len(), 1);
    assert_eq!(params(&format!("{}=1", "[".repeat(1_000_000))).len(), 1);
    assert!(started.elapsed() < PATIENCE);
}

#[test]
fn a_number_of_a_million_digits_is_refused() {
    assert!(params(&format!("x={}", "9".repeat(1_000_000))).parse::<One<i64>>().is_err());
}

#[test]
fn a_family_member_of_a_million_digits_is_no_member() {
    let outcome = params(&format!("x=1&Custom{}=a", "9".repeat(1_000_000))).parse::<Create>();
    assert!(outcome.unwrap().custom.is_empty());
}

#[test]
fn a_large_upload_is_decoded() {
    let mut params = Params::new();
    params.push("x", "AAAA".repeat(16 << 20));
    assert_eq!(params.parse::<One<Base64Bytes>>().unwrap().x.0.len(), 48 << 20);
}
