"""The journeys from a form to a mail and back, each of which says what it has proven. Each can be run again and again: it brings its
own people. They know what the product promises, and nothing of how permissions are judged.
"""

import datetime
import json
import time
from typing import Any

import post_office
from calls import Call
from fixture import COMPANY, NAME, Fixture
from post_office import Mail
from report import check, proven

# The scheduler of ministack looks every ten seconds, and the tick is due once a minute.
TICK_SECONDS = 85.0
FACTS = {
    "send": "sent", "delivery": "delivered", "delivery-delay": "delayed", "bounce": "bounced_hard", "soft-bounce": "bounced_soft",
    "complaint": "complained", "reject": "rejected", "rendering-failure": "rejected", "open": "opened", "click": "clicked",
    "subscription": None,
}
# The number of the ending of a run whose person unsubscribed.
UNSUBSCRIBED = 5


def arrival(fixture: Fixture) -> Mail:
    """A form is posted; a lead, a run and a mail come of it."""
    begun = time.monotonic()
    mail = fixture.signs_up("signup", "arrival")
    seconds = time.monotonic() - begun
    card = fixture.of_lead(mail, "now#card")
    check(card and card["address"] == mail.to, "the lead's card is not in the table")
    check(fixture.enrollment(mail).get("run") == mail.tags["run"], "the enrollment is not in the table")
    check(mail.configuration_set == fixture.stack.outputs["ConfigurationSetName"], "the mail names no configuration set")
    tags = {"send_key", "attempt", "lead", "sequence", "run", "step"}
    check(set(mail.tags) == tags, f"the mail has the tags {sorted(mail.tags)}")
    check(NAME in mail.message.get_body(("plain",)).get_content(), "the mail is not filled")
    proven("form", f"POST /f/signup → 200; lead and enrollment in the table; first mail {seconds:.1f} s later, over the send queue")
    page = fixture.http("GET", "/f/signup")
    check(page.status == 200 and 'name="email"' in page.body, f"the form has no page of its own: {page.status}")
    fixture.eventually(lambda: fixture.message(mail).get("at_delivered"), "the facts `sent` and `delivered` about the first mail")
    return mail


def unsubscribing(fixture: Fixture) -> Mail:
    """The link of a mail shows a page and changes nothing; one press ends the run."""
    mail = fixture.signs_up("signup", "leaver")
    check(mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "the mail lacks the one-click header")
    link = mail.unsubscribe_link()
    check(link.startswith(fixture.stack.outputs["Url"] + "/u/"), "the link does not lead to the stack's address")
    path = link.removeprefix(fixture.stack.outputs["Url"])
    page = fixture.http("GET", path, Accept="text/html")
    check(page.status == 200 and "<form" in page.body, f"the page was answered with {page.status}")
    check(fixture.enrollment(mail)["state"] != "done", "looking at the page ended the run")
    pressed = fixture.http("POST", path, {"List-Unsubscribe": "One-Click"})
    check(pressed.status == 200, f"the press was answered with {pressed.status}")
    check(fixture.enrollment(mail).get("ending") == UNSUBSCRIBED, "the run was not ended by the press")
    proven("unsubscribe", "List-Unsubscribe of the raw MIME: GET shows the page and changes nothing, one-click POST ends the run")
    return mail


def confirming(fixture: Fixture) -> None:
    """Who agrees by a form is asked in the mailbox; the link shows a page and changes nothing, and one press gives the ground."""
    mail = fixture.signs_up("newsletter", "agreeing")
    check(mail.tags["sequence"] == "confirm-newsletter", f"the first mail is of {mail.tags['sequence']}")
    card = fixture.of_lead(mail, "now#card") or {}
    check("asked_at" in card and "consent_at" not in card, "the post alone gave a ground")
    link = mail.confirm_link(fixture.stack.outputs["Url"])
    page = fixture.http("GET", link, Accept="text/html")
    check(page.status == 200 and "<form" in page.body, f"the page was answered with {page.status}")
    check("consent_at" not in (fixture.of_lead(mail, "now#card") or {}), "looking at the page gave a ground")
    pressed = fixture.http("POST", link, {"answer": "yes"})
    check(pressed.status == 200, f"the press was answered with {pressed.status}")
    confirmed = fixture.of_lead(mail, "now#card") or {}
    check(confirmed.get("consent_proof") == "confirmed_by_mail", f"the press gave {confirmed.get('consent_proof')}")
    refuser = fixture.signs_up("newsletter", "declining")
    declined = fixture.http("POST", refuser.confirm_link(fixture.stack.outputs["Url"]), {"answer": "never"})
    check(declined.status == 200, f"the other button was answered with {declined.status}")
    check("refused_at" in (fixture.of_lead(refuser, "now#card") or {}), "the other button is no refusal")
    proven("confirm", "POST /f/newsletter → a question by mail; GET /c/… shows the page, one POST gives the ground, the other refuses")


def preferring(fixture: Fixture) -> tuple[Mail, Mail]:
    """One refuses a topic and one wants no tracking, on the page behind the link; the sender's next look obeys."""
    refuser, untracked = fixture.signs_up("signup", "topic"), fixture.signs_up("signup", "untracked")
    check(untracked.is_tracked, "a mail to somebody who said nothing is not tracked, although the settings say always")
    base = fixture.stack.outputs["Url"]
    for mail, wish in ((refuser, "stop-topic-news"), (untracked, "stop-tracking")):
        path = mail.unsubscribe_link().removeprefix(base)
        page = fixture.http("GET", path, Accept="text/html")
        check(f'value="{wish}"' in page.body, f"the page does not offer {wish}")
        pressed = fixture.http("POST", path, {"wish": wish})
        check(pressed.status == 200, f"{wish} was answered with {pressed.status}")
    card = fixture.of_lead(refuser, "now#card") or {}
    check(card.get("topics_refused") == ["news"] and "refused_at" not in card, f"the card says {card.get('topics_refused')}")
    check((fixture.of_lead(untracked, "now#card") or {})["tracking"] is False, "the card does not say that nothing is tracked")
    proven("prefer", "POST /u/… with a wish: the card refuses the topic `news`, or tracking; neither is a refusal of everything")
    return refuser, untracked


def obeyed(fixture: Fixture, refuser: Mail, untracked: Mail) -> None:
    """The next mails after the presses."""
    second = fixture.mails(untracked.to, 2, TICK_SECONDS + 60)[1]
    check(not second.is_tracked, "a mail is tracked against the wish")
    fixture.eventually(lambda: fixture.enrollment(refuser)["state"] == "done", "the end of the run whose topic is refused", TICK_SECONDS)
    check(len(fixture.office.to(refuser.to)) == 1, "a mail of a refused topic went out")
    proven("prefer", "the next mail of the refused topic was left out; the next mail against tracking went with both overrides of SES off")


def handed_over(fixture: Fixture) -> None:
    """A CRM hands leads over; who does not have the key learns nothing, and a refusal stands."""
    refuser = fixture.signs_up("signup", "refused")
    fixture.http("POST", refuser.unsubscribe_link().removeprefix(fixture.stack.outputs["Url"]), {"List-Unsubscribe": "One-Click"})
    ground = {"kind": "existing-business", "evidence": "order form", "obtained_on": "2026-04-01", "by": "crm"}
    addresses = [fixture.somebody("customer"), refuser.to, "nobody at all"]
    leads = {"list": "crm", "ground": ground, "leads": [{"email": address, "name": NAME} for address in addresses]}
    refused = fixture.hand_over("v1.k1.a.ZXZlbnRz.AAAAAAAAAAAAAAAAAAAAAA", leads)
    check(refused.status == 401, f"leads with a wrong key were answered with {refused.status}")
    taken = fixture.hand_over(fixture.api_key, leads)
    check(taken.status == 200, f"leads were answered with {taken.status}: {taken.body[:300]}")
    answers = json.loads(taken.body)["leads"]
    outcomes = [answer["outcome"] for answer in answers]
    check(outcomes == ["created", "refused", "rejected"], f"the leads became {outcomes}")
    lead = "L#" + answers[0]["lead"]
    check((fixture.item(lead, "now#card") or {}).get("consent_proof") == "in_writing", "the new lead has no ground")
    check(fixture.item(lead, "list#crm"), "the new lead is not on its list")
    check("refused_at" in (fixture.of_lead(refuser, "now#card") or {}), "a list undid a refusal")
    again = json.loads(fixture.hand_over(fixture.api_key, leads).body)["leads"]
    check([answer["outcome"] for answer in again][:1] == ["unchanged"], "the same lead changed something the second time")
    proven("leads", "POST /api/leads with the key → 200: one created on its list, one that refused stays so, one is no lead; wrong key → 401")


def later(fixture: Fixture, first: Mail) -> Mail:
    """The tick of the schedule finds the next step, and it is sent."""
    second = fixture.mails(first.to, 2, TICK_SECONDS + 60)[1]
    check(second.tags["step"] == "later", "the second mail is not that of the next step")
    ticks = [call for call in fixture.proxy.calls if call.caller == "cadence-tick" and call.service == "sqs"
             and first.tags["lead"] in json.dumps(call.body)]
    check(ticks, "no tick ordered the second step")
    waited = (second.at - first.at).total_seconds()
    proven("tick", f"Scheduler ran cadence-tick, which ordered the next step; it was sent {waited:.0f} s after the first")
    return second


def feedback(fixture: Fixture) -> None:
    """Every kind of event in every shape comes in over topic and queue, and is recorded."""
    cases = [(kind, shape, fixture.signs_up("signup", "feedback")) for kind in FACTS for shape in post_office.SHAPES]
    for kind, shape, mail in cases:
        event = post_office.event("bounce" if kind == "soft-bounce" else kind, mail, 1)
        if kind == "soft-bounce":
            event["bounce"] |= {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
            for recipient in event["bounce"]["bouncedRecipients"]:
                recipient |= {"status": "4.2.2", "diagnosticCode": "smtp; 452 4.2.2 mailbox full"}
        fixture.office.publish(json.dumps(post_office.SHAPES[shape](event)))
    for kind, shape, mail in cases:
        what = f"{kind}, {shape}"
        if fact := FACTS[kind]:
            fixture.eventually(lambda: fixture.message(mail).get(f"at_{fact}"), f"the fact of {what}")
        ends = {"bounce": "suppressed", "complaint": "complained", "subscription": "unsubscribed"}
        if kind in ends:
            fixture.eventually(lambda: fixture.enrollment(mail)["state"] == "done", f"the end of the run by {what}")
        # The item also counts soft bounces, before there is a reason to suppress.
        suppressed = "reason" in (fixture.of_lead(mail, "now#suppression") or {})
        check(suppressed == (kind in ("bounce", "complaint")), f"suppressed: {suppressed}, after {what}")
    shapes = ", ".join(post_office.SHAPES)
    proven("feedback", f"{len(FACTS)} kinds of SES events, each {shapes}, over SNS → SQS → record-feedback: facts recorded")
    proven("feedback", "a hard bounce and a complaint suppress the address, a soft bounce does not")


def interest(fixture: Fixture) -> None:
    """A click moves the score and lets a run that waited for it go on; an event of the company's own begins another."""
    mail = fixture.signs_up("question", "curious")
    fixture.eventually(lambda: fixture.enrollment(mail).get("step") == "looked", "a run that waits for a click")
    before = fixture.of_lead(mail, "engagement") or {}
    fixture.office.publish(json.dumps(post_office.event("click", mail, 40)))
    fixture.mails(mail.to, 2, 30)
    after = fixture.of_lead(mail, "engagement") or {}
    check(float(after["sum"]) > float(before["sum"]), "the click did not move the score")
    check("hot_at" in after, "the score crossed its line, and the lead is not hot")
    scores = f"{float(before['sum']):.1f} → {float(after['sum']):.1f}"
    proven("score", f"a click: engagement {scores}, hot; the run that waited for it went on")
    now = post_office.stamp(datetime.datetime.now(datetime.UTC))
    purchase = {"lead": mail.tags["lead"], "event": "purchase", "at": now, "key": "order-1"}
    fixture.stack.client("events").put_events(Entries=[{
        "EventBusName": fixture.stack.outputs["EventBusName"], "Source": "shop", "DetailType": "lead.event", "Detail": json.dumps(purchase),
    }])
    thanks = fixture.mails(mail.to, 3, 30)[2]
    check(thanks.tags["sequence"] == "bought", "the event began no run")
    proven("event", "`purchase`, put onto the bus by another system, came over rule and queue and began `bought`; its mail was sent")


def told(fixture: Fixture) -> None:
    """A shop that knows the address tells of a purchase; who does not have the key learns nothing."""
    mail = fixture.signs_up("contact", "customer")
    purchase = {"email": mail.to, "event": "purchase", "key": f"order of {mail.tags['run']}"}
    refused = fixture.tell("v1.k1.a.ZXZlbnRz.AAAAAAAAAAAAAAAAAAAAAA", purchase)
    check(refused.status == 401, f"an event with a wrong key was answered with {refused.status}")
    nobody = fixture.tell(fixture.api_key, {**purchase, "email": fixture.somebody("nobody")})
    check(nobody.status == 404, f"an event of nobody was answered with {nobody.status}: {nobody.body[:300]}")
    taken = fixture.tell(fixture.api_key, purchase)
    check(taken.status == 202, f"an event was answered with {taken.status}: {taken.body[:300]}")
    check(json.loads(taken.body)["lead"] == mail.tags["lead"], "the answer names another lead")
    put = [call for call in fixture.proxy.calls if call.caller == "ingest-lead" and "lead.event" in json.dumps(call.body)]
    check(put and mail.to not in json.dumps([call.body for call in put]), "the event went onto the bus with the address, or not at all")
    thanks = fixture.mails(mail.to, 2, 30)[1]
    check(thanks.tags["sequence"] == "bought", "the event began no run")
    proven("told", "POST /api/events with the key → 202; without the address over bus, rule and queue; it began `bought`; wrong key → 401")


def sweep(fixture: Fixture) -> None:
    """A lead that has been quiet for 200 days is taken in and gets the mail."""
    mail = fixture.signs_up("contact", "dormant")
    fixture.eventually(lambda: fixture.message(mail).get("at_delivered"), "the events about the first mail")
    fixture.eventually(lambda: fixture.enrollment(mail)["state"] == "done", "the end of the run that the form began")
    quiet_since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=200)
    table = fixture.stack.client("dynamodb")
    lead = {"S": "L#" + mail.tags["lead"]}
    table.update_item(
        TableName=fixture.stack.table, Key={"pk": lead, "sk": {"S": "engagement"}},
        UpdateExpression="SET dormant_sk = :day, last_at = :at",
        ExpressionAttributeValues={":day": {"S": quiet_since.date().isoformat()}, ":at": {"S": post_office.stamp(quiet_since)}},
    )
    # A night that has not been swept, whatever ran before.
    for item in table.scan(TableName=fixture.stack.table)["Items"]:
        if item["pk"]["S"] == "cursor" and item["sk"]["S"].startswith("sw"):
            table.delete_item(TableName=fixture.stack.table, Key={"pk": item["pk"], "sk": item["sk"]})
    error, answer = fixture.stack.invoke("sweep-dormant", {})
    check(not error, f"sweep-dormant failed: {answer}")
    second = fixture.mails(mail.to, 2, 30)[1]
    check(second.tags["sequence"] == "win-back", "the sweep began no run")
    proven("sweep", "a lead that went quiet 200 days ago (its day set back in the table) was taken in and got `win-back`")


def nobody_is_named(fixture: Fixture) -> None:
    """All logs of all functions, searched for everybody who was in this run."""
    logs, lines = fixture.stack.client("logs"), 0
    words = [NAME, COMPANY, "reader.example", "朝日奈", *(json.dumps(word)[1:-1] for word in (NAME, COMPANY))]
    for name in fixture.stack.functions():
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{fixture.stack.name}-{name}")
        messages = [event["message"] for page in pages for event in page["events"]]
        check(messages, f"{name} logged nothing")
        for message in messages:
            check(not any(word in message for word in words), f"the log of {name} names a person")
        lines += len(messages)
    proven("logs", f"{lines} log lines of six functions name no address, no person and no company")


def erased(fixture: Fixture) -> None:
    """Somebody is erased in the moment in which the mail is prepared: nothing is sent and nothing is kept of the mail."""
    address = fixture.somebody("erased")
    table = fixture.stack.client("dynamodb")
    erased_leads = []

    def erase(call: Call, answer: bytes) -> None:
        if call.caller != "send-email" or ":fenced_at" not in call.body.get("ExpressionAttributeValues", {}):
            return
        lead = call.body["Key"]["pk"]["S"]
        card = fixture.item(lead, "now#card")
        if card and card["address"] == address:
            table.delete_item(TableName=fixture.stack.table, Key={"pk": {"S": lead}, "sk": {"S": "now#card"}})
            erased_leads.append((lead, call.body["Key"]["sk"]["S"]))

    with fixture.proxy.watched_by(erase):
        check(fixture.post("signup", address).status == 200, "the form was not taken")
        fixture.eventually(lambda: erased_leads, "the fence of the mail")
        lead, message = erased_leads[0]
        fixture.eventually(lambda: fixture.item(lead, message) is None, "the record of the mail taken away")
    check(not fixture.office.to(address), "a mail went to somebody who was erased")
    proven("erased", "a card that was taken away between fence and hand-over: no mail, and no record of it")


def forgotten(fixture: Fixture) -> None:
    """Another system tells that a person wants to be erased: what is left names nobody, and an old link brings nothing back."""
    mail = fixture.signs_up("signup", "forgotten")
    fixture.eventually(lambda: fixture.message(mail).get("at_delivered"), "the events about the mail")
    now = post_office.stamp(datetime.datetime.now(datetime.UTC))
    wish = {"lead": mail.tags["lead"], "at": now}
    fixture.stack.client("events").put_events(Entries=[{
        "EventBusName": fixture.stack.outputs["EventBusName"], "Source": "crm", "DetailType": "lead.erase", "Detail": json.dumps(wish),
    }])
    lead, table = "L#" + mail.tags["lead"], fixture.stack.client("dynamodb")

    def left() -> list[dict[str, Any]]:
        return table.query(
            TableName=fixture.stack.table, ConsistentRead=True, KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": lead}},
        )["Items"]

    def is_over() -> bool:
        kinds = sorted(item["sk"]["S"].split("#")[0] for item in left())
        return kinds == ["consent", "now"] and not any("unfinished" in item for item in left())

    fixture.eventually(is_over, "the end of the erasure")
    check(mail.to not in str(left()) and NAME not in str(left()), "what is left names the person")
    fixture.office.publish(json.dumps(post_office.event("click", mail, 60)))
    check(fixture.post("signup", mail.to, message="me again").status == 200, "a new post of the person was not taken")
    fixture.eventually(lambda: "address" in (fixture.item(lead, "now#card") or {}), "the card of the person who came back")
    card = fixture.item(lead, "now#card")
    check("refused_at" in card and "consent_at" not in card, "the refusal of the erasure is forgotten")
    proven("forgotten", "`lead.erase` over the bus: tombstone and proofs left; a new post makes a lead that has refused marketing")


def again(fixture: Fixture) -> None:
    """Somebody posts the form anew while the first mail is at SES: the new run begins when that mail is settled, with an order."""
    address, posted = fixture.somebody("again"), []

    def post_anew(call: Call, answer: bytes) -> None:
        if call.operation == "SendEmail" and not posted and address in call.body["Destination"]["ToAddresses"][0]:
            posted.append(fixture.post("contact", address, company=COMPANY + "別館").status)

    since = len(fixture.proxy.calls)
    with fixture.proxy.watched_by(post_anew):
        check(fixture.post("contact", address).status == 200, "the form was not taken")
        first, second = fixture.mails(address, 2, 30)
    check(posted == [200] and first.tags["run"] != second.tags["run"], "the second post began no run of its own")
    ordered = fixture.proxy.wait_for(lambda call: call.caller == "send-email" and call.service == "sqs", 10, since)
    check(ordered, "send-email gave no order for the new run")
    proven("again", "a form posted anew while the first mail was at SES: settled, then the new run's mail, by an order of send-email")
