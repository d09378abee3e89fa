//! Requests rewritten to what a product with one mistake would have asked.

use serde_json::{Value, json};

/// Lets a ground that has no effect stand on the card, at which the transaction only looks.
pub(super) fn consenting(value: &mut Value) {
    let Some(actions) = value.get_mut("TransactItems").and_then(Value::as_array_mut) else { return };
    let without_effect = |action: &&Value| action["Put"]["Item"]["effect"]["S"] == "none_after_refusal";
    let Some(ground) = actions.iter().find(without_effect) else { return };
    let at = ground["Put"]["Item"]["obtained_at"].clone();
    for action in actions.iter_mut() {
        if action["ConditionCheck"]["Key"]["sk"]["S"] != "card" {
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
