//! A mail as a mail program parses it (HTML Living Standard §13.2): elements, texts and comments, and the line each began in.
//!
//! Code that asks whether something is seen, or for a place in a mail, asks this and never searches the text. It knows no styles.

mod sink;
mod write;

use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};

/// The place of a node in its tree.
pub(crate) type Id = usize;

/// A parsed document; its first node is the document itself.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// One node of a document.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Its kind.
    pub(crate) kind: Kind,
    /// In what it lies.
    pub(crate) parent: Option<Id>,
    /// Its children, in order.
    pub(crate) children: Vec<Id>,
    /// The line of the parsed text in which it began, from 1.
    pub(crate) line: usize,
}

/// The kind of a node.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// The document, and what is in a `<template>`.
    Document,
    /// `<!DOCTYPE …>`, by its name.
    Doctype(String),
    /// Words, with entities resolved.
    Text(String),
    /// `<!-- … -->`
    Comment(String),
    /// `<p …> … </p>`
    Element(Element),
    /// HTML that is written as it stands.
    Raw(String),
}

/// A tag with its attributes.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    /// The name, in lower case but for foreign elements.
    pub(crate) name: String,
    /// Names and values in their order.
    pub(crate) attributes: Vec<(String, String)>,
    /// Whether it is one of HTML and not of SVG or `MathML`.
    pub(crate) is_html: bool,
}

impl Element {
    /// An attribute's value.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

impl Tree {
    /// Parses a document; there is no text that is none.
    pub(crate) fn parse(html: &str) -> Self {
        // No mail program runs scripts, so what is in `<noscript>` is seen.
        let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
        let options = ParseOpts { tree_builder, ..ParseOpts::default() };
        parse_document(sink::Sink::default(), options).one(html)
    }

    /// A node by its place.
    pub(crate) fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// All that is in the document, in the order in which it is written.
    pub(crate) fn walk(&self) -> Vec<Id> {
        self.within(0)
    }

    /// A node and all that is in it, in the order in which it is written.
    pub(crate) fn within(&self, id: Id) -> Vec<Id> {
        let (mut found, mut open) = (Vec::new(), vec![id]);
        while let Some(id) = open.pop() {
            found.push(id);
            open.extend(self.nodes[id].children.iter().rev());
        }
        found
    }

    /// The element, if the node is one.
    pub(crate) fn element(&self, id: Id) -> Option<&Element> {
        match &self.nodes[id].kind {
            Kind::Element(element) => Some(element),
            Kind::Document | Kind::Doctype(_) | Kind::Text(_) | Kind::Comment(_) | Kind::Raw(_) => None,
        }
    }

    /// The elements of a name, in the order in which they are written.
    pub(crate) fn named(&self, name: &str) -> Vec<Id> {
        let is = |id: &Id| self.element(*id).is_some_and(|element| element.name == name);
        self.walk().into_iter().filter(is).collect()
    }

    /// The words directly in a node.
    pub(crate) fn text_of(&self, id: Id) -> String {
        let texts = self.nodes[id].children.iter().filter_map(|child| match &self.nodes[*child].kind {
            Kind::Text(text) => Some(text.as_str()),
            Kind::Document | Kind::Doctype(_) | Kind::Comment(_) | Kind::Element(_) | Kind::Raw(_) => None,
        });
        texts.collect()
    }

    /// Puts something else in the place of a node; what was in it is gone.
    pub(crate) fn replace(&mut self, id: Id, kind: Kind) {
        self.nodes[id].kind = kind;
        self.nodes[id].children.clear();
    }

    /// Takes a node out of the document.
    pub(crate) fn remove(&mut self, id: Id) {
        if let Some(parent) = self.nodes[id].parent.take() {
            self.nodes[parent].children.retain(|child| *child != id);
        }
    }

    /// Puts a new node into another one, before the child of that number or last, and returns it.
    pub(crate) fn insert(&mut self, parent: Id, at: usize, kind: Kind) -> Id {
        let (id, line) = (self.nodes.len(), self.nodes[parent].line);
        self.nodes.push(Node { kind, parent: Some(parent), children: Vec::new(), line });
        let at = at.min(self.nodes[parent].children.len());
        self.nodes[parent].children.insert(at, id);
        id
    }

    /// Changes an attribute's value, or adds it.
    pub(crate) fn set_attribute(&mut self, id: Id, name: &str, value: &str) {
        let Kind::Element(element) = &mut self.nodes[id].kind else { return };
        match element.attributes.iter_mut().find(|(it, _)| it == name) {
            Some((_, old)) => value.clone_into(old),
            None => element.attributes.push((name.to_owned(), value.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn a_document_is_written_as_it_was_read() {
        for html in [
            "<!DOCTYPE html>\n<html lang=\"ja\"><head><title>a &amp; b</title><style>p > a { }</style></head><body>\n<p>あ&nbsp;い<br>う</p><!--[if mso]><td><![endif]--></body></html>",
            "<html><head></head><body><img alt=\"A > B\" src=\"x?a=1&amp;b=2\"><template><p>x</p></template></body></html>",
            "<html><head></head><body><table><tbody><tr><td>1</td></tr></tbody></table><svg viewBox=\"0 0 1 1\"><path d=\"M0\"></path></svg></body></html>",
        ] {
            let written = Tree::parse(html).write();
            assert_eq!(
                written.replace("&gt;", ">").replace("<!DOCTYPE html>\n", "<!DOCTYPE html>"),
                html.replace("&gt;", ">").replace("<!DOCTYPE html>\n", "<!DOCTYPE html>")
            );
            assert_eq!(Tree::parse(&written).write(), written);
        }
    }

    #[test]
    fn every_element_knows_the_line_it_began_in() {
        let tree =
            Tree::parse("<!DOCTYPE html>\n<html><body>\n<p>a\n</p>\n<div\n class=x>b</div></body></html>");
        let line = |name: &str| tree.node(tree.named(name)[0]).line;
        assert_eq!((line("p"), line("div")), (3, 6));
    }

    #[test]
    fn a_body_in_a_comment_or_a_script_is_no_body() {
        let tree = Tree::parse(
            "<!--[if mso]><body class=\"mso\"><![endif]--><script>'<body>'</script><body class=\"real\"><p title=\"<body>\">a</p></body>",
        );
        let bodies = tree.named("body");
        assert_eq!(bodies.len(), 1);
        assert_eq!(tree.element(bodies[0]).unwrap().attribute("class"), Some("real"));
    }
}
