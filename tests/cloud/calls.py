"""Reads a request that a function made of AWS: which operation, which IAM actions it needs on which resources, and what its
conditions may ask about. It knows the proxy forms of the five services that functions call, and the service authorization
reference of AWS (which action an operation needs); it knows no policy.
"""

import base64
import binascii
import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any

CREDENTIAL = re.compile(r"Credential=([A-Z0-9a-z]+)/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")
# Items of a transaction, each judged by the action of the single operation.
WITHIN = {
    "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem",
}
KEYS = ("Key", "Item")


@dataclasses.dataclass(frozen=True)
class Use:
    """One action on one resource, with the values of condition keys."""

    action: str
    resource: str
    context: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass
class Call:
    """One request and how it was answered."""

    caller: str
    service: str
    operation: str
    uses: list[Use]
    body: dict[str, Any]
    journey: str = ""
    status: int = 0
    error: str = ""

    @property
    def is_denied(self) -> bool:
        return self.status in (400, 403) and "AccessDenied" in self.error


@dataclasses.dataclass(frozen=True)
class Place:
    """The account and region of the stack."""

    region: str
    account: str

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"


def signed_by(headers: Mapping[str, str]) -> tuple[str, str]:
    """The access key and the service of a signature; two empty texts without one."""
    found = CREDENTIAL.search(headers.get("authorization", ""))
    return (found[1], found[3]) if found else ("", "")


def read(method: str, path: str, headers: Mapping[str, str], raw: bytes, place: Place) -> Call:
    key, service = signed_by(headers)
    body = parsed(raw)
    operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    if service == "ses":
        operation = {("POST", "/v2/email/outbound-emails"): "SendEmail", ("GET", "/v2/email/account"): "GetAccount"}.get(
            (method, path.split("?")[0]), f"{method} {path}")
    readers = {"dynamodb": of_table, "sqs": of_queue, "events": of_bus, "ssm": of_parameter, "ses": of_mail}
    reader = readers.get(service)
    uses = reader(operation, body, place) if reader else [Use(f"{service}:{operation}", "*")]
    return Call(key, service, operation, uses, body)


def parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def of_table(operation: str, body: dict[str, Any], place: Place) -> list[Use]:
    def use(action: str, table: str, request: dict[str, Any]) -> Use:
        index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
        return Use(f"dynamodb:{action}", place.arn("dynamodb", f"table/{table}{index}"), leading_key(request))

    if operation.startswith("Transact"):
        items = [item for entry in body.get("TransactItems", []) for item in entry.items()]
        return [use(WITHIN[kind], request["TableName"], request) for kind, request in items]
    if operation == "BatchWriteItem":
        return [use("BatchWriteItem", table, request)
                for table, entries in body["RequestItems"].items() for entry in entries for request in entry.values()]
    if operation == "BatchGetItem":
        return [use("BatchGetItem", table, {"Key": key})
                for table, request in body["RequestItems"].items() for key in request["Keys"]]
    return [use(operation, body.get("TableName", "?"), body)]


def leading_key(request: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = [request[part]["pk"].get("S", "") for part in KEYS if "pk" in request.get(part, {})]
    values = request.get("ExpressionAttributeValues", {})
    found += [value["S"] for name, value in values.items() if name in (":pk", ":partition") and "S" in value]
    return tuple(("dynamodb:leadingkeys", key) for key in found)


def of_queue(operation: str, body: dict[str, Any], place: Place) -> list[Use]:
    # The batch forms are judged by the single action.
    action = operation.removesuffix("Batch")
    return [Use(f"sqs:{action}", place.arn("sqs", body.get("QueueUrl", "?").rsplit("/", 1)[-1]))]


def of_bus(operation: str, body: dict[str, Any], place: Place) -> list[Use]:
    entries = body.get("Entries", [])
    return [Use(f"events:{operation}", place.arn("events", f"event-bus/{entry.get('EventBusName', 'default')}"),
                (("events:source", entry.get("Source", "")),)) for entry in entries]


def of_parameter(operation: str, body: dict[str, Any], place: Place) -> list[Use]:
    parameter = place.arn("ssm", "parameter" + body.get("Name", "?"))
    uses = [Use(f"ssm:{operation}", parameter)]
    if body.get("WithDecryption"):
        # SSM opens a SecureString with the caller's own right to the key.
        uses.append(Use("kms:Decrypt", place.arn("kms", "key/aws-ssm"), (("parameter", parameter),)))
    return uses


def of_mail(operation: str, body: dict[str, Any], place: Place) -> list[Use]:
    if operation != "SendEmail":
        return [Use(f"ses:{operation}", "*")]
    sender = body.get("FromEmailAddress", "?")
    context = (("ses:fromaddress", bare(sender)),)
    identity = place.arn("ses", "identity/" + bare(sender).rsplit("@", 1)[-1])
    resources = [identity, place.arn("ses", "configuration-set/" + body.get("ConfigurationSetName", "?"))]
    # A whole MIME message needs SendRawEmail, too.
    actions = ["ses:SendEmail"] + (["ses:SendRawEmail"] if "Raw" in body.get("Content", {}) else [])
    return [Use(action, resource, context) for action in actions for resource in resources]


def bare(address: str) -> str:
    return address.rsplit("<", 1)[-1].rstrip(">")


def mime_of(body: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(body["Content"]["Raw"]["Data"], validate=True)
    except (KeyError, binascii.Error):
        return b""
