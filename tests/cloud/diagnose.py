"""What may explain a journey that failed: calls that were refused, and what functions complained of. It explains nothing itself."""

import contextlib
import re

from fixture import Fixture

CALLS_SHOWN = 12
# What Lambda itself says, what goes well, figures, and the poisoned messages of a journey.
ORDINARY = re.compile(r'^(START|END|REPORT) |"INFO"|"_aws"|not understood')
LINES_SHOWN = 6


def show(fixture: Fixture) -> None:
    failed = [call for call in fixture.proxy.calls if call.status >= 400 and "ConditionalCheckFailed" not in call.error]
    for call in failed[-CALLS_SHOWN:]:
        print(f"    {call.journey}: {call.caller} {call.service} {call.operation}: {call.status} {call.error}")
    logs = fixture.stack.client("logs")
    for name in fixture.stack.functions():
        with contextlib.suppress(logs.exceptions.ClientError):
            found = logs.filter_log_events(logGroupName=f"/aws/lambda/{fixture.stack.name}-{name}")["events"]
            lines = [line["message"].strip() for line in found]
            for line in [line for line in lines if not ORDINARY.search(line)][-LINES_SHOWN:]:
                print(f"    {name}: {line[:400]}")
