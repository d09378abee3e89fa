//! Orders in the queue.

use super::play::{Play, lead, sequence, shipped};
use crate::happening::{FunctionName, What};

/// Two orders, the first one taken and settled in between or not, where it is promised or not.
fn two_orders(settled: bool, is_promised: bool) -> Vec<&'static str> {
    let mut rules = shipped();
    rules.one_order_at_a_time = is_promised;
    let mut play = Play::under(rules);
    let order = What::Ordered { lead: lead(), sequence: sequence(), by: FunctionName::CadenceTick };
    play.tell(order.clone());
    if settled {
        play.tell(What::OrderTaken { lead: lead(), sequence: sequence() });
        play.tell(What::OrderSettled { lead: lead(), sequence: sequence() });
    }
    play.tell(order);
    play.broken()
}

#[test]
fn a_second_order_while_one_is_in_the_queue_is_found_where_it_is_promised() {
    assert_eq!(two_orders(false, true), ["ordered-twice-in-flight"]);
    assert_eq!(two_orders(true, true), [""; 0]);
    assert_eq!(two_orders(false, false), [""; 0]);
}
