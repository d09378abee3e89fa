//! The promises of the engine to those who open it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put, ScalarAttributeType,
    TransactWriteItem,
};
use embedded_dynamodb::{Engine, EngineError};

async fn table(client: &Client) {
    client
        .create_table()
        .table_name("table")
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("pk")
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap(),
        )
        .key_schema(KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build().unwrap())
        .send()
        .await
        .unwrap();
}

async fn put(client: &Client, pk: &str) {
    client.put_item().table_name("table").item("pk", text(pk)).send().await.unwrap();
}

async fn exists(client: &Client, pk: &str) -> bool {
    client.get_item().table_name("table").key("pk", text(pk)).send().await.unwrap().item.is_some()
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

#[tokio::test]
async fn what_is_written_to_a_file_is_there_after_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.db");
    {
        let client = Engine::in_file(&path).unwrap().client();
        table(&client).await;
        put(&client, "kept").await;
    }
    let client = Engine::in_file(&path).unwrap().client();
    assert!(exists(&client, "kept").await);
}

#[tokio::test]
async fn a_file_that_is_open_is_refused_until_it_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.db");
    let first = Engine::in_file(&path).unwrap();
    let refused = Engine::in_file(&path).unwrap_err();
    assert!(matches!(refused, EngineError::AlreadyOpen { .. }));
    assert!(refused.to_string().contains("already open by another process"));
    drop(first);
    Engine::in_file(&path).unwrap();
}

#[tokio::test]
async fn a_folder_that_is_missing_is_named() {
    let refused = Engine::in_file("/nowhere/at/all/table.db").unwrap_err();
    assert!(refused.to_string().contains("/nowhere/at/all/table.db.lock"), "{refused}");
}

#[tokio::test]
async fn reading_without_a_limit_is_refused() {
    let client = Engine::in_memory().unwrap().client();
    table(&client).await;
    let refused = client.scan().table_name("table").send().await.unwrap_err().into_service_error();
    assert_eq!(refused.meta().code(), Some("ValidationException"));
    assert!(refused.meta().message().unwrap().contains("give a Limit"));
    client.scan().table_name("table").limit(1).send().await.unwrap();
}

#[tokio::test]
async fn two_different_transactions_one_after_another_are_both_carried_out() {
    let client = Engine::in_memory().unwrap().client();
    table(&client).await;
    for pk in ["one", "two"] {
        let put = Put::builder().table_name("table").item("pk", text(pk)).build().unwrap();
        client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().put(put).build())
            .send()
            .await
            .unwrap();
    }
    assert!(exists(&client, "one").await && exists(&client, "two").await);
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing() {
    let engine = Engine::in_memory().unwrap();
    table(&engine.client()).await;
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..50 {
        let client = engine.client();
        writers.spawn(async move { put(&client, &number.to_string()).await });
    }
    writers.join_all().await;
    for number in 0..50 {
        assert!(exists(&engine.client(), &number.to_string()).await);
    }
    assert_eq!(engine.counts().get("PutItem"), Some(&50));
    assert_eq!(engine.counts().get("GetItem"), Some(&50));
    assert_eq!(engine.counts().get("Scan"), None);
}

#[tokio::test]
async fn an_operation_that_is_not_answered_is_said_to_be_unknown() {
    let client = Engine::in_memory().unwrap().client();
    let refused = client.list_backups().send().await.unwrap_err().into_service_error();
    assert_eq!(refused.meta().code(), Some("UnknownOperationException"));
}

#[tokio::test]
async fn a_request_answered_at_once_sees_what_clients_wrote_and_is_counted() {
    let engine = Engine::in_memory().unwrap();
    let client = engine.client();
    table(&client).await;
    put(&client, "here").await;
    let body = br#"{"TableName": "table", "Key": {"pk": {"S": "here"}}}"#;
    let (status, answer) = engine.answer("GetItem", body);
    assert_eq!((status, answer.contains("here")), (200, true), "{answer}");
    assert_eq!(engine.answer("DescribeWeather", b"{}").0, 400);
    assert_eq!(engine.counts()["GetItem"], 1);
}

#[tokio::test]
async fn what_was_in_memory_is_in_the_file_it_is_copied_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.db");
    let engine = Engine::in_memory().unwrap();
    table(&engine.client()).await;
    put(&engine.client(), "kept").await;
    engine.copy_to(&path).unwrap();
    assert!(matches!(engine.copy_to(&path), Err(EngineError::Copy { .. })), "nothing is written over");
    assert!(exists(&Engine::in_file(&path).unwrap().client(), "kept").await);
}

#[tokio::test]
async fn a_file_that_is_damaged_or_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.db");
    {
        let client = Engine::in_file(&path).unwrap().client();
        table(&client).await;
        for number in 0..200 {
            put(&client, &format!("{number:0>1000}")).await;
        }
    }
    let whole = std::fs::read(&path).unwrap();
    let mut overwritten = whole.clone();
    overwritten[whole.len() / 2..].fill(7);
    for wrong in [&whole[..whole.len() / 2], &whole[..100], &overwritten, b"no database at all"] {
        std::fs::write(&path, wrong).unwrap();
        for log in ["table.db-wal", "table.db-shm"] {
            drop(std::fs::remove_file(folder.path().join(log)));
        }
        let refused = Engine::in_file(&path).unwrap_err();
        assert!(matches!(refused, EngineError::Damaged { .. }), "{} bytes: {refused}", wrong.len());
        assert_eq!(std::fs::read(&path).unwrap(), wrong, "what is left is left alone");
    }
    std::fs::write(&path, whole).unwrap();
    let client = Engine::in_file(&path).unwrap().client();
    assert!(exists(&client, &format!("{:0>1000}", 7)).await);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let _engine = Engine::in_file(folder.path().join("table.db")).unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
        seen += 1;
    }
    assert!(seen >= 2, "{seen} files");
}
