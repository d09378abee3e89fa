"""Starts and ends ministack on loopback, with role policies enforced. It knows its settings and nothing of what runs in it."""

import contextlib
import hashlib
import os
import pathlib
import socket
import subprocess
import time
from collections.abc import Iterator

from report import check

READY_WITHIN_SECONDS = 60
# Whoever signs with this key is the account's root.
ROOT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment() -> dict[str, str]:
    """This process's environment without anything that could lead to a real account."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "HIKYAKU_"))}


@contextlib.contextmanager
def ministack(bin_folder: pathlib.Path, work: pathlib.Path, port: int, endpoint_of_functions: str) -> Iterator[None]:
    """Functions get `endpoint_of_functions` as the address of every service."""
    work.mkdir(parents=True, exist_ok=True)
    settings = {
        **clean_environment(), **ROOT,
        "BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "GATEWAY_PORT": str(port), "AUTH": "true",
        "TMPDIR": str(work), "AWS_ENDPOINT_URL": endpoint_of_functions, "LOG_LEVEL": "INFO",
    }
    with (work / "ministack.log").open("wb") as log:
        server = subprocess.Popen([bin_folder / "ministack"], env=settings, stdout=log, stderr=log)
        try:
            wait_for(port, server, work / "ministack.log")
            yield
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(port: int, server: subprocess.Popen[bytes], log: pathlib.Path) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        check(server.poll() is None, f"ministack ended at its start; see {log}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    check(False, f"ministack takes no connections after {READY_WITHIN_SECONDS} s; see {log}")


def access_key(function_arn: str, role_arn: str) -> str:
    """The access key that ministack gives a function (its `execution_credentials`), by which callers are told apart."""
    return "ASIA" + hashlib.sha256(f"{function_arn}:{role_arn}".encode()).hexdigest()[:16].upper()
