"""What every journey works with: the stack, the proxy, the post office, and people who post forms. It knows the forms of the company
beside it and the keys of table items.
"""

import dataclasses
import http.client
import itertools
import json
import threading
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from post_office import Mail, PostOffice
from proxy import Proxy
from report import check
from stack import Stack

# Names nobody else has, so that a search for them in the logs means something.
NAME = "朝日奈まどか"
COMPANY = "朝日奈製本所"
DOMAIN = "reader.example"
# How long a first mail may take: cold starts, and a machine with other work.
FIRST_MAIL_SECONDS = 30.0


@dataclasses.dataclass
class Answer:
    """An answer of the HTTP API."""

    status: int
    headers: dict[str, str]
    body: str


@dataclasses.dataclass
class Fixture:
    """Everything a journey touches."""

    stack: Stack
    proxy: Proxy
    office: PostOffice
    # With which other systems tell of leads, as `hikyaku links` shows it.
    api_key: str = ""
    # Set when nobody wants to know any more how the journey under way ends.
    stopped: threading.Event = dataclasses.field(default_factory=threading.Event)
    _numbers: "itertools.count[int]" = dataclasses.field(default_factory=itertools.count)

    def somebody(self, prefix: str) -> str:
        """An address that nobody had before."""
        return f"{prefix}{next(self._numbers)}@{DOMAIN}"

    def http(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """A request of a browser or a mail program to the HTTP API."""
        body = urllib.parse.urlencode(fields).encode() if fields is not None else None
        if body is not None:
            headers["Content_Type"] = "application/x-www-form-urlencoded"
        return self.asked(method, path, body, headers)

    def tell(self, key: str, event: dict[str, str]) -> Answer:
        """An event from another system of the company."""
        return self.told("/api/events", key, event)

    def hand_over(self, key: str, leads: dict[str, Any]) -> Answer:
        """Leads from another system of the company."""
        return self.told("/api/leads", key, leads)

    def told(self, path: str, key: str, what: dict[str, Any]) -> Answer:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        return self.asked("POST", path, json.dumps(what).encode(), headers)

    def asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        host = urllib.parse.urlsplit(self.stack.outputs["ApiUrl"]).netloc
        connection = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=60)
        given = {"Host": host, "Accept": "application/json", **{name.replace("_", "-"): it for name, it in headers.items()}}
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        read = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode())
        connection.close()
        return read

    def post(self, form: str, address: str, **other: str) -> Answer:
        fields = {"email": address, "name": NAME, "company": COMPANY, "agree": "yes", **other}
        return self.http("POST", f"/f/{form}", fields)

    def signs_up(self, form: str, prefix: str) -> Mail:
        """Somebody posts a form and gets the first mail."""
        address = self.somebody(prefix)
        answer = self.post(form, address)
        check(answer.status == 200, f"POST /f/{form} was answered with {answer.status}: {answer.body[:300]}")
        return self.mails(address, 1, FIRST_MAIL_SECONDS)[0]

    def mails(self, address: str, count: int, seconds: float) -> list[Mail]:
        """The first mails to somebody, waited for."""
        words = f"mail {count} to somebody who got {len(self.office.to(address))}"
        self.eventually(lambda: len(self.office.to(address)) >= count, words, seconds)
        return self.office.to(address)[:count]

    def item(self, pk: str, sk: str) -> dict[str, Any] | None:
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        found = self.stack.client("dynamodb").get_item(TableName=self.stack.table, Key=key, ConsistentRead=True).get("Item")
        return {name: TypeDeserializer().deserialize(value) for name, value in found.items()} if found else None

    def of_lead(self, mail: Mail, sk: str) -> dict[str, Any] | None:
        return self.item("L#" + mail.tags["lead"], sk)

    def message(self, mail: Mail) -> dict[str, Any]:
        return self.of_lead(mail, "message#" + mail.tags["send_key"]) or {}

    def enrollment(self, mail: Mail) -> dict[str, Any]:
        item = self.of_lead(mail, "now#enrollment#" + mail.tags["sequence"]) or {}
        # A run that is over is bytes; the first one is the number of its ending.
        return item | {"state": "done", "ending": item["over"].value[0]} if "over" in item else item

    def depth(self, queue: str) -> int:
        url = self.stack.queue(queue)
        attributes = self.stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return int(attributes["ApproximateNumberOfMessages"])

    def eventually(self, look: Callable[[], Any], words: str, seconds: float = 20.0) -> Any:
        """What `look` sees as soon as it sees anything."""
        until = time.monotonic() + seconds
        while not (seen := look()):
            check(not self.stopped.is_set(), "stopped")
            check(time.monotonic() < until, f"not seen within {seconds:.0f} s: {words}")
            time.sleep(0.05)
        return seen
