//! Places in one text that correspond to places in another, which was made of it piece by piece.

/// The pieces of a made text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// The beginning of each piece, and its place in the source.
    pieces: Vec<(usize, usize)>,
}

impl Places {
    /// A new piece begins; pieces come in order.
    pub(crate) fn push(&mut self, made: usize, source: usize) {
        self.pieces.push((made, source));
    }

    /// The place in the source.
    pub(crate) fn source(&self, made: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= made).checked_sub(1);
        let (start, source) = piece.and_then(|piece| self.pieces.get(piece).copied()).unwrap_or_default();
        source + made.saturating_sub(start)
    }
}
