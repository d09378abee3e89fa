"""Puts the company's templates into the stack's table."""

import datetime
import json
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile

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


def publish(scene: Scene, target: pathlib.Path, work: pathlib.Path) -> None:
    zone = company_at_noon(work / "company")
    with tempfile.TemporaryDirectory(dir=work) as data:
        command = [target / "release" / "hikyaku", "--format", "json", "up", "--no-tick", "--port", "0", "--data", data, "--templates", work / "company"]
        up = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = up.stdout.readline()
        up.terminate()
        up.wait()
        check(said, "the templates could not be read")
        database = sqlite3.connect(pathlib.Path(data) / "table.db")
        [(name,)] = database.execute("SELECT table_name FROM _tables").fetchall()
        items = [json.loads(row[0]) for row in database.execute(f'SELECT item_json FROM "{name}"')]
        database.close()
    put = [it for it in items if it["pk"]["S"].startswith(("catalog", "mails#"))]
    for item in put:
        scene.stack.client("dynamodb").put_item(TableName=scene.stack.table, Item=item)
    proven("publish", f"{len(put)} items of the company in {zone}, where it is noon")
