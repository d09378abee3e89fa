//! The tests a template may ask after `is`.

use minijinja::{Environment, tests};

/// Their names, as a template writes them; the operators `==`, `<` and `in` are among them under their names.
pub(super) const TESTS: &[&str] = &[
    "defined",
    "undefined",
    "none",
    "string",
    "number",
    "odd",
    "even",
    "divisibleby",
    "startingwith",
    "endingwith",
    "in",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "true",
    "false",
];

/// Makes them known to the engine.
pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("none", tests::is_none);
    environment.add_test("string", tests::is_string);
    environment.add_test("number", tests::is_number);
    environment.add_test("odd", tests::is_odd);
    environment.add_test("even", tests::is_even);
    environment.add_test("divisibleby", tests::is_divisibleby);
    environment.add_test("startingwith", tests::is_startingwith);
    environment.add_test("endingwith", tests::is_endingwith);
    environment.add_test("in", tests::is_in);
    environment.add_test("eq", tests::is_eq);
    environment.add_test("ne", tests::is_ne);
    environment.add_test("lt", tests::is_lt);
    environment.add_test("le", tests::is_le);
    environment.add_test("gt", tests::is_gt);
    environment.add_test("ge", tests::is_ge);
    environment.add_test("true", tests::is_true);
    environment.add_test("false", tests::is_false);
}
