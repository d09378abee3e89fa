//! Requests and answers rewritten to those of a product with one mistake.

use crate::request::TableRequest;
use crate::rows::ENROLLMENT;
use cadence::Instant;
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// The condition by which a query of what is due names the latest moment.
const UNTIL: &str = "#due_sk <= :due_sk";

/// Lets a ground that has no effect, or none yet, stand on the card, which the transaction writes or only looks at.
pub(super) fn consenting(value: &mut Value, effects: &[&str]) {
    let Some(actions) = value.get_mut("TransactItems").and_then(Value::as_array_mut) else { return };
    let effect = |action: &Value| action["Put"]["Item"]["effect"]["S"].as_str().map(str::to_owned);
    let without = |action: &&Value| effect(action).is_some_and(|effect| effects.contains(&effect.as_str()));
    let Some(ground) = actions.iter().find(without) else { return };
    let at = ground["Put"]["Item"]["obtained_at"].clone();
    for action in actions.iter_mut() {
        if action["Put"]["Item"]["sk"]["S"] == "now#card" {
            let card = &mut action["Put"]["Item"];
            card["consent_basis"] = json!({ "S": "express" });
            card["consent_proof"] = json!({ "S": "confirmed_by_mail" });
            card["consent_at"] = at.clone();
        }
        if action["ConditionCheck"]["Key"]["sk"]["S"] != "now#card" {
            continue;
        }
        let mut update = action["ConditionCheck"].take();
        let change = "SET #given_basis = :given_basis, #given_proof = :given_proof, #given_at = :given_at";
        update["UpdateExpression"] = change.into();
        for (name, attribute, value) in [
            ("given_basis", "consent_basis", json!({ "S": "express" })),
            ("given_proof", "consent_proof", json!({ "S": "confirmed_by_mail" })),
            ("given_at", "consent_at", at.clone()),
        ] {
            update["ExpressionAttributeNames"][format!("#{name}")] = attribute.into();
            update["ExpressionAttributeValues"][format!(":{name}")] = value;
        }
        *action = json!({ "Update": update });
    }
}

/// Takes a member off the cards that a transaction writes.
pub(super) fn without_on_card(value: &mut Value, member: &str) {
    let actions = value.get_mut("TransactItems").and_then(Value::as_array_mut).into_iter().flatten();
    let items = actions.filter_map(|action| action["Put"].get_mut("Item"));
    for card in items.filter(|item| item["sk"]["S"] == "now#card") {
        card.as_object_mut().and_then(|card| card.remove(member));
    }
}

/// Narrows a query of what is due to what came due from a moment on.
pub(super) fn not_before(value: &mut Value, from: Instant) {
    let from = from.to_rfc3339_opts(SecondsFormat::Millis, true);
    let Some(condition) = value["KeyConditionExpression"].as_str() else { return };
    if !condition.contains(UNTIL) || value["ExpressionAttributeValues"][":due_pk"]["S"] == "doubt" {
        return;
    }
    let narrowed = condition.replace(UNTIL, "#due_sk BETWEEN :from AND :due_sk");
    value["KeyConditionExpression"] = narrowed.into();
    value["ExpressionAttributeValues"][":from"] = json!({ "S": from });
    if value["ExclusiveStartKey"]["due_sk"]["S"].as_str().is_some_and(|start| start < from.as_str()) {
        value.as_object_mut().and_then(|fields| fields.remove("ExclusiveStartKey"));
    }
}

/// Takes the conditions on enrollments, cards and messages away, with the names and values that only they use.
pub(super) fn unconditional(value: &mut Value) {
    if let Some(actions) = value.get_mut("TransactItems").and_then(Value::as_array_mut) {
        actions.retain(|action| action.get("ConditionCheck").is_none());
        for put in actions.iter_mut().filter_map(|action| action.get_mut("Put")) {
            let sort = put["Item"]["sk"]["S"].as_str().unwrap_or_default();
            if sort == "now#card" || sort.starts_with(ENROLLMENT) {
                without_condition(put);
            }
        }
        return;
    }
    without_condition(value);
}

/// Writes tags over those of others: of the lead itself it is still asked whether it exists.
pub(super) fn unseen(value: &mut Value) {
    if let Some(actions) = value.get_mut("TransactItems").and_then(Value::as_array_mut) {
        actions.iter_mut().filter_map(|action| action.get_mut("Put")).for_each(without_condition);
    } else if value["ConditionExpression"] == "#rev = :seen" {
        value["ConditionExpression"] = "attribute_exists(#rev)".into();
        value["ExpressionAttributeValues"].as_object_mut().and_then(|values| values.remove(":seen"));
        if value["ExpressionAttributeValues"].as_object().is_some_and(serde_json::Map::is_empty) {
            value.as_object_mut().and_then(|fields| fields.remove("ExpressionAttributeValues"));
        }
    }
}

pub(super) fn without_condition(value: &mut Value) {
    let change = value["UpdateExpression"].as_str().unwrap_or_default().to_owned();
    let Some(fields) = value.as_object_mut() else { return };
    fields.remove("ConditionExpression");
    for terms in ["ExpressionAttributeNames", "ExpressionAttributeValues"] {
        let Some(named) = fields.get_mut(terms).and_then(Value::as_object_mut) else { continue };
        named.retain(|name, _| change.contains(name.as_str()));
        if named.is_empty() {
            fields.remove(terms);
        }
    }
}

/// The record that a fence would write.
pub(super) fn fenced_by(fence: &TableRequest) -> Value {
    let mut record = fence.value["Key"].clone();
    for (name, value) in fence.value["ExpressionAttributeValues"].as_object().into_iter().flatten() {
        match name.as_str() {
            ":fenced" => record["phase"] = value.clone(),
            ":closed" => {}
            name => record[name.trim_start_matches(':')] = value.clone(),
        }
    }
    record
}

/// A look in which other enrollments that were claimed later than one's own are not in flight.
pub(super) fn later_claims_left_out(body: &str, own: Option<&Value>) -> Option<String> {
    altered(body, |answer| {
        let Some(items) = answer["Items"].as_array_mut() else { return };
        let lease = |item: &Value| item["lease_until"]["S"].as_str().map(str::to_owned);
        let Some(mine) = items.iter().find(|item| Some(&item["sk"]) == own).and_then(lease) else { return };
        items.retain(|item| Some(&item["sk"]) == own || lease(item).is_none_or(|other| other < mine));
    })
}

/// Whether an item is all that stays of somebody who was erased.
pub(super) fn is_tombstone(item: &Value) -> bool {
    item.get("erased_at").is_some() && item.get("address").is_none()
}

pub(super) fn altered(body: &str, change: impl FnOnce(&mut Value)) -> Option<String> {
    let mut answer: Value = serde_json::from_str(body).ok()?;
    change(&mut answer);
    if answer.get("Item").is_some_and(Value::is_null) {
        answer.as_object_mut()?.remove("Item");
    }
    Some(answer.to_string())
}

pub(super) fn keeping(body: &str, keep: impl Fn(&Value) -> bool) -> Option<String> {
    altered(body, |answer| {
        if let Some(items) = answer["Items"].as_array_mut() {
            items.retain(keep);
        }
    })
}
