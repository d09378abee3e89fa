//! The statements, operators, filters and tests that a mail's template may use; a walk over the parsed template.
//!
//! It does not know values. Depth is bounded before it starts, by the token count of each placeholder and by the parser.

use super::filters::FILTERS;
use super::questions::TESTS;
use super::{NO_PRODUCTS, TemplateProblem};
use cadence::wording::{Text, Words};
use cadence::{text, words};
use minijinja::machinery::Span;
use minijinja::machinery::ast::{BinOpKind, CallArg, Expr, ForLoop, IfCond, Stmt};

const FILTER: Words = words!(en = "filter", ja = "フィルター");
const TEST: Words = words!(en = "test", ja = "テスト");

/// Refuses the first thing that mails do not offer.
pub(super) fn check(tree: &Stmt<'_>) -> Result<(), TemplateProblem> {
    match tree {
        Stmt::Template(template) => all(&template.children),
        Stmt::EmitRaw(_) => Ok(()),
        Stmt::EmitExpr(emit) => expression(&emit.expr),
        Stmt::ForLoop(block) => for_loop(block, block.span()),
        Stmt::IfCond(block) => if_block(block),
        Stmt::WithBlock(block) => refused("with", block.span()),
        Stmt::Set(block) => refused("set", block.span()),
        Stmt::SetBlock(block) => refused("set", block.span()),
        Stmt::AutoEscape(block) => refused("autoescape", block.span()),
        Stmt::FilterBlock(block) => refused("filter", block.span()),
        Stmt::Do(block) => refused("do", block.span()),
    }
}

fn all(statements: &[Stmt<'_>]) -> Result<(), TemplateProblem> {
    statements.iter().try_for_each(check)
}

fn for_loop(block: &ForLoop<'_>, span: Span) -> Result<(), TemplateProblem> {
    if block.recursive {
        return problem(
            span,
            words!(
                en = "`recursive` is not offered in mails; write a plain `{% for %}`",
                ja = "メールでは `recursive` を使えません。ふつうの `{% for %}` を書いてください。"
            ),
        );
    }
    expression(&block.iter)?;
    walkable(&block.iter)?;
    block.filter_expr.as_ref().map_or(Ok(()), expression)?;
    all(&block.body)?;
    all(&block.else_body)
}

/// Lets loops walk over names, and lists of plain things. A loop is the only place that gives a name to a value, so a
/// list of joined or nested values would let each loop make a hundred of what the one around it has.
fn walkable(tree: &Expr<'_>) -> Result<(), TemplateProblem> {
    match tree {
        Expr::List(list) => list.items.iter().try_for_each(plain),
        Expr::Tuple(tuple) => tuple.items.iter().try_for_each(plain),
        Expr::Slice(slice) => walkable(&slice.expr),
        Expr::Filter(filter) => {
            filter.expr.as_ref().map_or(Ok(()), walkable)?;
            values(&filter.args).try_for_each(walkable)
        }
        Expr::IfExpr(choice) => {
            walkable(&choice.true_expr)?;
            choice.false_expr.as_ref().map_or(Ok(()), walkable)
        }
        Expr::Var(_)
        | Expr::Const(_)
        | Expr::UnaryOp(_)
        | Expr::BinOp(_)
        | Expr::Compare(_)
        | Expr::Test(_)
        | Expr::GetAttr(_)
        | Expr::GetItem(_)
        | Expr::Call(_)
        | Expr::Map(_) => plain(tree),
    }
}

/// A value that is not made of several others.
fn plain(tree: &Expr<'_>) -> Result<(), TemplateProblem> {
    match tree {
        Expr::Var(_) | Expr::Const(_) | Expr::Compare(_) | Expr::Test(_) => Ok(()),
        Expr::GetAttr(lookup) => plain(&lookup.expr),
        Expr::GetItem(lookup) => plain(&lookup.expr),
        Expr::Slice(slice) => plain(&slice.expr),
        Expr::UnaryOp(unary) => plain(&unary.expr),
        Expr::Filter(filter) => {
            filter.expr.as_ref().map_or(Ok(()), plain)?;
            values(&filter.args).try_for_each(plain)
        }
        Expr::IfExpr(choice) => {
            plain(&choice.true_expr)?;
            choice.false_expr.as_ref().map_or(Ok(()), plain)
        }
        Expr::BinOp(_) | Expr::Call(_) | Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) => problem(
            tree.span(),
            words!(
                en = "a loop walks over a name or a list of names and texts; join them inside the \
                     loop instead",
                ja = "繰り返しに使えるのは、名前か、名前と文の並びです。つなぐときは、繰り返しの中\
                     でつないでください。"
            ),
        ),
    }
}

fn if_block(block: &IfCond<'_>) -> Result<(), TemplateProblem> {
    expression(&block.expr)?;
    all(&block.true_body)?;
    all(&block.false_body)
}

fn expression(tree: &Expr<'_>) -> Result<(), TemplateProblem> {
    match tree {
        Expr::Var(_) | Expr::Const(_) => Ok(()),
        Expr::Slice(slice) => {
            expression(&slice.expr)?;
            [&slice.start, &slice.stop, &slice.step].into_iter().flatten().try_for_each(expression)
        }
        Expr::UnaryOp(unary) => expression(&unary.expr),
        Expr::BinOp(pair) if matches!(pair.op, BinOpKind::Mul | BinOpKind::Pow) => {
            problem(pair.span(), NO_PRODUCTS)
        }
        Expr::BinOp(pair) => expression(&pair.left).and_then(|()| expression(&pair.right)),
        Expr::Compare(chain) => {
            expression(&chain.expr)?;
            chain.ops.iter().try_for_each(|operand| expression(&operand.expr))
        }
        Expr::IfExpr(choice) => {
            expression(&choice.test_expr)?;
            expression(&choice.true_expr)?;
            choice.false_expr.as_ref().map_or(Ok(()), expression)
        }
        Expr::Filter(filter) => {
            named(FILTER, filter.name, FILTERS, filter.span())?;
            filter.expr.as_ref().map_or(Ok(()), expression)?;
            arguments(&filter.args)
        }
        Expr::Test(test) => {
            named(TEST, test.name, TESTS, test.span())?;
            expression(&test.expr)?;
            arguments(&test.args)
        }
        Expr::GetAttr(lookup) => expression(&lookup.expr),
        Expr::GetItem(lookup) => expression(&lookup.expr).and_then(|()| expression(&lookup.subscript_expr)),
        Expr::Call(call) => problem(
            call.span(),
            words!(
                en = "functions cannot be called in mails; use a filter, such as `{{ lead.name | sama }}`",
                ja = "メールでは関数を使えません。`{{ lead.name | sama }}` のように、フィルターを\
                     使ってください。"
            ),
        ),
        Expr::List(list) => list.items.iter().try_for_each(expression),
        Expr::Tuple(tuple) => tuple.items.iter().try_for_each(expression),
        Expr::Map(map) => map.keys.iter().chain(&map.values).try_for_each(expression),
    }
}

fn arguments(arguments: &[CallArg<'_>]) -> Result<(), TemplateProblem> {
    values(arguments).try_for_each(expression)
}

pub(super) fn values<'a, 'source>(
    arguments: &'a [CallArg<'source>],
) -> impl Iterator<Item = &'a Expr<'source>> {
    arguments.iter().map(|argument| match argument {
        CallArg::Pos(value)
        | CallArg::Kwarg(_, value)
        | CallArg::PosSplat(value)
        | CallArg::KwargSplat(value) => value,
    })
}

fn named(kind: Words, name: &str, offered: &[&str], span: Span) -> Result<(), TemplateProblem> {
    if offered.contains(&name) {
        return Ok(());
    }
    let offered = Text::new(offered.join(", "), offered.join("、"));
    let message = text!(
        en = "there is no {kind} `{name}`; mails have {offered}",
        ja = "`{name}` という{kind}はありません。使えるもの：{offered}",
        texts = [kind, offered]
    );
    problem(span, message)
}

fn refused(statement: &str, span: Span) -> Result<(), TemplateProblem> {
    problem(
        span,
        text!(
            en = "`{{% {statement} %}}` is not offered in mails; use `{{% if %}}` and `{{% for %}}`",
            ja = "メールでは `{{% {statement} %}}` を使えません。`{{% if %}}` か `{{% for %}}` を\
                 使ってください。"
        ),
    )
}

fn problem(span: Span, message: impl Into<Text>) -> Result<(), TemplateProblem> {
    Err(TemplateProblem::new(span.start_line, message))
}
