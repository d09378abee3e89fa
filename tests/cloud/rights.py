"""What each function's role allows, held against what the function did: every call allowed, every right used.

It reads the deployed policies. A right is one action on one resource of one statement. What Lambda and SSM do themselves in a role's
name never crosses the proxy; those rights are listed in `ITSELF`, and each must belong to something that is there.
"""

import dataclasses
import fnmatch
import json
from collections.abc import Callable, Iterator
from typing import Any

from calls import Use
from fixture import Fixture
from report import check, not_shown, proven

# Conditions on requests that this run can judge; the others are about KMS, which no function calls.
JUDGED = {"events:source", "ses:fromaddress", "dynamodb:leadingkeys"}


@dataclasses.dataclass(frozen=True)
class Right:
    """One action on one resource, as a statement of a role gives it."""

    function: str
    statement: int
    action: str
    resource: str
    condition: str = "{}"

    def allows(self, use: Use) -> bool:
        # SES judges identity and configuration set; everything else one resource.
        return (use.action == self.action and fnmatch.fnmatchcase(use.resource, self.resource)
                and all(met(operator, keys, use) for operator, keys in json.loads(self.condition).items()))

    def __str__(self) -> str:
        return f"{self.function}: {self.action} on {self.resource.split(':', 5)[-1]}"


def met(operator: str, keys: dict[str, Any], use: Use) -> bool:
    """Whether the values of a use satisfy a condition, as far as it is judged here.

    As AWS judges (IAM User Guide, "Set operators for multi-valued keys"): `ForAllValues` holds for an absent key, a plain operator does
    not, and `Null` with `false` asks that the key is there.
    """
    for key, expected in keys.items():
        if key.lower() not in JUDGED:
            continue
        values = [value for name, value in use.context if name == key.lower()]
        patterns = listed(expected)
        if operator == "Null":
            if bool(values) == (patterns[0] == "true"):
                return False
            continue
        if not values and not operator.startswith("ForAllValues:"):
            return False
        like = fnmatch.fnmatchcase if operator.endswith("Like") else str.__eq__
        if not all(any(like(value, pattern) for pattern in patterns) for value in values):
            return False
    return True


# The roles that strangers reach, and their writes: a key of its own kind is allowed, these others are not, nor is naming none.
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"}
REACHED_BY_STRANGERS = ("ingest-lead", "manage-subscription")
OF_LEADS = "L#lead"
OF_OTHERS = ("catalog", "mails#welcome#1", "live", "pace", "tally#2026-11-27", "cursor", "doubts", "meta", "l#lead", "XL#lead", "")


def bounded(originals: dict[str, dict[str, Any]]) -> None:
    """The functions that strangers reach write items of leads and of the door, whatever they are made to ask for."""
    for function in REACHED_BY_STRANGERS:
        rights = list(rights_of(function, originals[function]))
        writing = [right for right in rights if right.action.removeprefix("dynamodb:") in WRITES]
        check(writing, f"{function} writes nothing")
        for action, resource in sorted({(right.action, right.resource) for right in writing}):
            def allowed(*keys: str, action: str = action, resource: str = resource, rights: list[Right] = rights) -> bool:
                use = Use(action, resource, tuple(("dynamodb:leadingkeys", key) for key in keys))
                return any(right.allows(use) for right in rights)
            check(allowed(OF_LEADS) or allowed("door#2026-11-27"), f"{function} may not {action} what is its own")
            strays = [key for key in OF_OTHERS if allowed(key) or allowed(OF_LEADS, key)]
            check(not strays, f"{function} may {action} items under {strays}")
            check(not allowed(), f"{function} may {action} with a call that names no key")
        proven("rights", f"{function}: its {len(writing)} writes are bound to its own items; another key, a key beside one of a lead, and a "
                         "call that names none are not allowed")


def statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    return policy["Statement"]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def policy_of(fixture: Fixture, function: str) -> tuple[str, str, dict[str, Any]]:
    """The role's name, the policy's name and the policy of a function."""
    role = fixture.stack.functions()[function]["Role"].rsplit("/", 1)[-1]
    iam = fixture.stack.client("iam")
    [name] = iam.list_role_policies(RoleName=role)["PolicyNames"]
    return role, name, iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]


def rights_of(function: str, policy: dict[str, Any]) -> Iterator[Right]:
    for number, statement in enumerate(statements(policy)):
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield Right(function, number, action, resource, json.dumps(statement.get("Condition", {}), sort_keys=True))


def writes_logs(fixture: Fixture, right: Right) -> bool:
    group = f"/aws/lambda/{fixture.stack.name}-{right.function}"
    return f"log-group:{group}:" in right.resource


def polls(fixture: Fixture, right: Right) -> bool:
    sources = fixture.stack.client("lambda").list_event_source_mappings(FunctionName=f"{fixture.stack.name}-{right.function}")
    return any(source["EventSourceArn"] == right.resource for source in sources["EventSourceMappings"])


def gives_up(fixture: Fixture, right: Right) -> bool:
    configurations = fixture.stack.client("lambda").list_function_event_invoke_configs(
        FunctionName=f"{fixture.stack.name}-{right.function}")["FunctionEventInvokeConfigs"]
    return any(it.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination") == right.resource for it in configurations)


# Rights that AWS uses itself in the role's name, with what has to be there for each, and why.
ITSELF: list[tuple[tuple[str, ...], Callable[[Fixture, Right], bool], str]] = [
    (("logs:CreateLogStream", "logs:PutLogEvents"), writes_logs, "Lambda writes what a function prints into its log group"),
    (("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"), polls, "Lambda's event source mapping polls the queue"),
    (("sqs:SendMessage",), gives_up, "Lambda sends an asynchronous event that failed for good to its destination"),
]


def of_lambda_itself(fixture: Fixture, right: Right) -> str:
    """Why AWS needs this right itself; empty when it does not."""
    return next((why for actions, is_there, why in ITSELF if right.action in actions and is_there(fixture, right)), "")


def compare(fixture: Fixture, originals: dict[str, dict[str, Any]]) -> list[Right]:
    """Both directions for all functions. Gives the rights that were used by calls of the functions."""
    used, itself = [], {}
    bounded(originals)
    for function, policy in originals.items():
        rights = list(rights_of(function, policy))
        made = [call for call in fixture.proxy.calls if call.caller == function and not call.is_denied]
        check(made, f"{function} made no call at all")
        uses = {use for call in made for use in call.uses}
        stray = [use for use in uses if not any(right.allows(use) for right in rights)]
        strays = sorted({f"{it.action} on {it.resource} {it.context}" for it in stray})
        check(not stray, f"{function} did what its role does not allow: {strays[:9]}")
        for right in rights:
            if any(right.allows(use) for use in uses):
                used.append(right)
            elif why := of_lambda_itself(fixture, right):
                itself.setdefault(why, []).append(right)
            else:
                check(False, f"a right that nothing used: {right}")
        kinds = len({(use.action, use.resource) for use in uses})
        proven("rights", f"{function}: {len(made)} calls of {kinds} kinds, all allowed; all of its {len(rights)} rights are used")
    for why, rights in itself.items():
        proven("rights", f"{len(rights)} rights of AWS itself: {why}")
    not_shown("kms:Decrypt (SSM uses it in the caller's name; the recorded GetParameter asked for decryption of that one parameter)")
    return used
