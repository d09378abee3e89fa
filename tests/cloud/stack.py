"""The stack: deployed with the real `sam deploy`, and everything in it by its name. It knows samconfig.toml and no
table item.
"""

import dataclasses
import functools
import json
import pathlib
import shutil
import subprocess
import tomllib
from typing import Any

import boto3
import botocore.config

import emulator
from calls import Place
from report import check
from template import ROOT

# The stack of samconfig.toml that is deployed: the one that asks no questions.
ENVIRONMENT = "staging"


@dataclasses.dataclass
class Stack:
    """A stack on ministack."""

    name: str
    place: Place
    port: int
    work: pathlib.Path
    parameters: dict[str, str]

    @functools.cached_property
    def session(self) -> boto3.Session:
        return boto3.Session("test", "test", region_name=self.place.region)

    @functools.lru_cache
    def client(self, service: str) -> Any:
        once = botocore.config.Config(retries={"total_max_attempts": 2}, read_timeout=120, max_pool_connections=32)
        return self.session.client(service, endpoint_url=f"http://127.0.0.1:{self.port}", config=once)

    def __hash__(self) -> int:
        return id(self)

    @functools.cached_property
    def physical(self) -> dict[str, str]:
        """Physical ids of all resources by their names in the template."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        listed = [it for page in pages for it in page["StackResourceSummaries"]]
        return {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in listed}

    @functools.cached_property
    def outputs(self) -> dict[str, str]:
        [described] = self.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}

    @property
    def table(self) -> str:
        return self.outputs["TableName"]

    def queue(self, logical: str) -> str:
        return self.physical[logical]

    def functions(self) -> dict[str, dict[str, Any]]:
        """Configurations of the functions by the names of their folders."""
        listed = self.client("lambda").list_functions()["Functions"]
        names = {it["FunctionName"]: it for it in listed if it["FunctionName"].startswith(self.name)}
        return {name.removeprefix(self.name + "-"): it for name, it in names.items()}

    def invoke(self, function: str, payload: Any) -> tuple[str, Any]:
        """The kind of error, empty when there was none, and the answer."""
        answer = self.client("lambda").invoke(FunctionName=f"{self.name}-{function}", Payload=json.dumps(payload).encode())
        return answer.get("FunctionError", ""), json.loads(answer["Payload"].read() or b"null")


def settings() -> dict[str, Any]:
    """The stack of samconfig.toml with its global and its deployment settings."""
    file = tomllib.loads((ROOT / "samconfig.toml").read_text())[ENVIRONMENT]
    return {**file["global"]["parameters"], **file["deploy"]["parameters"]}


def parameters_of(settings: dict[str, Any]) -> dict[str, str]:
    return dict(override.split("=", 1) for override in settings["parameter_overrides"])


def deploy(stack: Stack, sam: pathlib.Path, template: str, **changes: str) -> None:
    """Runs `sam deploy` with the settings of samconfig.toml; `changes` are parameters with other values than the last time."""
    stack.parameters |= changes
    file = stack.work / "template.yaml"
    file.write_text(template)
    command = [sam, "deploy", "--config-file", ROOT / "samconfig.toml", "--config-env", ENVIRONMENT, "--template-file", file,
               "--parameter-overrides", *(f"{name}={value}" for name, value in stack.parameters.items())]
    environment = {
        **emulator.clean_environment(), **emulator.ROOT, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{stack.port}",
        "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": stack.place.region,
    }
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    (stack.work / "sam.log").write_text(ended.stdout + ended.stderr)
    check(ended.returncode == 0, f"sam deploy failed: {(ended.stdout + ended.stderr)[-2000:]}")
    for known in ("physical", "outputs"):
        stack.__dict__.pop(known, None)


def package(built: pathlib.Path, place: pathlib.Path) -> dict[str, int]:
    """Copies each bootstrap, stripped, into a folder of its own. Gives their sizes in KiB."""
    sizes = {}
    for manifest in sorted((ROOT / "functions").glob("*/Cargo.toml")):
        name = manifest.parent.name
        check((built / name).exists(), f"{built / name} is not there; cargo build --release --workspace --bins makes it")
        folder = place / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(["strip", "-o", folder / "bootstrap", built / name], check=True)
        (folder / "bootstrap").chmod(0o755)
        sizes[name] = (folder / "bootstrap").stat().st_size // 1024
    return sizes
