"""What cannot be handled lands among the dead letters, and the rest of its batch is handled."""

import contextlib
import json
from collections.abc import Iterator

import post_office
from fixture import Fixture
from report import check, proven

# Between two receipts of a message that failed; the template's minutes would make this journey half an hour long.
VISIBILITY_SECONDS = 1


@contextlib.contextmanager
def impatient(fixture: Fixture, queue: str) -> Iterator[None]:
    """Messages come again after a second."""
    sqs, url = fixture.stack.client("sqs"), fixture.stack.queue(queue)
    usual = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]["VisibilityTimeout"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": usual})


def dead_letters(fixture: Fixture) -> None:
    waiting = fixture.signs_up("signup", "beside")
    good_order = json.dumps({"sequence": "welcome", "leads": [waiting.tags["lead"]], "urgent": False})
    opened = json.dumps(post_office.event("open", waiting, 1))
    for queue, dead, good in (("SendQueue", "SendDeadLetters", good_order), ("FeedbackQueue", "FeedbackDeadLetters", opened)):
        letters = [good, '{"poison": true}', good]
        entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(letters)]
        with impatient(fixture, queue):
            fixture.stack.client("sqs").send_message_batch(QueueUrl=fixture.stack.queue(queue), Entries=entries)
            fixture.eventually(lambda: fixture.depth(dead), f"the poisoned message in {dead}", 40)
            fixture.eventually(lambda: fixture.depth(queue) == 0, f"{queue} empty", 20)
        check(fixture.depth(dead) == 1, f"{fixture.depth(dead)} messages in {dead}")
        fixture.stack.client("sqs").purge_queue(QueueUrl=fixture.stack.queue(dead))
    fixture.eventually(lambda: fixture.message(waiting).get("at_opened"), "the event beside the poisoned one")
    proven("dead letters", "a poisoned message in each queue came five times and lies there; those beside it were handled")
    proven("dead letters", f"(the queues' visibility time was set to {VISIBILITY_SECONDS} s for this journey)")


def failed_nights(fixture: Fixture) -> None:
    """A sweep in a stack into which nothing was published fails and says so."""
    error, answer = fixture.stack.invoke("sweep-dormant", {})
    check(error and "hikyaku publish" in str(answer), f"a sweep with nothing published said {answer}")
    proven("sweep", "with nothing published it fails and says what to do: " + str(answer.get("errorMessage"))[:80])
