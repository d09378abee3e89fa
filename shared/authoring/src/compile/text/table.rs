//! Tables of data: the cells of a row stand in one line, so that it can be read as a row.

use super::{Around, Kept, Writer};
use crate::compile::seen::Sight;
use crate::compile::tree::{Id, Kind, Tree};

/// Whether a table has heads and no other table in it: those for layout have neither heads nor an end.
pub(super) fn is_data(tree: &Tree, table: Id) -> bool {
    let is_layout =
        tree.element(table).and_then(|it| it.attribute("role")).is_some_and(|it| it == "presentation");
    let names = || {
        tree.within(table).into_iter().skip(1).filter_map(|id| tree.element(id)).map(|it| it.name.as_str())
    };
    !is_layout && names().any(|name| name == "th") && !names().any(|name| name == "table")
}

impl Writer<'_> {
    /// A row a line; a row in which nothing is written is left out.
    pub(super) fn table(&mut self, id: Id, inside: Around) {
        self.lines.gap();
        self.rows(id, inside);
        self.lines.gap();
    }

    fn rows(&mut self, id: Id, around: Around) {
        for child in &self.tree.node(id).children {
            match &self.tree.node(*child).kind {
                Kind::Comment(text) => {
                    self.tags_of(text);
                    self.lines.block();
                }
                Kind::Element(element) => {
                    let inside = Around { sight: around.sight.within(element), ..around };
                    match element.name.as_str() {
                        _ if inside.sight.hidden => {}
                        "tr" => self.row(*child, inside),
                        "tbody" | "thead" | "tfoot" => self.rows(*child, inside),
                        _ => self.node(*child, around),
                    }
                }
                Kind::Document | Kind::Doctype(_) | Kind::Text(_) | Kind::Raw(_) => {}
            }
        }
    }

    fn row(&mut self, id: Id, around: Around) {
        let before = std::mem::take(&mut self.lines);
        let mut cells = Vec::new();
        for child in &self.tree.node(id).children {
            self.node(*child, Around { kept: Kept::Words, sight: Sight { hidden: false, ..around.sight } });
            if self.tree.element(*child).is_some() {
                cells.push(std::mem::take(&mut self.lines).in_one());
            }
        }
        let left = std::mem::replace(&mut self.lines, before).in_one();
        cells.extend(Some(left).filter(|it| !it.is_empty()));
        let written = |cell: &String| !cell.is_empty();
        let (Some(first), Some(last)) = (cells.iter().position(written), cells.iter().rposition(written))
        else {
            return;
        };
        self.lines.block();
        self.lines.verbatim(&cells[first..=last].join(" | "));
        self.lines.block();
    }
}
