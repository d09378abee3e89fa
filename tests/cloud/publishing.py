"""Puts the company's templates into the stack's table."""

import datetime
import json
import pathlib
import shutil
import subprocess

import emulator
from fixture import Fixture
from report import check, proven

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


def operator(fixture: Fixture, hikyaku: pathlib.Path, *words: str | pathlib.Path) -> str:
    """Runs a command of the operator and gives what it prints."""
    environment = {
        **emulator.clean_environment(), **emulator.ROOT, "AWS_REGION": fixture.stack.place.region,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{fixture.stack.port}",
    }
    command = [hikyaku, *words, "--stack", fixture.stack.name]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    check(ended.returncode == 0, f"hikyaku {words} failed: {ended.stdout[-600:]} {ended.stderr[-600:]}")
    return ended.stdout


def publish(fixture: Fixture, hikyaku: pathlib.Path, work: pathlib.Path) -> None:
    """First to see what would change, then to change it; then where the forms are, and the key of other systems."""
    zone = company_at_noon(work / "company")
    for more in ([], ["--apply"]):
        operator(fixture, hikyaku, "publish", "--templates", work / "company", *more)
    check(fixture.item("live", "head"), "nothing is published")
    proven("publish", f"hikyaku publish --stack {fixture.stack.name} --apply: tests/cloud/company, in {zone}, where it is noon")
    links = json.loads(operator(fixture, hikyaku, "links", "--format", "json"))
    check(links["events"]["url"] == fixture.stack.outputs["Url"] + "/api/events", f"events are posted to {links['events']['url']}")
    forms = {it["form"]: it["url"] for it in links["forms"]}
    check(forms["signup"] == fixture.stack.outputs["Url"] + "/f/signup", f"hikyaku links shows the forms {forms}")
    fixture.api_key = links["events"]["key"]
    proven("links", f"hikyaku links --stack {fixture.stack.name}: {len(forms)} forms, and the key of POST /api/events")
