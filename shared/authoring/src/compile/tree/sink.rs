//! The sink in which the HTML parser builds its tree.

use super::{Element, Id, Kind, Node, Tree};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, QualName, ns};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A node as the parser holds it: its place, and its name if it is an element.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    id: Id,
    name: Option<Rc<QualName>>,
}

/// The tree while it grows.
#[derive(Debug)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    line: Cell<usize>,
    /// Stands in for the name of a node that has none; the parser never asks for it.
    nameless: QualName,
}

impl Default for Sink {
    fn default() -> Self {
        let document = Node { kind: Kind::Document, parent: None, children: Vec::new(), line: 1 };
        let nameless = QualName::new(None, ns!(), "".into());
        Self { nodes: RefCell::new(vec![document]), line: Cell::new(1), nameless }
    }
}

impl Sink {
    fn push(&self, kind: Kind) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { kind, parent: None, children: Vec::new(), line: self.line.get() });
        nodes.len() - 1
    }

    fn node(&self, kind: Kind) -> Handle {
        Handle { id: self.push(kind), name: None }
    }

    /// Puts a node or words into `parent` before the child of that number; words go on with words before them.
    fn put(&self, parent: Id, at: usize, child: NodeOrText<Handle>) {
        let id = match child {
            NodeOrText::AppendNode(node) => {
                self.remove_from_parent(&node);
                node.id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).and_then(|at| nodes[parent].children.get(at).copied());
                if let Some(Kind::Text(before)) = before.map(|id| &mut nodes[id].kind) {
                    before.push_str(&text);
                    return;
                }
                drop(nodes);
                self.push(Kind::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, id);
        nodes[id].parent = Some(parent);
    }

    fn place_of(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        let at = nodes[parent].children.iter().position(|child| *child == id)?;
        Some((parent, at))
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: 0, name: None }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_deref().unwrap_or(&self.nameless).expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let element = Element {
            name: name.local.to_string(),
            attributes: attrs.into_iter().map(pair).collect(),
            is_html: name.ns == ns!(html),
        };
        Handle { id: self.push(Kind::Element(element)), name: Some(Rc::new(name)) }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.node(Kind::Comment(text.to_string()))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.node(Kind::Comment(format!("?{target} {data}")))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let end = self.nodes.borrow()[parent.id].children.len();
        self.put(parent.id, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        if self.nodes.borrow()[element.id].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, _public: StrTendril, _system: StrTendril) {
        let doctype = self.node(Kind::Doctype(name.to_string()));
        self.append(&self.get_document(), NodeOrText::AppendNode(doctype));
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        // The content of a template is written inside it; that nobody sees it is known by the element's name.
        Handle { id: target.id, name: None }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.remove_from_parent(node);
        }
        if let Some((parent, at)) = self.place_of(sibling.id) {
            self.put(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        let Kind::Element(element) = &mut nodes[target.id].kind else { return };
        for (name, value) in attrs.into_iter().map(pair) {
            if element.attribute(&name).is_none() {
                element.attributes.push((name, value));
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        if let Some((parent, at)) = self.place_of(target.id) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(at);
            nodes[target.id].parent = None;
        }
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[node.id].children);
        for child in &children {
            nodes[*child].parent = Some(new_parent.id);
        }
        nodes[new_parent.id].children.extend(children);
    }

    fn set_current_line(&self, line_number: u64) {
        self.line.set(usize::try_from(line_number).unwrap_or(usize::MAX));
    }
}

fn pair(attribute: Attribute) -> (String, String) {
    let prefix = attribute.name.prefix.map(|prefix| format!("{prefix}:")).unwrap_or_default();
    (format!("{prefix}{}", attribute.name.local), attribute.value.to_string())
}
