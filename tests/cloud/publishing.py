"""Puts the company's templates into the stack's table."""

import datetime
import json
import pathlib
import shutil
import subprocess

import emulator
from say import check, proven
from scene import Scene

COMPANY = pathlib.Path(__file__).resolve().parent / "company"
NOON = 12


def company_at_noon(folder: pathlib.Path) -> str:
    """The company's folder, moved to where it is noon, so that marketing may go out. Gives the time zone."""
    shutil.copytree(COMPANY, folder)
    east = NOON - datetime.datetime.now(datetime.UTC).hour
    # The names of these zones say how far west they lie.
    zone = f"Etc/GMT{-east:+d}" if east else "Etc/GMT"
    settings = json.loads((folder / "settings.json").read_text())
    (folder / "settings.json").write_text(json.dumps({**settings, "time_zone": zone}, ensure_ascii=False))
    return zone


def publish(scene: Scene, hikyaku: pathlib.Path, work: pathlib.Path) -> None:
    """Runs the operator's command, first to see what would change, then to change it."""
    zone = company_at_noon(work / "company")
    environment = {
        **emulator.clean_environment(), **emulator.ROOT, "AWS_REGION": scene.stack.place.region,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{scene.stack.port}",
    }
    command = [hikyaku, "publish", "--stack", scene.stack.name, "--templates", work / "company"]
    for more in ([], ["--apply"]):
        ended = subprocess.run([*command, *more], env=environment, capture_output=True, text=True, timeout=120)
        check(ended.returncode == 0, f"hikyaku publish {more} failed: {ended.stdout[-600:]} {ended.stderr[-600:]}")
    check(scene.item("catalog", "head"), "nothing is published")
    proven("publish", f"hikyaku publish --stack {scene.stack.name} --apply: tests/cloud/company, in {zone}, where it is noon")
