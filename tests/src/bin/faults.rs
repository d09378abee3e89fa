//! A first look at simulated worlds: how many calls each makes, how long it takes, and whether a seed replays.

use hikyaku_tests::faults::happening::What;
use hikyaku_tests::faults::{Mutant, Options, run};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

#[expect(clippy::print_stdout, clippy::use_debug, reason = "a first look")]
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok());
    let (from, to) = (number(1).unwrap_or(0), number(2).unwrap_or(1));
    let people = number(3).and_then(|people| usize::try_from(people).ok()).filter(|people| *people > 0);
    let mutant = arguments.get(4).and_then(|name| Mutant::parse(name));
    let trace = arguments.get(5).is_some_and(|word| word == "trace");
    let intensity = if arguments.get(5).is_some_and(|word| word == "calm") { 0.0 } else { 1.0 };
    for seed in from..to {
        let (mut count, mut hasher) = (BTreeMap::<String, u64>::new(), DefaultHasher::new());
        let start = std::time::Instant::now();
        let options = Options { people, mutant, trace, intensity, ..Options::default() };
        let finished = run(seed, &options, &mut |happening| {
            let text = format!("{happening:?}");
            text.hash(&mut hasher);
            if trace {
                println!("{text}");
            }
            let key = match &happening.what {
                What::Fault { kind, .. } => format!("fault {kind:?}"),
                What::Died { point, .. } => format!("died {point:?}"),
                What::Met { state, event, refused } => format!("met {state:?} {event:?} {refused}"),
                other => format!("{other:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
            };
            *count.entry(key).or_default() += 1;
        });
        println!("seed {seed}: {} calls, {:?}, {:016x}", finished.calls, start.elapsed(), hasher.finish());
        if to == from + 1 {
            for line in &finished.lines {
                println!("{line}");
            }
            for (point, times) in &finished.passed {
                println!("{times:>7} passed {point:?}");
            }
            for (name, times) in count {
                println!("{times:>7} {name}");
            }
        }
    }
}
