"""What ministack has to be told so that it can judge at all. Each deviation from AWS that the run works around stands here, and is
printed. It changes the deployed stack and never the template.
"""

import copy
import json
from typing import Any

import rights
from fixture import Fixture
from report import not_shown

# Conditions on keys that ministack never fills, so that they would always refuse.
BLIND = {"events:source", "ses:FromAddress", "dynamodb:LeadingKeys"}


def adapted(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy as ministack can judge it."""
    policy = copy.deepcopy(policy)
    for statement in policy["Statement"]:
        for operator, keys in list(statement.get("Condition", {}).items()):
            left = {key: value for key, value in keys.items() if key not in BLIND}
            statement["Condition"][operator] = left
            if not left:
                del statement["Condition"][operator]
        if not statement.get("Condition", True):
            del statement["Condition"]
        actions = rights.listed(statement["Action"])
        if "ses:SendEmail" in actions:
            statement["Resource"] = "*"
        if "sqs:SendMessage" in actions:
            statement["Action"] = [*actions, "sqs:SendMessageBatch"]
    return policy


def put(fixture: Fixture, function: str, policy: dict[str, Any]) -> None:
    """Puts a policy onto a function's role, as ministack can judge it."""
    role, name, _ = rights.policy_of(fixture, function)
    fixture.stack.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(adapted(policy)))


def make_judgeable(fixture: Fixture, known: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """After a deployment. Gives the policies as they were deployed; `known` are those of the last time, which an update leaves
    alone that changes nothing of them.
    """
    originals = {}
    for function in fixture.stack.functions():
        _, _, found = rights.policy_of(fixture, function)
        before = known.get(function)
        originals[function] = before if before and found == adapted(before) else found
        put(fixture, function, originals[function])
    functions = fixture.stack.client("lambda")
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        most = int(source.get("ScalingConfig", {}).get("MaximumConcurrency", 0))
        if most:
            functions.update_event_source_mapping(UUID=source["UUID"], ScalingConfig={"MaximumConcurrency": most})
    return originals


def tell() -> None:
    not_shown("events:source, ses:FromAddress and dynamodb:LeadingKeys are no condition keys of ministack; all are judged from what was recorded")
    not_shown("SES resource ARNs and ses:SendRawEmail: ministack asks for ses:SendEmail on *; judged from what was recorded")
    not_shown("SendMessageBatch: AWS asks for sqs:SendMessage, ministack for an action of its own, which goes with the other")
    not_shown("preflights: ministack answers every OPTIONS itself, AWS hands them to the route of the function")
    not_shown("TlsPolicy and the key policy of the topic of SES events: ministack keeps both and asks neither")
    not_shown("MaximumConcurrency from a parameter: ministack keeps it as a text and stops polling; it is set again as a number")
