"""Plays SES where ministack does not: keeps each accepted mail with its MIME bytes, tags and configuration set, and publishes what
SES would publish about it to the topic of the configuration set. It knows the fixtures of events and nothing of the table.
"""

import contextlib
import dataclasses
import datetime
import email
import email.message
import email.policy
import json
import pathlib
import queue
import threading
import time
from typing import Any

import botocore.exceptions

import calls
from calls import Call

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "events"
# Events come after the sender has had its answer, as they usually do.
EVENTS_AFTER_SECONDS = 0.7


@dataclasses.dataclass(frozen=True)
class Mail:
    """What SendEmail carried, and the id it was given."""

    id: str
    to: str
    sender: str
    tags: dict[str, str]
    configuration_set: str
    raw: bytes
    at: datetime.datetime
    is_tracked: bool

    @property
    def message(self) -> email.message.EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    def unsubscribe_link(self) -> str:
        return str(self.message["List-Unsubscribe"]).split(",")[0].strip("<> ")

    def confirm_link(self, base: str) -> str:
        """The path of the link to confirm."""
        text = self.message.get_body(("plain",)).get_content()
        return "/c/" + text.split(f"{base}/c/")[1].split()[0]


class PostOffice:
    """The mails that were accepted, and the events that go out about them."""

    def __init__(self, sns: Any) -> None:
        self.sns = sns
        self.topic = ""
        self.mails: list[Mail] = []
        self._lock = threading.Lock()
        self._events: queue.Queue[tuple[float, str]] = queue.Queue()
        threading.Thread(target=self._publish, daemon=True).start()

    def watch(self, call: Call, answer: bytes) -> None:
        """Keeps a mail that was accepted, and says `Send` and `Delivery` about it as SES does."""
        if call.operation != "SendEmail" or call.status != 200:
            return
        body = call.body
        mail = Mail(
            json.loads(answer)["MessageId"], calls.bare(body["Destination"]["ToAddresses"][0]), body["FromEmailAddress"],
            {tag["Name"]: tag["Value"] for tag in body.get("EmailTags", [])}, body.get("ConfigurationSetName", ""),
            calls.mime_of(body), datetime.datetime.now(datetime.UTC), is_tracked(body),
        )
        with self._lock:
            self.mails.append(mail)
        for kind in ("send", "delivery"):
            self._events.put((time.monotonic() + EVENTS_AFTER_SECONDS, json.dumps(event(kind, mail))))

    def _publish(self) -> None:
        while True:
            at, body = self._events.get()
            time.sleep(max(0.0, at - time.monotonic()))
            # What comes after the emulator has ended reaches nobody.
            with contextlib.suppress(botocore.exceptions.EndpointConnectionError):
                self.sns.publish(TopicArn=self.topic, Message=body)

    def publish(self, body: str) -> None:
        """As SES would: to the topic of the configuration set."""
        self._events.put((time.monotonic(), body))

    def all(self) -> list[Mail]:
        with self._lock:
            return list(self.mails)

    def to(self, address: str) -> list[Mail]:
        with self._lock:
            return [mail for mail in self.mails if mail.to == address]


def is_tracked(body: dict[str, Any]) -> bool:
    """Whether the call lets SES track opens or clicks."""
    tracking = body.get("ConfigurationOverrides", {}).get("Tracking", {})
    return any(tracking.get(name) != "DISABLED" for name in ("OpenTrackingEnabled", "ClickTrackingEnabled"))


def event(kind: str, mail: Mail, seconds: float = 0.0) -> dict[str, Any]:
    """An event about a mail, made from its fixture; `seconds` after the mail was taken."""
    words = {
        "MAIL_AT": stamp(mail.at), "AT": stamp(mail.at + datetime.timedelta(seconds=seconds)), "ADDRESS": mail.to,
        **{name.upper(): value for name, value in mail.tags.items()},
    }
    text = (FIXTURES / f"{kind}.json").read_text()
    for word, value in words.items():
        text = text.replace(f'"{word}"', json.dumps(value))
    return json.loads(text)


def stamp(at: datetime.datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def by_sns(body: dict[str, Any]) -> dict[str, Any]:
    """As a subscription without raw delivery brings it."""
    return {"Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "Message": json.dumps(body),
            "Subject": "Amazon SES Email Event Notification", "Timestamp": "2026-04-06T01:00:00.000Z"}


def by_event_bridge(body: dict[str, Any]) -> dict[str, Any]:
    """As EventBridge brings it."""
    return {"version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "Email Event", "source": "aws.ses",
            "time": "2026-04-06T01:00:00Z", "resources": [], "detail": body}


SHAPES = {"raw": lambda body: body, "by SNS": by_sns, "by EventBridge": by_event_bridge}
