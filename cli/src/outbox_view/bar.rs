//! The bar at the top of every page: the pauses and how they are released, a full disk, and the things that wait for a person.

use super::View;
use super::pages::Failure;
use operations::answers::Paused;
use operations::requests::LookAround;
use serde_json::{Value, json};

impl View {
    /// The values of the bar.
    pub(super) async fn bar(&self) -> Result<Value, Failure> {
        let standalone = self.standalone();
        let operations = standalone.operations();
        let standing = operations.look_around(LookAround {}).await.map_err(crate::usage::of_operation)?;
        let data = standalone.data_option();
        let paused: Vec<Value> = standing.paused.iter().map(|paused| shown(paused, &data)).collect();
        Ok(json!({
            "paused": paused,
            "out_of_room": standalone.is_out_of_room(),
            "dead_letters": standing.dead_letters,
            "for_a_person": standing.for_a_person.to_string(),
            "somebody_is_asked": standing.for_a_person.counted > 0,
            "data": data,
        }))
    }

    /// A text that changes when the bar does, for pages that keep themselves fresh.
    pub(super) async fn bar_state(&self) -> Result<String, Failure> {
        let now = self.standalone().clock.now();
        let pauses = self.standalone().store.pauses().await?;
        let holding = pauses.iter().filter(|pause| pause.is_in_force(now)).count();
        Ok(format!("{holding} {}", self.standalone().is_out_of_room()))
    }
}

fn shown(paused: &Paused, data: &str) -> Value {
    let what = paused.sequence.as_deref().unwrap_or("--all");
    json!({
        "sequence": paused.sequence,
        "by_hand": paused.by_hand,
        "since": paused.since.to_string(),
        "until": paused.until.map(|until| until.to_string()),
        "reason": paused.reason,
        "waiting": paused.waiting.to_string(),
        "this_version_only": paused.this_version_only,
        "command": format!("hikyaku resume {what}{data}"),
    })
}
