"""Deploys the real template to ministack and follows leads through it, hop by hop. `tests/cloud/run` says how it is called."""

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
import emulator
import hops
import hostile
import judging
import publishing
import rights
import stack
import starting
import template
import ticking
import trouble
import wire
import without
from calls import Place
from post_office import PostOffice
from say import BEGAN, Unproven, check, failed, heading, not_shown, proven
from scene import Scene
from stack import Stack

ACCOUNT = "000000000000"
# What a right that is taken away is missed in, by the names under which calls were recorded.
AGAIN: dict[str, without.Hop] = {
    "form": hops.arrival, "unsubscribe": hops.unsubscribing, "interest": hops.interest, "told": hops.told,
    "sweep": hops.sweep, "tick": ticking.due_now, "erased": hops.erased, "again": hops.again,
    "start": starting.first_invocations,
}


@contextlib.contextmanager
def hop(scene: Scene, name: str) -> Iterator[None]:
    """Calls are recorded under this name."""
    scene.wire.hop = name
    yield
    scene.wire.hop = ""


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


def deploy(scene: Scene, sam: pathlib.Path, text: str, known: Policies, **changes: str) -> Policies:
    begun = time.monotonic()
    stack.deploy(scene.stack, sam, text, **changes)
    functions = scene.stack.functions()
    scene.wire.callers = {emulator.access_key(it["FunctionArn"], it["Role"]): name for name, it in functions.items()}
    originals = judging.make_judgeable(scene, known)
    scene.office.topic = scene.stack.physical["FeedbackTopic"]
    resources = len(scene.stack.physical)
    proven("deploy", f"sam deploy of stack {scene.stack.name}: {resources} resources in {time.monotonic() - begun:.0f} s")
    return originals


def follow(scene: Scene, bootstraps: pathlib.Path) -> None:
    """Every hop once; the slow ones wait while others run."""
    with hop(scene, "form"):
        first = hops.arrival(scene)
        ticking.set_due(scene, first, seconds=5)
    with hop(scene, "unsubscribe"):
        leaver = hops.unsubscribing(scene)
    with hop(scene, "environment"):
        starting.wrong_environments(scene, bootstraps)
        starting.missing_in_lambda(scene)
    with hop(scene, "interest"):
        hops.interest(scene)
    with hop(scene, "told"):
        hops.told(scene)
    with hop(scene, "feedback"):
        hops.feedback(scene)
    with hop(scene, "sweep"):
        hops.sweep(scene)
    with hop(scene, "erased"):
        hops.erased(scene)
    with hop(scene, "again"):
        hops.again(scene)
    with hop(scene, "dead letters"):
        dead_letters.dead_letters(scene)
    with hop(scene, "tick"):
        hops.later(scene, first)
        ticking.due_now(scene)
    check(len(scene.office.to(leaver.to)) == 1, "a mail went out after the unsubscribe")
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
    judging.tell()
    settings = stack.settings()
    place = Place(settings["region"], ACCOUNT)
    port, wire_port = emulator.free_port(), emulator.free_port()
    tapped = wire.Wire(place, port)
    # samconfig.toml leaves it to be written, and a deployment as it stands is refused.
    parameters = stack.parameters_of(settings) | {"AlarmEmail": "none"}
    made = Stack(settings["stack_name"], place, port, work, parameters)
    of_functions = f"http://127.0.0.1:{wire_port}"
    with emulator.ministack(arguments.ministack, work / "ministack", port, of_functions), wire.running(tapped, wire_port):
        scene = Scene(made, tapped, PostOffice(made.client("sns")))
        tapped.watchers.append(scene.office.watch)
        try:
            (attacked if arguments.hostile else prove)(scene, arguments, text, work)
        except Unproven:
            trouble.show(scene)
            raise


def attacked(scene: Scene, arguments: argparse.Namespace, text: str, work: pathlib.Path) -> None:
    """The hostile hour, on a stack of its own."""
    heading(f"ministack on 127.0.0.1:{scene.stack.port}, AUTH=true")
    prepare(scene.stack)
    deploy(scene, arguments.sam, text, {}, Architecture=arguments.architecture)
    heading("a hostile hour")
    hostile.hour(scene, arguments.target / "release", work)


def prove(scene: Scene, arguments: argparse.Namespace, text: str, work: pathlib.Path) -> None:
    heading(f"ministack on 127.0.0.1:{scene.stack.port}, AUTH=true")
    prepare(scene.stack)
    originals = deploy(scene, arguments.sam, text, {}, Architecture=arguments.architecture)
    dead_letters.failed_nights(scene)
    publishing.publish(scene, arguments.target / "release" / "hikyaku", work)
    with hop(scene, "start"):
        starting.first_invocations(scene)
    heading("hops")
    follow(scene, work / "bootstraps")
    heading("an update over the running stack")
    originals = deploy(scene, arguments.sam, text, originals, LogRetentionDays="30", SendConcurrency="3")
    with hop(scene, "form"):
        hops.arrival(scene)
    hops.nobody_is_named(scene)
    heading("least privilege")
    used = rights.compare(scene, originals)
    without.some(scene, used, originals, AGAIN, arguments.every_permission)
    heading("the same by a deployment")
    deploy(scene, arguments.sam, without.less_text(text), originals)
    without.by_deployment(scene)


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
