//! Many worlds, seed after seed, by several workers. Results come in the order of the seeds, so what is reported does not
//! depend on how many workers there are.

use super::run::{Watch, WorldRun};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

/// The stack that a worker's thread may need for the futures of the largest handler.
const STACK: usize = 32 << 20;

/// Plays the worlds of `seeds` until there are no more or `each` breaks; worlds begun beyond that are dropped.
pub fn run(
    watch: &Watch,
    seeds: std::ops::Range<u64>,
    workers: u64,
    each: &mut dyn FnMut(WorldRun) -> ControlFlow<()>,
) -> anyhow::Result<()> {
    let workers = workers.max(1);
    let next = AtomicU64::new(seeds.start);
    let over = AtomicBool::new(false);
    let (sender, results) = mpsc::channel::<WorldRun>();
    thread::scope(|scope| {
        for number in 0..workers {
            let (sender, next, over) = (sender.clone(), &next, &over);
            let end = seeds.end;
            let work = move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end
                        || over.load(Ordering::Relaxed)
                        || sender.send(watch.world_run(seed)).is_err()
                    {
                        break;
                    }
                }
            };
            thread::Builder::new()
                .name(format!("world-{number}"))
                .stack_size(STACK)
                .spawn_scoped(scope, work)?;
        }
        drop(sender);
        let (mut waiting, mut wanted) = (BTreeMap::new(), seeds.start);
        'all: for world_run in results {
            waiting.insert(world_run.seed, world_run);
            while let Some(world_run) = waiting.remove(&wanted) {
                wanted += 1;
                if each(world_run).is_break() {
                    break 'all;
                }
            }
        }
        over.store(true, Ordering::Relaxed);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::tiny_worlds;

    /// The seeds in the order in which they come, until one is enough.
    fn seeds(workers: u64, enough: u64) -> Vec<u64> {
        let mut seen = Vec::new();
        let each = &mut |world_run: WorldRun| {
            seen.push(world_run.seed);
            if world_run.seed == enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        run(&tiny_worlds(), 10..60, workers, each).unwrap();
        seen
    }

    #[test]
    fn worlds_come_in_the_order_of_their_seeds_however_many_workers_there_are() {
        let all: Vec<u64> = (10..60).collect();
        assert_eq!(seeds(1, 99), all);
        assert_eq!(seeds(7, 99), all);
    }

    #[test]
    fn nothing_comes_after_enough() {
        assert_eq!(seeds(5, 12), [10, 11, 12]);
    }
}
