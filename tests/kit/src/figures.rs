//! Figures out of many measured values.

/// The value that so many per cent do not exceed; it is one of the values.
pub fn percentile<T: Copy + PartialOrd>(values: &[T], percent: usize) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        let at = |percent| percentile(&values, percent);
        assert_eq!((at(50), at(99), at(100)), (Some(100.0), Some(198.0), Some(200.0)));
        assert_eq!(percentile::<u64>(&[], 50), None);
    }
}
