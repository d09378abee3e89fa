//! Headers that the SDK writes for AWS and that nobody on this machine reads: they were a sixth of a call's processor time.

use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::service_clock_skew::ServiceClockSkewInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, disable_interceptor};
use aws_smithy_types::config_bag::ConfigBag;

const CAUSE: &str = "the embedded engine reads no headers";

/// Leaves out the headers by which AWS recognizes programs, invocations, retries and clocks.
#[derive(Debug)]
pub(crate) struct NoHeadersForAws;

impl Intercept for NoHeadersForAws {
    fn name(&self) -> &'static str {
        "NoHeadersForAws"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        settings: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let state = settings.interceptor_state();
        state.store_put(disable_interceptor::<InvocationIdInterceptor>(CAUSE));
        state.store_put(disable_interceptor::<RequestInfoInterceptor>(CAUSE));
        state.store_put(disable_interceptor::<ServiceClockSkewInterceptor>(CAUSE));
        state.store_put(disable_interceptor::<UserAgentInterceptor>(CAUSE));
        Ok(())
    }
}
