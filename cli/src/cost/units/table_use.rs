//! Requests to the table and their units: the part of a use that a person's history could let grow.

use super::Use;
use serde::{Deserialize, Serialize};
use std::ops::Add;

/// Requests to the table, and the units that they take.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableUse {
    /// Requests to DynamoDB.
    pub table_requests: f64,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
}

impl From<Use> for TableUse {
    fn from(used: Use) -> Self {
        let Use { table_requests, read_units, write_units, .. } = used;
        Self { table_requests, read_units, write_units }
    }
}

impl Add for TableUse {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            table_requests: self.table_requests + other.table_requests,
            read_units: self.read_units + other.read_units,
            write_units: self.write_units + other.write_units,
        }
    }
}

/// One mail to leads who are new, and one to the same leads with a long history.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithHistory {
    /// Without the history.
    pub without: TableUse,
    /// With it.
    pub with: TableUse,
}
