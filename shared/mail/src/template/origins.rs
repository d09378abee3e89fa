//! The author of a placeholder's words: the template and the company, or a lead and an event.

use minijinja::machinery::ast::{Expr, Stmt};

/// Whether a template of one placeholder brings the same for whoever gets the mail. Anything joined or changed counts as brought:
/// when the mail is filled, own texts are known by being equal.
pub(super) fn own(tree: &Stmt<'_>) -> bool {
    let Stmt::Template(template) = tree else { return false };
    match template.children.as_slice() {
        [Stmt::EmitExpr(emit)] => own_value(&emit.expr),
        _ => false,
    }
}

fn own_value(tree: &Expr<'_>) -> bool {
    match tree {
        Expr::Const(_) => true,
        Expr::Var(name) => matches!(name.id, "unsubscribe_url" | "confirm_url"),
        Expr::GetAttr(lookup) => {
            let of_company = matches!(&lookup.expr, Expr::Var(name) if name.id == "company");
            of_company
                && ["contact_url", "privacy_url", "contact_email", "contact_phone"].contains(&lookup.name)
        }
        Expr::IfExpr(choice) => {
            own_value(&choice.true_expr) && choice.false_expr.as_ref().is_none_or(own_value)
        }
        Expr::Filter(filter) if filter.name == "default" => {
            let fallbacks = super::grammar::values(&filter.args).all(own_value);
            fallbacks && filter.expr.as_ref().is_some_and(own_value)
        }
        Expr::Filter(_)
        | Expr::Slice(_)
        | Expr::UnaryOp(_)
        | Expr::BinOp(_)
        | Expr::Compare(_)
        | Expr::Test(_)
        | Expr::GetItem(_)
        | Expr::Call(_)
        | Expr::List(_)
        | Expr::Tuple(_)
        | Expr::Map(_) => false,
    }
}

/// The values of leads and events that loops walk over, each with its line.
pub(super) fn walked(tree: &Stmt<'_>) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    add_walked(tree, &mut found);
    found
}

fn add_walked(tree: &Stmt<'_>, found: &mut Vec<(String, usize)>) {
    let mut all = |statements: &[Stmt<'_>]| statements.iter().for_each(|it| add_walked(it, found));
    match tree {
        Stmt::Template(template) => all(&template.children),
        Stmt::IfCond(block) => {
            all(&block.true_body);
            all(&block.false_body);
        }
        Stmt::ForLoop(block) => {
            all(&block.body);
            all(&block.else_body);
            if let Some(name) = value_name(&block.iter) {
                found.push((name, block.span().start_line.into()));
            }
        }
        Stmt::EmitRaw(_)
        | Stmt::EmitExpr(_)
        | Stmt::WithBlock(_)
        | Stmt::Set(_)
        | Stmt::SetBlock(_)
        | Stmt::AutoEscape(_)
        | Stmt::FilterBlock(_)
        | Stmt::Do(_) => {}
    }
}

/// `lead.name` and the like, also behind a filter.
fn value_name(tree: &Expr<'_>) -> Option<String> {
    match tree {
        Expr::GetAttr(lookup) => {
            let Expr::Var(group) = &lookup.expr else { return None };
            let known = matches!(group.id, "lead" | "event" | "company" | "sender");
            known.then(|| format!("{}.{}", group.id, lookup.name))
        }
        Expr::Var(name) if matches!(name.id, "today" | "unsubscribe_url" | "confirm_url") => {
            Some(name.id.to_owned())
        }
        Expr::Filter(filter) => filter.expr.as_ref().and_then(value_name),
        Expr::Slice(slice) => value_name(&slice.expr),
        Expr::Const(_)
        | Expr::Var(_)
        | Expr::UnaryOp(_)
        | Expr::BinOp(_)
        | Expr::IfExpr(_)
        | Expr::Compare(_)
        | Expr::Test(_)
        | Expr::GetItem(_)
        | Expr::Call(_)
        | Expr::List(_)
        | Expr::Tuple(_)
        | Expr::Map(_) => None,
    }
}
