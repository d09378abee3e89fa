//! Domain events as JSON lines in a file, or in memory.

use super::BusError;
use crate::private;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// A journal of domain events. Clones write to the same one.
#[derive(Debug, Clone)]
pub struct Journal(Arc<Mutex<Kept>>);

#[derive(Debug)]
enum Kept {
    InFile(std::fs::File),
    InMemory(Vec<String>),
}

impl Journal {
    /// Appends to a file, which is made if it is not there.
    pub fn in_file(path: &Path) -> std::io::Result<Self> {
        let file = private::open_lines(path)?;
        Ok(Self(Arc::new(Mutex::new(Kept::InFile(file)))))
    }

    /// Keeps the lines in memory.
    pub fn in_memory() -> Self {
        Self(Arc::new(Mutex::new(Kept::InMemory(Vec::new()))))
    }

    /// The lines of a journal in memory; none of one in a file.
    pub fn lines(&self) -> Vec<String> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Kept::InFile(_) => Vec::new(),
            Kept::InMemory(lines) => lines.clone(),
        }
    }

    pub(crate) fn append(&self, name: &'static str, body: Value) -> Result<(), BusError> {
        let mut line = body;
        line["event"] = name.into();
        let line = line.to_string();
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Kept::InMemory(lines) => lines.push(line),
            Kept::InFile(file) => {
                let written = private::append_line(file, &line).and_then(|()| file.sync_data());
                written.map_err(|error| BusError { name, reason: error.to_string() })?;
            }
        }
        Ok(())
    }
}
