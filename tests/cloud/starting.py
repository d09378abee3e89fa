"""All functions start, and say which variable they miss. It runs bootstraps as Lambda would, and knows the template's variables."""

import concurrent.futures
import pathlib
import subprocess
from typing import Any

import emulator
from fixture import Fixture
from report import check, proven

# A payload on which each function ends well without doing anything.
HARMLESS: dict[str, Any] = {
    "ingest-lead": {"method": "GET", "path": "/f/signup"},
    "manage-subscription": {"method": "GET", "path": "/u/nobody"},
    "cadence-tick": {},
    "sweep-dormant": {},
    "send-email": {"Records": []},
    "record-feedback": {"Records": []},
}
# Values that cannot be right, by what a variable holds.
MALFORMED = {
    "HIKYAKU_TABLE": "no table", "HIKYAKU_EVENT_BUS": "no bus", "HIKYAKU_CONFIGURATION_SET": "no set",
    "HIKYAKU_STACK": "no stack", "HIKYAKU_SEND_QUEUE_URL": "send-queue", "HIKYAKU_BASE_URL": "mail.example.com",
    "HIKYAKU_SECRETS_PARAMETER": "no parameter",
}


def first_invocations(fixture: Fixture) -> None:
    """Each in a new environment, and on a table in which nobody has written down the fingerprint of the identity key yet. The functions
    that strangers reach may not write it down: they end until it is there again, as `hikyaku publish` leaves it.
    """
    key = {"pk": {"S": "meta"}, "sk": {"S": "identity"}}
    table = {"TableName": fixture.stack.table}
    database = fixture.stack.client("dynamodb")
    settled = database.get_item(**table, Key=key).get("Item")
    check(settled, "publishing settled no identity key")
    functions = fixture.stack.functions()
    check(set(functions) == set(HARMLESS), f"the stack has the functions {sorted(functions)}")
    for name, payload in HARMLESS.items():
        start_anew(fixture, name)
        database.delete_item(**table, Key=key)
        if "path" in payload:
            early = fixture.http(payload["method"], payload["path"])
            check(early.status >= 500, f"{name} answered {early.status} before an identity key was settled")
            check("Item" not in database.get_item(**table, Key=key), f"{name} settled the identity key")
            database.put_item(**table, Item=settled)
            start_anew(fixture, name)
            answer = fixture.http(payload["method"], payload["path"])
            check(answer.status in (200, 404), f"{name} answered {answer.status}: {answer.body[:300]}")
        else:
            error, answer = fixture.stack.invoke(name, payload)
            check(not error, f"{name} failed at its first invocation: {answer}")
    proven("start", f"a first invocation each: {', '.join(sorted(functions))}")


def start_anew(fixture: Fixture, function: str) -> None:
    """The next event meets a new environment."""
    name = f"{fixture.stack.name}-{function}"
    functions = fixture.stack.client("lambda")
    usual = functions.get_function_configuration(FunctionName=name)["MemorySize"]
    functions.update_function_configuration(FunctionName=name, MemorySize=usual)


def wrong_environments(fixture: Fixture, bootstraps: pathlib.Path) -> None:
    """Each variable that the template gives a function, taken away, emptied and garbled, one at a time."""
    cases = [
        (name, function["Environment"]["Variables"], variable, value)
        for name, function in fixture.stack.functions().items() for variable in function["Environment"]["Variables"]
        for value in (None, " ", MALFORMED[variable])
    ]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = pool.map(lambda case: said_by(fixture, bootstraps, *case), cases)
        silent = [
            f"{name} with {variable}={value!r} says {words[-200:]!r}"
            for (name, _, variable, value), words in zip(cases, said) if variable not in words
        ]
    check(not silent, f"variables that are not named: {silent}")
    proven("environment", f"{len(cases)} starts with one variable missing, empty or malformed: each ends and names the variable")


def said_by(
    fixture: Fixture, bootstraps: pathlib.Path, name: str, variables: dict[str, str], variable: str, value: str | None,
) -> str:
    """What a bootstrap says that is started with one variable changed; nothing when it starts well."""
    given = {**variables, variable: value or ""}
    if value is None:
        del given[variable]
    environment = {
        **emulator.clean_environment(), **emulator.ROOT, **given, "AWS_REGION": fixture.stack.place.region,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{fixture.stack.port}", "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9",
    }
    command = [bootstraps / name / "bootstrap"]
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=10)
    except subprocess.TimeoutExpired:
        return ""
    return ended.stdout + ended.stderr if ended.returncode else ""


def missing_in_lambda(fixture: Fixture) -> None:
    """The same once through Lambda: what the invoker is told, and what the log says."""
    functions = fixture.stack.client("lambda")
    name = f"{fixture.stack.name}-cadence-tick"
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    kept = {key: value for key, value in variables.items() if key != "HIKYAKU_SEND_QUEUE_URL"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": kept})
    error, answer = fixture.stack.invoke("cadence-tick", {})
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
    check(error and "HIKYAKU_SEND_QUEUE_URL" in str(answer), f"Lambda's answer does not name the variable: {answer}")
    proven("environment", f"through Lambda: {str(answer.get('errorMessage', ''))[-150:].strip()}")
