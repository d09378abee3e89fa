//! The fault simulation's command line; the work stands in `hikyaku_tests::faults`.

use hikyaku_tests::faults::{Options, run};

#[expect(clippy::print_stdout, clippy::use_debug, reason = "a first look")]
fn main() {
    let seeds = std::env::args().nth(1).and_then(|text| text.parse::<u64>().ok()).unwrap_or(1);
    for seed in 0..seeds {
        let mut count = std::collections::BTreeMap::<String, u64>::new();
        let start = std::time::Instant::now();
        let finished = run(seed, &Options::default(), &mut |happening| {
            let name = format!("{:?}", happening.what);
            let key = if name.starts_with("Fault ") {
                name.split(", invocation").next().unwrap_or_default()
            } else {
                name.split([' ', '{']).next().unwrap_or_default()
            };
            *count.entry(key.to_owned()).or_default() += 1;
        });
        println!("seed {seed}: {} calls, {:?}, {:?}", finished.calls, start.elapsed(), count);
    }
}
