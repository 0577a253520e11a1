//! What the machine itself can do, measured in the same run.

use std::fs::{self, OpenOptions};
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

const PAGE: usize = 4_096;
const PAGES: u64 = 4_096;
const COPIED: usize = 64 << 20;

/// How often a second a page can be written and brought to the disk.
pub(crate) fn syncs_per_second(folder: &Path, length: Duration) -> f64 {
    let path = folder.join("yardstick");
    let file = OpenOptions::new().create(true).truncate(true).write(true).open(&path).expect("the folder can be written");
    let page = [0x5a; PAGE];
    for number in 0..PAGES {
        file.write_all_at(&page, number * 4_096).expect("the disk has room");
    }
    file.sync_all().expect("the disk can be waited for");
    let begun = Instant::now();
    let mut writes = 0_u32;
    while begun.elapsed() < length {
        file.write_all_at(&page, u64::from(writes) % PAGES * 4_096).expect("the disk has room");
        file.sync_data().expect("the disk can be waited for");
        writes += 1;
    }
    let took = begun.elapsed();
    drop(file);
    fs::remove_file(path).expect("the file can be removed");
    f64::from(writes) / took.as_secs_f64()
}

/// How many gigabytes a second are copied from memory to memory.
pub(crate) fn gigabytes_copied_per_second() -> f64 {
    let from = vec![1_u8; COPIED];
    let mut to = vec![0_u8; COPIED];
    let begun = Instant::now();
    for _ in 0..8 {
        to.copy_from_slice(black_box(&from));
        black_box(&mut to);
    }
    8.0 * 0.067_108_864 / begun.elapsed().as_secs_f64()
}
