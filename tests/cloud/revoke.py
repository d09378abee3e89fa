"""Takes rights away, one at a time, and shows that each is missed: ministack refuses the function's own call, or, where ministack
cannot judge, what was recorded is not allowed any more.
"""

import copy
import threading
from collections.abc import Callable
from typing import Any

import emulator_quirks
from fixture import Fixture
from report import Unproven, check, proven
from rights import Right, listed, rights_of

# How long a journey may take to come to the call that is refused.
REFUSED_WITHIN_SECONDS = 35.0
# The three of a usual run: the sender's call of SES, the tick's question to the index, the form's transaction.
THREE = (("send-email", "ses:SendEmail"), ("cadence-tick", "dynamodb:Query"), ("ingest-lead", "dynamodb:PutItem"))
# Rights that are used only while a function starts.
AT_START = {"ssm:GetParameter"}
# Where a function is certain to be called, and not only now and then.
AT_HOME = {"cadence-tick": "tick", "sweep-dormant": "sweep", "manage-subscription": "unsubscribe"}
Journey = Callable[[Fixture], Any]


def less(policy: dict[str, Any], right: Right) -> dict[str, Any]:
    """The policy without one action on one resource."""
    policy = copy.deepcopy(policy)
    statement = policy["Statement"][right.statement]
    actions, resources = listed(statement["Action"]), listed(statement["Resource"])
    statement["Action"] = [action for action in actions if action != right.action]
    others = [resource for resource in resources if resource != right.resource]
    if others:
        policy["Statement"].append({**statement, "Action": right.action, "Resource": others})
    if not statement["Action"]:
        del policy["Statement"][right.statement]
    return policy


def is_judged(right: Right) -> bool:
    """Whether ministack asks for this right."""
    unseen = right.action.startswith(("ses:Send", "kms:"))
    return not unseen or (right.action == "ses:SendEmail" and "identity/" in right.resource)


def differs(fixture: Fixture, right: Right, policy: dict[str, Any]) -> None:
    """Without the right, something that was recorded is not allowed."""
    left = list(rights_of(right.function, less(policy, right)))
    uses = {use for call in fixture.proxy.calls if call.caller == right.function for use in call.uses}
    check(any(not any(it.allows(use) for it in left) for use in uses), f"nothing recorded needs {right}")


def refused(fixture: Fixture, right: Right, policy: dict[str, Any], journey: Journey) -> bool:
    """Runs the journey without the right until the function's own call is refused, or for long enough."""
    narrowed = less(policy, right)
    if right.action == "ses:SendEmail":
        # Both resources are one to ministack.
        narrowed["Statement"] = [it for it in narrowed["Statement"] if "ses:SendEmail" not in listed(it["Action"])]
    since = len(fixture.proxy.calls)
    emulator_quirks.put(fixture, right.function, narrowed)
    fixture.stopped.clear()
    thread = threading.Thread(target=quietly, args=(journey, fixture), daemon=True)
    thread.start()
    try:
        found = fixture.proxy.wait_for(
            lambda call: call.caller == right.function and call.is_denied and any(use.action == right.action for use in call.uses),
            REFUSED_WITHIN_SECONDS, since)
    finally:
        emulator_quirks.put(fixture, right.function, policy)
        fixture.stopped.set()
        thread.join(REFUSED_WITHIN_SECONDS)
        fixture.stopped.clear()
        let_go(fixture)
    return found is not None


def let_go(fixture: Fixture) -> None:
    """Takes off what holds mail: a sender that SES refuses holds all of it until a person looks."""
    table = fixture.stack.client("dynamodb")
    for item in table.scan(TableName=fixture.stack.table)["Items"]:
        if item["sk"]["S"].startswith("pause#"):
            table.delete_item(TableName=fixture.stack.table, Key={"pk": item["pk"], "sk": item["sk"]})


def quietly(journey: Journey, fixture: Fixture) -> None:
    try:
        journey(fixture)
    except Unproven:
        pass


def one(fixture: Fixture, right: Right, policy: dict[str, Any], journeys: dict[str, Journey]) -> None:
    """Shows that a right is missed."""
    differs(fixture, right, policy)
    if not is_judged(right):
        proven("without", f"{right}: what was recorded is not allowed any more")
        return
    seen = {call.journey for call in fixture.proxy.calls if call.caller == right.function and any(right.allows(it) for it in call.uses)}
    likely = ["start"] if right.action in AT_START else [AT_HOME.get(right.function, "form"), "start", *journeys]
    uses = [name for name in dict.fromkeys(likely) if name in seen]
    # What is read once by an environment is asked for again only when it starts anew, so one journey may pass without it.
    missed = next((name for name in uses if refused(fixture, right, policy, journeys[name])), "")
    check(missed, f"no call was refused without {right}, in none of the journeys {uses} of {sorted(seen)}")
    proven("revoke", f"{right}: AccessDenied in the journey `{missed}`")


def some(fixture: Fixture, used: list[Right], originals: dict[str, dict[str, Any]], journeys: dict[str, Journey], every: bool) -> None:
    """Three rights, or all of them."""
    chosen = used if every else [next(it for it in used if (it.function, it.action) == wanted) for wanted in THREE]
    for right in chosen:
        one(fixture, right, originals[right.function], journeys)


def less_text(text: str) -> str:
    """The template to deploy without the form's right to put events onto the bus."""
    begin = text.index("  IngestLeadRole:")
    statement = text.index("              - Effect: Allow\n                Action: events:PutEvents\n", begin)
    after = text.index("              - Effect: Allow\n", statement + 1)
    return text[:statement] + text[after:]


def by_deployment(fixture: Fixture) -> None:
    """After a deployment without it, the form's own call is refused; what it says to others is the only thing that is lost."""
    since = len(fixture.proxy.calls)
    fixture.signs_up("signup", "unheard")
    found = fixture.proxy.wait_for(lambda call: call.caller == "ingest-lead" and call.service == "events" and call.is_denied, 10, since)
    check(found, "PutEvents was not refused, although it was taken out of the template")
    proven("without", "ingest-lead: events:PutEvents taken out of the template and deployed: AccessDenied")
