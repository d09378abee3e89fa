//! The plumbing that every proof needs, once: clients of AWS in memory, the real program as a process, HTTP, a mail service on
//! loopback, templates, chance by a seed, figures and exit codes.
//!
//! It must not know what is right. No judge and no oracle takes a rule of the product from here.

pub mod aws;
pub mod chance;
pub mod company;
pub mod executor;
pub mod figures;
pub mod folder;
pub mod functions;
pub mod http;
pub mod locked;
pub mod mail_service;
pub mod mime;
pub mod observer;
pub mod pointers;
pub mod program;
pub mod template;
pub mod verdict;
