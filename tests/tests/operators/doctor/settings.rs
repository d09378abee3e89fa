//! The settings of an account in which all is well, as SES says them.

use serde_json::{Value, json};

/// Answers in the shapes of the Amazon SES API Reference v2.
pub(super) fn account_settings() -> Value {
    json!({
        "DedicatedIpAutoWarmupEnabled": true,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": true,
        "SendQuota": { "Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 1200.0 },
        "SendingEnabled": true,
        "SuppressionAttributes": { "SuppressedReasons": ["BOUNCE", "COMPLAINT"] },
        "PricingAttributes": { "CurrentPlan": "NONE" },
    })
}

pub(super) fn identity() -> Value {
    json!({
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": true,
        "VerifiedForSendingStatus": true,
        "VerificationStatus": "SUCCESS",
        "DkimAttributes": {
            "SigningEnabled": true, "Status": "SUCCESS", "Tokens": ["a", "b", "c"],
            "SigningAttributesOrigin": "AWS_SES",
        },
        "MailFromAttributes": {
            "MailFromDomain": "bounce.example.co.jp", "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
        "Policies": {},
        "Tags": [],
    })
}

pub(super) fn destinations(events: &[&str]) -> Value {
    let topic = "arn:aws:sns:ap-northeast-1:123456789012:hikyaku-prod-feedback";
    json!({ "EventDestinations": [{
        "Name": "feedback", "Enabled": true, "MatchingEventTypes": events, "SnsDestination": { "TopicArn": topic },
    }] })
}

pub(super) const ALL: [&str; 10] = [
    "SEND",
    "REJECT",
    "BOUNCE",
    "COMPLAINT",
    "DELIVERY",
    "OPEN",
    "CLICK",
    "RENDERING_FAILURE",
    "DELIVERY_DELAY",
    "SUBSCRIPTION",
];
