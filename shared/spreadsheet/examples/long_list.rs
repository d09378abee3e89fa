//! Reads a made-up list of 200,000 people in CP932 to its end, resumes it in the middle, and says time and
//! memory: `cargo run --release --package spreadsheet --example long_list`.

use spreadsheet::{Choices, Encoding, Sheet};
use std::io::{Cursor, Error, Result, Write, stderr};
use std::time::Instant;

const PEOPLE: u64 = 200_000;
const HELD_BYTES_MAX: usize = 256 * 1024;

fn main() -> Result<()> {
    let bytes = list();
    let length = bytes.len();
    let started = Instant::now();
    let mut sheet = Sheet::open(Cursor::new(bytes), &Choices::default()).map_err(Error::other)?;
    let surveyed = started.elapsed();
    let (mut people, mut middle) = (0, None);
    let mut rows = sheet.rows()?;
    while let Some(row) = rows.next().transpose()? {
        people += u64::from(row.problems.is_empty());
        if people == PEOPLE / 2 {
            middle = Some(row.next);
        }
    }
    let held = rows.held_bytes_max();
    let read = started.elapsed();
    let mut understood = 0;
    let middle = sheet.checkpoint(middle.ok_or_else(|| Error::other("there is no middle"))?);
    let rest: Vec<_> = sheet.rows_from(&middle).map_err(Error::other)?.take(1000).collect::<Result<_>>()?;
    for row in &rest {
        understood += u64::from(sheet.understand(row).problems.is_empty());
    }
    let encoding = sheet.encoding().value.name();
    writeln!(
        stderr(),
        "{length} bytes in {encoding}: surveyed in {surveyed:?}, {people} people read in {read:?} in all; \
         {held} bytes held at most; {understood} of 1000 understood behind the middle",
    )?;
    let fine = people == PEOPLE && understood == 1000 && held <= HELD_BYTES_MAX && encoding == "cp932";
    if fine { Ok(()) } else { Err(Error::other("these are not the people who were written")) }
}

/// The list: plain ASCII for its first half, so that no beginning of it tells the encoding.
fn list() -> Vec<u8> {
    let mut bytes = b"email,name,company,registered at\r\n".to_vec();
    for number in 0..PEOPLE {
        let (name, company) = if number < PEOPLE / 2 {
            ("Taro Yamada", "Example, Inc.")
        } else {
            ("山田 太郎", "株式会社みどり, 東京")
        };
        let row = format!("user{number}@example.jp,{name},\"{company}\",2026/4/1 9:05\r\n");
        Encoding::Cp932.encode(&row, &mut bytes);
    }
    bytes
}
