"""The hostile hour against the deployed stack: plays the plan of `hostile plan`, writes down what was seen from outside, and lets
`hostile judge` say which promises held. It knows how posts go over the HTTP API, and nothing of what was promised.

The emulator says of every connection that it comes from 127.0.0.1. So the company has a proxy there, which is trusted and says
for whom it asks, as a CDN in front of a real stack does.
"""

import concurrent.futures
import datetime
import http.client
import json
import pathlib
import subprocess
import threading
import time
import urllib.parse
from typing import Any

import post_office
import publishing
from calls import Call
from fixture import Fixture
from post_office import Mail
from report import check, proven

SEED, SIZE, REST = "1", "small", "1 minutes"
# Into how many real seconds the hour is pressed: the emulator takes its time for each post.
HOUR_SECONDS = 100.0
# After the hour: what is under way comes in.
AFTER_SECONDS = 20.0
# The time that a first mail may take which is sent as usual: cold starts, and an emulator with hundreds of posts under way.
USUAL_WITHIN = 30_000
STRANGERS_AT_ONCE, HONEST_AT_ONCE = 24, 16
OWNERS_SECONDS = 90.0
BOUNDARY = "----hikyaku-hostile"

Post = dict[str, Any]


class Play:
    """One play, with what was seen."""

    def __init__(self, fixture: Fixture, plan: dict[str, Any]) -> None:
        self.fixture, self.plan = fixture, plan
        self.began, self.began_at = time.monotonic(), datetime.datetime.now(datetime.UTC)
        self.answers: dict[int, dict[str, Any]] = {}
        self.refused: dict[str, int] = {}
        self.pressed: dict[str, int] = {}
        self._to_pressers = 0
        self._lock = threading.Lock()

    def millis(self) -> int:
        return int((time.monotonic() - self.began) * 1000)

    def since_began(self, at: datetime.datetime) -> int:
        return max(0, int((at - self.began_at).total_seconds() * 1000))

    def post(self, number: int) -> None:
        post = self.plan["posts"][number]
        kind, body = body_of(post)
        hops = ", ".join(hop for hop in (post["forged"], post["caller"]) if hop)
        sent_at = self.millis()
        try:
            answer = self.fixture.asked("POST", f"/f/{post['form']}", body, {"Content-Type": kind, "X-Forwarded-For": hops})
            status, text = answer.status, answer.body
        except (OSError, http.client.HTTPException):
            status, text = 0, ""
        self.answers[number] = {"sent_at": sent_at, "at": self.millis(), "status": status, "body": text}

    def owners(self) -> None:
        """The owners post and get their newsletter; some of them refuse."""
        owners = [number for number, post in enumerate(self.plan["posts"]) if post["who"] == "owner"]
        for number in owners:
            self.post(number)
            check(self.answers[number]["status"] == 200, f"an owner's post was answered {self.answers[number]}")
        news: dict[str, Mail] = {}
        wanted = {self.plan["posts"][number]["address"] for number in owners}

        def all_have_it() -> bool:
            news.update({mail.to: mail for mail in self.fixture.office.all() if mail.tags["sequence"] == "news"})
            return wanted <= set(news)

        self.fixture.eventually(all_have_it, "the newsletter of every owner", OWNERS_SECONDS)
        for address in self.plan["refusers"]:
            path = news[address].unsubscribe_link().removeprefix(self.fixture.stack.outputs["Url"])
            pressed = self.fixture.http("POST", path, {"List-Unsubscribe": "One-Click"})
            check(pressed.status == 200, f"a refusal was answered {pressed.status}")
            self.refused[address] = self.millis()

    def hour(self) -> None:
        """Everybody posts at his time; honest people do not wait for strangers."""
        from_ = time.monotonic()

        def at_its_time(number: int) -> None:
            time.sleep(max(0.0, from_ + self.plan["posts"][number]["at"] * HOUR_SECONDS - time.monotonic()))
            self.post(number)

        with concurrent.futures.ThreadPoolExecutor(STRANGERS_AT_ONCE) as strangers, \
                concurrent.futures.ThreadPoolExecutor(HONEST_AT_ONCE) as honest:
            in_the_hour = [number for number, post in enumerate(self.plan["posts"]) if post["at"] is not None]
            posting = []
            for number in sorted(in_the_hour, key=lambda number: self.plan["posts"][number]["at"]):
                who = self.plan["posts"][number]["who"]
                posting.append((honest if who.startswith("honest") else strangers).submit(at_its_time, number))
            for posted in posting:
                posted.result()

    def press(self, call: Call, answer: bytes) -> None:
        """Every second of those who attack marks the mail as spam, and few of the mails of other sequences."""
        if call.operation != "SendEmail" or call.status != 200:
            return
        mail = next(it for it in reversed(self.fixture.office.all()) if it.id == json.loads(answer)["MessageId"])
        if not mail.to.endswith(self.plan["presses"]):
            return
        sequence = mail.tags["sequence"]
        with self._lock:
            if sequence == self.plan["attacked"]:
                self._to_pressers += 1
                presses = self._to_pressers % 2 == 0
            else:
                presses = self.pressed.get(sequence, 0) < self.plan["presses_elsewhere"]
            if presses:
                self.pressed[sequence] = self.pressed.get(sequence, 0) + 1
        if presses:
            self.fixture.office.publish(json.dumps(post_office.event("complaint", mail, 1)))

    def paused(self) -> dict[str, int]:
        """What stands paused in the table, and since when."""
        items = self.fixture.stack.client("dynamodb").query(
            TableName=self.fixture.stack.table, KeyConditionExpression="pk = :pk AND begins_with(sk, :paused)",
            ConsistentRead=True, ExpressionAttributeValues={":pk": {"S": "live"}, ":paused": {"S": "pause#"}})["Items"]
        standing = {}
        for item in items:
            if "lifted_at" not in item:
                what = item["sk"]["S"].rsplit("#", 1)[0].removeprefix("pause#").removeprefix("sequence#")
                standing[what] = self.since_began(datetime.datetime.fromisoformat(item["since"]["S"]))
        return standing

    def seen(self, hour_at: int) -> dict[str, Any]:
        mails = [{"at": self.since_began(mail.at), "to": mail.to, "sequence": mail.tags["sequence"], "step": mail.tags["step"],
                  "run": mail.tags["run"], "text": readable(mail)} for mail in self.fixture.office.all()]
        return {
            "target": "the emulated stack", "seed": int(SEED), "size": SIZE, "speed": 1.0,
            "began": post_office.stamp(self.began_at), "hour_at": hour_at, "ended_at": self.millis(), "usual_within": USUAL_WITHIN,
            "answers": [self.answers[number] for number in sorted(self.answers)], "mails": mails,
            "refused": self.refused, "pressed": self.pressed, "paused": self.paused(),
        }


def body_of(post: Post) -> tuple[str, bytes]:
    """The type and the body of a post, in its shape."""
    fields = {"email": post["address"], "name": post["word"], "company": post["word"] + " Trading"}
    if post["agree"]:
        fields["agree"] = post["agree"]
    if post["shape"] == "json":
        return "application/json", json.dumps(fields).encode()
    if post["shape"] == "urlencoded":
        return "application/x-www-form-urlencoded", urllib.parse.urlencode(fields).encode()
    parts = "".join(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    return f"multipart/form-data; boundary={BOUNDARY}", f"{parts}--{BOUNDARY}--\r\n".encode()


def readable(mail: Mail) -> str:
    """The subject and every part of a mail."""
    message = mail.message
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["Subject"]), *parts])


def publish(fixture: Fixture, hikyaku: pathlib.Path, templates: dict[str, str], folder: pathlib.Path) -> None:
    """The company of the plan, which sends from the stack's own address."""
    for path, text in templates.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    sender = json.loads((publishing.COMPANY / "settings.json").read_text())["sender"]
    settings = json.loads(templates["settings.json"])
    (folder / "settings.json").write_text(json.dumps({**settings, "sender": sender}, ensure_ascii=False))
    publishing.operator(fixture, hikyaku, "publish", "--templates", folder, "--apply")


def hour(fixture: Fixture, programs: pathlib.Path, work: pathlib.Path) -> None:
    """Plays the hour and has it judged."""
    words = ["--seed", SEED, "--size", SIZE]
    planned = subprocess.run([programs / "hostile", *words, "plan", "--rest", REST], capture_output=True, text=True, check=True)
    made = json.loads(planned.stdout)
    publish(fixture, programs / "hikyaku", made["templates"], work / "hostile-company")
    play = Play(fixture, made["plan"])
    with fixture.proxy.watched_by(play.press):
        play.owners()
        proven("hostile", f"{len(play.answers)} owners are known, of whom {len(play.refused)} have refused")
        hour_at = play.millis()
        play.hour()
        time.sleep(AFTER_SECONDS)
    file = work / "seen.json"
    file.write_text(json.dumps(play.seen(hour_at), ensure_ascii=False))
    judged = subprocess.run([programs / "hostile", "judge", file], capture_output=True, text=True)
    print(judged.stdout, end="", flush=True)
    check(judged.returncode == 0, f"a promise was broken, see above; what was seen is in {file}. {judged.stderr}")
    proven("hostile", f"{len(play.answers)} posts in {HOUR_SECONDS:.0f} s: every promise held")
