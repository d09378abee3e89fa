"""Deploys the real template to ministack and follows leads through it, journey by journey. `tests/cloud/run` says how it is called."""

import argparse
import base64
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sys
import time
from collections.abc import Iterator

sys.dont_write_bytecode = True

import dead_letters
import diagnose
import emulator
import emulator_quirks
import hostile
import journeys
import proxy
import publishing
import revoke
import rights
import stack
import starting
import template
import ticking
from calls import Place
from fixture import Fixture
from post_office import PostOffice
from report import BEGAN, Unproven, check, failed, heading, not_shown, proven
from stack import Stack

ACCOUNT = "000000000000"
# What a right that is taken away is missed in, by the names under which calls were recorded.
AGAIN: dict[str, revoke.Journey] = {
    "form": journeys.arrival, "unsubscribe": journeys.unsubscribing, "confirm": journeys.confirming, "prefer": journeys.preferring,
    "leads": journeys.handed_over, "interest": journeys.interest, "told": journeys.told,
    "sweep": journeys.sweep, "tick": ticking.due_now, "erased": journeys.erased, "forgotten": journeys.forgotten,
    "again": journeys.again, "start": starting.first_invocations,
}


@contextlib.contextmanager
def journey(fixture: Fixture, name: str) -> Iterator[None]:
    """Calls are recorded under this name."""
    fixture.proxy.journey = name
    yield
    fixture.proxy.journey = ""


def prepare(made: Stack) -> None:
    """What an operator makes before the first deployment: the secrets, and the identity that mail is sent from."""
    secrets = {"identity": key(), "links": [{"id": "k1", "key": key()}]}
    name = made.parameters["SecretsParameter"]
    made.client("ssm").put_parameter(Name=name, Type="SecureString", Value=json.dumps(secrets))
    made.client("sesv2").create_email_identity(EmailIdentity=made.parameters["SenderIdentity"])
    proven("before", f"SSM SecureString {name} and the SES identity {made.parameters['SenderIdentity']} were made")


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


Policies = dict[str, dict[str, object]]


def deploy(fixture: Fixture, sam: pathlib.Path, text: str, known: Policies, **changes: str) -> Policies:
    begun = time.monotonic()
    stack.deploy(fixture.stack, sam, text, **changes)
    functions = fixture.stack.functions()
    fixture.proxy.callers = {emulator.access_key(it["FunctionArn"], it["Role"]): name for name, it in functions.items()}
    originals = emulator_quirks.make_judgeable(fixture, known)
    fixture.office.topic = fixture.stack.physical["FeedbackTopic"]
    resources = len(fixture.stack.physical)
    proven("deploy", f"sam deploy of stack {fixture.stack.name}: {resources} resources in {time.monotonic() - begun:.0f} s")
    return originals


def follow(fixture: Fixture, bootstraps: pathlib.Path) -> None:
    """Every journey once; the slow ones wait while others run."""
    with journey(fixture, "form"):
        first = journeys.arrival(fixture)
        ticking.set_due(fixture, first, seconds=5)
    with journey(fixture, "unsubscribe"):
        leaver = journeys.unsubscribing(fixture)
    with journey(fixture, "confirm"):
        journeys.confirming(fixture)
    with journey(fixture, "prefer"):
        wishes = journeys.preferring(fixture)
        for mail in wishes:
            ticking.set_due(fixture, mail, seconds=5)
    with journey(fixture, "leads"):
        journeys.handed_over(fixture)
    with journey(fixture, "environment"):
        starting.wrong_environments(fixture, bootstraps)
        starting.missing_in_lambda(fixture)
    with journey(fixture, "interest"):
        journeys.interest(fixture)
    with journey(fixture, "told"):
        journeys.told(fixture)
    with journey(fixture, "feedback"):
        journeys.feedback(fixture)
    with journey(fixture, "sweep"):
        journeys.sweep(fixture)
    with journey(fixture, "erased"):
        journeys.erased(fixture)
    with journey(fixture, "forgotten"):
        journeys.forgotten(fixture)
    with journey(fixture, "again"):
        journeys.again(fixture)
    with journey(fixture, "dead letters"):
        dead_letters.dead_letters(fixture)
    with journey(fixture, "tick"):
        journeys.later(fixture, first)
        journeys.obeyed(fixture, *wishes)
        ticking.due_now(fixture)
    check(len(fixture.office.to(leaver.to)) == 1, "a mail went out after the unsubscribe")
    proven("unsubscribe", "no further mail went to whoever had unsubscribed, although the next step was due")


def main() -> None:
    arguments = parsed()
    work = arguments.target / "ci" / "cloud"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    heading("packages")
    sizes = stack.package(arguments.target / "release", work / "bootstraps")
    text, left_out = template.derived(work / "bootstraps")
    proven("package", "bootstraps: " + ", ".join(f"{name} {size} KiB" for name, size in sizes.items()))
    proven("package", "infra/template.yaml with CodeUri on them; but for this, and what follows, line for line the real one")
    for name, words in left_out.items():
        not_shown(f"{name}: ministack knows no {words}")
    emulator_quirks.tell()
    settings = stack.settings()
    place = Place(settings["region"], ACCOUNT)
    port, wire_port = emulator.free_port(), emulator.free_port()
    tapped = proxy.Proxy(place, port)
    # samconfig.toml leaves it to be written, and a deployment as it stands is refused.
    parameters = stack.parameters_of(settings) | {"AlarmEmail": "none"}
    made = Stack(settings["stack_name"], place, port, work, parameters)
    of_functions = f"http://127.0.0.1:{wire_port}"
    with emulator.ministack(arguments.ministack, work / "ministack", port, of_functions), proxy.running(tapped, wire_port):
        fixture = Fixture(made, tapped, PostOffice(made.client("sns")))
        tapped.watchers.append(fixture.office.watch)
        try:
            (attacked if arguments.hostile else prove)(fixture, arguments, text, work)
        except Unproven:
            diagnose.show(fixture)
            raise


def attacked(fixture: Fixture, arguments: argparse.Namespace, text: str, work: pathlib.Path) -> None:
    """The hostile hour, on a stack of its own."""
    heading(f"ministack on 127.0.0.1:{fixture.stack.port}, AUTH=true")
    prepare(fixture.stack)
    deploy(fixture, arguments.sam, text, {}, Architecture=arguments.architecture)
    heading("a hostile hour")
    hostile.hour(fixture, arguments.target / "release", work)


def prove(fixture: Fixture, arguments: argparse.Namespace, text: str, work: pathlib.Path) -> None:
    heading(f"ministack on 127.0.0.1:{fixture.stack.port}, AUTH=true")
    prepare(fixture.stack)
    originals = deploy(fixture, arguments.sam, text, {}, Architecture=arguments.architecture)
    dead_letters.failed_nights(fixture)
    publishing.publish(fixture, arguments.target / "release" / "hikyaku", work)
    with journey(fixture, "start"):
        starting.first_invocations(fixture)
    heading("journeys")
    follow(fixture, work / "bootstraps")
    heading("an update over the running stack")
    originals = deploy(fixture, arguments.sam, text, originals, LogRetentionDays="30", SendConcurrency="3")
    with journey(fixture, "form"):
        journeys.arrival(fixture)
    journeys.nobody_is_named(fixture)
    heading("least privilege")
    used = rights.compare(fixture, originals)
    revoke.some(fixture, used, originals, AGAIN, arguments.every_permission)
    heading("the same by a deployment")
    deploy(fixture, arguments.sam, revoke.less_text(text), originals)
    revoke.by_deployment(fixture)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("target", "sam", "ministack"):
        parser.add_argument(f"--{name}", type=lambda path: pathlib.Path(path).resolve(), required=True)
    parser.add_argument("--architecture", required=True)
    parser.add_argument("--every-permission", action="store_true")
    parser.add_argument("--hostile", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    # Ended from outside, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except Unproven as error:
        failed(str(error))
        sys.exit(1)
    print(f"\nall of it in {time.monotonic() - BEGAN:.0f} s")
