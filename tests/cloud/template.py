"""The template that ministack is given: the real one, line for line, but for the code of the functions and for what ministack's
CloudFormation does not know. It reads lines and no YAML, so that what is kept is kept byte for byte.
"""

import pathlib
import re

from report import check

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REAL = ROOT / "infra" / "template.yaml"
# What ministack refuses, by a line of the resource; nothing else in the template may refer to it.
UNKNOWN = {
    r"^    Type: AWS::Events::Archive$": "archives of a bus",
    r"^      Metrics:$": "alarms on a formula of several metrics",
}
# Tells SAM how to build what is built already.
BUILDING = re.compile(r"^    Metadata:$|^      Build(Method|Properties):")
CODE = re.compile(r"^(      CodeUri: )\.\./functions/([a-z-]+)$")


def blocks(text: str) -> list[list[str]]:
    """The lines, cut before each line that begins a resource or anything else of its level."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if re.match(r"^ {0,2}\S", line):
            found.append([])
        found[-1].append(line)
    return found


def unknown(block: list[str]) -> str:
    """What ministack does not know about a resource; empty when it knows everything."""
    return next((words for pattern, words in UNKNOWN.items() if any(re.match(pattern, line) for line in block)), "")


def derived(bootstraps: pathlib.Path) -> tuple[str, dict[str, str]]:
    """The template to deploy, with each function's code in a folder of `bootstraps`, and what was left out and why."""
    lines, left_out = [], {}
    for block in blocks(REAL.read_text()):
        if words := unknown(block):
            left_out[block[0].strip(" :")] = words
        else:
            lines += block
    text = "\n".join(CODE.sub(rf"\1{bootstraps}/\2", line) for line in lines if not BUILDING.match(line)) + "\n"
    for name in left_out:
        check(not re.search(rf"\b{name}\b", text), f"the template still refers to {name}, which ministack does not know")
    functions = len(list((ROOT / "functions").glob("*/Cargo.toml")))
    check(text.count(f"CodeUri: {bootstraps}/") == functions, "not every function was given its bootstrap")
    return text, left_out
