//! The most mails that a lead gets: the sequence itself says so, by its longer ways.

use cadence::sequence::{Sequence, Step, Verb};

/// Mails on the way that has most.
pub fn per_lead(sequence: &Sequence) -> u32 {
    let steps: Vec<&Step> = sequence.steps.iter().collect();
    // Each step leads to later ones only, so the last is counted first.
    let mut from = vec![0_u32; steps.len()];
    for (index, step) in steps.iter().enumerate().rev() {
        let then = |way: Option<usize>| way.and_then(|next| from.get(next)).copied().unwrap_or(0);
        from[index] = match step.verb {
            Verb::Stop { .. } => 0,
            Verb::WaitFor { .. } | Verb::Choose { .. } => then(step.then).max(then(step.otherwise)),
            Verb::Send { .. } => 1 + then(step.next),
            Verb::Wait | Verb::Notify { .. } | Verb::Tag { .. } => then(step.next),
        };
    }
    from.first().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template_set::TemplateSet;
    use std::path::Path;

    #[test]
    fn the_longer_way_of_each_branch_counts() {
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
        let template_set = TemplateSet::read(&templates).unwrap();
        let mails = ["welcome-material", "after-inquiry", "after-meeting", "win-back"]
            .map(|name| per_lead(template_set.sequence(name).unwrap()));
        assert_eq!(mails, [6, 5, 3, 4]);
    }
}
