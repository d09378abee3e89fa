//! The secrets are read from one parameter, decrypted; whatever is wrong names the parameter and shows nothing of it.

use crate::answerer::{Answered, Asked, well};
use crate::place::{self, Place};
use aws_sdk_ssm::types::ParameterType;
use gateway::secrets::Secrets;
use gateway::ssm;
use serde_json::json;

/// As SSM answers (API reference, `GetParameter`), with a parameter that ends in `right` and one that ends in `wrong`.
fn answer(asked: &Asked) -> Answered {
    let name = asked.body["Name"].as_str().unwrap_or_default();
    let text = match name.rsplit('/').next() {
        Some("right") => Secrets::from_random(&[9; 64]).text(),
        Some("wrong") => "c2VjcmV0".to_owned(),
        _ => return Answered::With(400, "ParameterNotFound", json!({})),
    };
    // Without it SSM gives the cipher text.
    let text = if asked.body["WithDecryption"] == json!(true) { text } else { "AQICAH".to_owned() };
    well(json!({ "Parameter": { "Name": name, "Type": "SecureString", "Value": text } }))
}

/// A place where both parameters are, and what stands before their names.
async fn place() -> (Place, String) {
    let place = Place::of_cloud(answer).await;
    let folder = format!("/{}", place::name("secrets"));
    if let Place::There(url) = &place {
        let client = aws_sdk_ssm::Client::from_conf(place::ssm(url));
        for (name, text) in
            [("right", Secrets::from_random(&[9; 64]).text()), ("wrong", "c2VjcmV0".to_owned())]
        {
            let put = client.put_parameter().name(format!("{folder}/{name}")).value(text);
            put.r#type(ParameterType::SecureString).overwrite(true).send().await.unwrap();
        }
    }
    (place, folder)
}

#[tokio::test]
async fn the_secrets_are_read_decrypted() {
    let (place, folder) = place().await;
    let read = ssm::secrets(place::ssm(place.url()), &format!("{folder}/right")).await.unwrap();
    assert_eq!(read.text(), Secrets::from_random(&[9; 64]).text());
}

#[tokio::test]
async fn a_parameter_that_is_missing_or_wrong_is_named_and_not_shown() {
    let (place, folder) = place().await;
    for (name, says) in [("missing", "ParameterNotFound"), ("wrong", "does not hold the secrets")] {
        let name = format!("{folder}/{name}");
        let error = ssm::secrets(place::ssm(place.url()), &name).await.unwrap_err().to_string();
        assert!(error.contains(&name) && error.contains(says) && !error.contains("c2VjcmV0"), "{error}");
    }
}
