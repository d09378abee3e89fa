//! The arithmetic, with a small table of prices.

use super::*;
use serde_json::json;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// Everything costs a dollar each, or a thousand.
fn prices() -> Prices {
    let mut prices = Prices::dated().unwrap();
    let region = prices.regions.get_mut("us-east-1").unwrap();
    for price in region.values_mut() {
        price.usd = 1.0;
        price.per = "thing".to_owned();
    }
    let small = json!({ "month": 7, "source": "", "known_by": "page", "mails": [
        { "up_to": 1000, "usd_per_1000": 2 }, { "up_to": null, "usd_per_1000": 1 }] });
    prices.plans.insert("small".to_owned(), serde_json::from_value(small).unwrap());
    prices.free_each_month = [(Ware::TableWrite, 10.0)].into();
    prices
}

fn line<'a>(lines: &'a [Line], ware: &str) -> &'a Line {
    lines.iter().find(|line| line.what == ware).unwrap()
}

#[test]
fn each_amount_has_its_line_and_its_price() {
    let prices = prices();
    let used = Use { write_units: 15.0, read_units: 3.0, stored_bytes: 2e9, ..Use::default() };
    let month = Month { alarms: 4.0, metrics: 5.0, keys: 1.0, ..Month::of(used) };
    let lines = lines(&month, &prices.regions["us-east-1"], &prices, false).unwrap();
    let sums = [
        "writes",
        "reads",
        "storage",
        "point-in-time recovery",
        "alarms",
        "metrics",
        "key of the topic of SES events",
    ];
    for (what, usd) in sums.into_iter().zip([15.0, 3.0, 2.0, 2.0, 4.0, 5.0, 1.0]) {
        assert!(near(line(&lines, what).usd, usd), "{what}");
    }
    assert!(near(total(&lines), 32.0));
}

#[test]
fn what_is_free_is_taken_off_but_never_more_than_there_is() {
    let prices = prices();
    let writes = |units| {
        let month = Month::of(Use { write_units: units, ..Use::default() });
        let lines = lines(&month, &prices.regions["us-east-1"], &prices, true).unwrap();
        let line = line(&lines, "writes");
        (line.free, line.usd)
    };
    assert_eq!(writes(15.0), (10.0, 5.0));
    assert_eq!(writes(4.0), (4.0, 0.0));
}

#[test]
fn mails_cost_by_steps_and_a_plan_costs_by_itself() {
    let prices = prices();
    let lines = mail_lines(1500.0, "small", &prices.regions["us-east-1"], &prices).unwrap();
    assert!(near(lines[0].usd, 2.5) && near(lines[1].usd, 7.0), "{lines:?}");
    let lines = mail_lines(3.0, "a-la-carte", &prices.regions["us-east-1"], &prices).unwrap();
    assert!(lines.len() == 1 && near(lines[0].usd, 3.0), "{lines:?}");
    assert!(mail_lines(1.0, "none", &prices.regions["us-east-1"], &prices).is_err());
}

#[test]
fn a_month_is_what_stands_there_and_what_leads_and_mails_bring() {
    let table = Table::counted().unwrap();
    let idle = Month::idle(&table, Standing::deployed());
    let one = Use { write_units: 1.0, ..Use::default() };
    let busy = idle.with(one, one * 10.0, one * 100.0, 2.0, 3.0);
    assert!(near(busy.used.write_units - idle.used.write_units, 2.0 + 330.0));
    assert!(near(idle.metrics, 0.0) && busy.metrics > 0.0 && near(busy.alarms, idle.alarms));
    assert!(idle.used.queue_requests > 1e6);
}
