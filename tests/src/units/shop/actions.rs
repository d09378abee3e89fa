//! The agenda: posts, requests, presses, reports and sweeps, each at its moment.

use super::Shop;
use crate::units::stage::Action;
use crate::units::wire::pieces;
use bytes::Bytes;
use cadence::Instant;
use kit::functions::FunctionName;
use std::collections::btree_map::OccupiedEntry;
use std::sync::Arc;

impl Shop {
    /// Carries out what is on the agenda for this moment.
    pub(super) fn happen(&mut self, moment: Instant) {
        loop {
            let first = {
                let mut props = self.stage.props();
                let first = props.agenda.first_entry().filter(|first| first.key().0 <= moment);
                first.map(OccupiedEntry::remove)
            };
            match first {
                None => return,
                Some(Action::Report(body)) => self.report(body),
                Some(Action::Post { path, fields }) => {
                    let request = http::Request::post(path).header("content-type", "application/json");
                    let request =
                        request.body(Bytes::from(fields.to_string())).expect("a request can be made");
                    let ingest = Arc::clone(&self.ingest);
                    self.request(FunctionName::IngestLead, async move {
                        let answer = Box::pin(ingest.handle(request)).await;
                        assert!(answer.status().is_success(), "a post was answered {}", answer.status());
                    });
                }
                Some(Action::Ask { request, expected }) => self.ask(*request, expected),
                Some(Action::Press { path }) => {
                    let request =
                        http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
                    let body = Bytes::from_static(b"List-Unsubscribe=One-Click");
                    let request = request.body(body).expect("a request can be made");
                    let manage = Arc::clone(&self.manage);
                    self.request(FunctionName::ManageSubscription, async move {
                        let answer = Box::pin(manage.handle(request)).await;
                        assert!(answer.status().is_success(), "a press was answered {}", answer.status());
                    });
                }
                Some(Action::Sweep) => {
                    let sweep = Arc::clone(&self.sweep);
                    self.stage.props().meter.of(FunctionName::SweepDormant).schedule_invocations += 1.0;
                    let work = async move {
                        sweep.run().await.expect("a sweep runs where nothing fails");
                    };
                    self.begin(FunctionName::SweepDormant, 0, 0, Box::pin(work));
                }
            }
        }
    }

    /// A request to the HTTP API goes to the function behind its route.
    fn ask(&mut self, request: http::Request<Bytes>, expected: Option<u16>) {
        let (ingest, manage) = (Arc::clone(&self.ingest), Arc::clone(&self.manage));
        let path = request.uri().path();
        let is_of_mail = path.starts_with("/u/") || path.starts_with("/c/");
        let function = if is_of_mail { FunctionName::ManageSubscription } else { FunctionName::IngestLead };
        self.request(function, async move {
            let answer = if is_of_mail {
                Box::pin(manage.handle(request)).await
            } else {
                Box::pin(ingest.handle(request)).await
            };
            let status = answer.status().as_u16();
            assert!(expected.is_none_or(|expected| expected == status), "a request was answered {status}");
        });
    }

    /// A report goes through its topic into its queue.
    pub(in crate::units) fn report(&self, body: String) {
        let mut props = self.stage.props();
        let used = props.meter.of(FunctionName::RecordFeedback);
        used.topic_requests += pieces(body.len());
        used.queue_requests += pieces(body.len());
        props.feedback.push_back(body);
    }

    fn request(&mut self, function: FunctionName, work: impl Future<Output = ()> + 'static) {
        self.stage.props().meter.of(function).http_requests += 1.0;
        self.begin(function, 0, 0, Box::pin(work));
    }
}
