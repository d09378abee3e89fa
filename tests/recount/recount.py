"""Counts a kept demo a second time, from its files alone: standard library, no code of Hikyaku's.

    hikyaku demo --keep KEPT --ledger LEDGER --format json > REPORT
    python3 tests/recount/recount.py KEPT LEDGER REPORT

It knows the files: `table.jsonl` (one item a line, in DynamoDB's JSON), `outbox/*.eml` with their slips, `events.jsonl`, the ledger,
and what marketers wrote in `templates/`. It must not know how the program counts. Prints each figure and each promise with
`ok` or `FAIL`; exits 1 on any difference.
"""

import argparse
import collections
import datetime
import email
import email.policy
import json
import pathlib
import sys
import zoneinfo

TEMPLATES = pathlib.Path(__file__).resolve().parents[2] / "templates"
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Japanese holidays of the time that is played, as the Cabinet Office lists them
# (https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html).
HOLIDAYS_FROM, HOLIDAYS_TO = datetime.date(2025, 9, 1), datetime.date(2026, 12, 31)
HOLIDAYS = {
    datetime.date.fromisoformat(day)
    for day in """
        2025-09-15 2025-09-23 2025-10-13 2025-11-03 2025-11-23 2025-11-24
        2026-01-01 2026-01-12 2026-02-11 2026-02-23 2026-03-20 2026-04-29 2026-05-03 2026-05-04 2026-05-05 2026-05-06
        2026-07-20 2026-08-11 2026-09-21 2026-09-22 2026-09-23 2026-10-12 2026-11-03 2026-11-23
    """.split()
}


def json_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def plain(value):
    """A value of DynamoDB's JSON without the names of types."""
    (kind, inner), = value.items()
    if kind == "M":
        return {name: plain(one) for name, one in inner.items()}
    if kind == "L":
        return [plain(one) for one in inner]
    return float(inner) if kind == "N" else inner


def moment(text):
    """RFC 3339 to a moment with its offset. Fractions finer than microseconds do not occur."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Kept:
    """Everything that a demo left behind."""

    def __init__(self, folder, ledger):
        self.items = [{name: plain(value) for name, value in item.items()} for item in json_lines(folder / "table.jsonl")]
        self.ledger = json_lines(ledger)
        self.events = json_lines(folder / "events.jsonl")
        self.mails = {path.stem: path for path in (folder / "outbox").glob("*.eml")}
        self.slips = {path.stem: json.loads(path.read_text("utf-8")) for path in (folder / "outbox").glob("*.json")}
        self.cards = self.of_leads("now#card")
        # An item without a reason suppresses nobody: it counts soft bounces, or its suppression was lifted.
        self.suppressions = {lead: item for lead, item in self.of_leads("now#suppression").items() if "reason" in item}
        self.engagements = self.of_leads("engagement")
        of_kind = lambda kind: [item for item in self.items if item["sk"].startswith(kind + "#") and item["pk"].startswith("L#")]
        self.enrollments = of_kind("now#enrollment")
        self.messages = {item["sk"].removeprefix("message#"): item for item in of_kind("message")}

    def of_leads(self, sort_key):
        return {item["pk"].removeprefix("L#"): item for item in self.items if item["sk"] == sort_key and item["pk"].startswith("L#")}

    def with_fact(self, *facts):
        return sum(any(f"at_{fact}" in message for fact in facts) for message in self.messages.values())

    def events_named(self, name):
        return [event for event in self.events if event["event"] == name]

    def marketing(self):
        """Slips of marketing mails: all whose record does not say otherwise."""
        return [slip for slip in self.ledger if self.messages.get(slip["send_key"], {}).get("purpose") != "transactional"]


def totals(kept):
    """The figures of the report, under its names."""
    return {
        "leads": len(kept.cards),
        "mails_sent": len(kept.ledger),
        "delivered": kept.with_fact("delivered"),
        "opens_human": kept.with_fact("opened"),
        "opens_machine": kept.with_fact("opened_by_machine"),
        "clicks_human": kept.with_fact("clicked"),
        "clicks_machine": kept.with_fact("clicked_by_machine"),
        "bounces": kept.with_fact("bounced_hard", "bounced_soft"),
        "complaints": kept.with_fact("complained"),
        "unsubscribes": sum("refused_at" in card for card in kept.cards.values()),
        "hot_leads": len({event["lead"] for event in kept.events_named("lead.hot")}),
        "dormant_enrolled": len(kept.events_named("lead.dormant")),
        "goals_reached": len(kept.events_named("goal.reached")),
        "notices": len(kept.events_named("sequence.notify")),
        "unknown": sum(enrollment.get("state") == "unknown" for enrollment in kept.enrollments),
    }


def by_step(kept):
    """Mails by sequence and step. Whether one was sent is taken from the mails, what became of it from the records."""
    counts = collections.defaultdict(collections.Counter)
    for key in kept.mails:
        slip, message = kept.slips.get(key, {}), kept.messages.get(key, {})
        step = counts[slip.get("sequence", "?"), slip.get("step", "?")]
        step["sent"] += 1
        for fact in ("delivered", "opened", "clicked"):
            step[fact] += f"at_{fact}" in message
    return counts


def compared(kept, report):
    """Each figure as (name, whether it agrees, what to print)."""
    for name, counted in totals(kept).items():
        yield name, counted == report.get(name), f"counted {counted}, reported {report.get(name)}"
    counts = by_step(kept)
    reported = {(sequence, step) for sequence, steps in report["sequences"].items() for step in steps}
    for sequence, step in sorted(counts.keys() | reported):
        counted = {name: counts[sequence, step][name] for name in ("sent", "delivered", "opened", "clicked")}
        said = report["sequences"].get(sequence, {}).get(step)
        yield f"{sequence}/{step}", counted == said, f"counted {figures(counted)}, reported {figures(said)}"
    yield "violations", report["violations"] == 0, f"reported {report['violations']}"


def figures(count):
    return "/".join(str(number) for number in count.values()) if count else "nothing"


class Rules:
    """What the marketers wrote about when mail may go out."""

    def __init__(self, templates):
        self.settings = json.loads((templates / "settings.json").read_text("utf-8"))
        self.templates = templates
        self.sequences = {path.stem: json.loads(path.read_text("utf-8")) for path in (templates / "sequences").glob("*.json")}

    def calendar(self, sequence):
        name = sequence.get("calendar", self.settings.get("calendar", "japan"))
        path = self.templates / "calendars" / f"{name}.json"
        usual = {"holidays": "none" if name == "plain" else "japan", "workdays": WEEKDAYS[:5], "closed": []}
        return usual | (json.loads(path.read_text("utf-8")) if path.exists() else {})

    def may_go(self, slip, local):
        """Whether a marketing mail may go out at this local time."""
        sequence = self.sequences.get(slip["sequence"])
        if sequence is None:
            return False
        window = sequence.get("send_between", self.settings["send_between"])
        if not clock(window["from"]) <= local.time() < clock(window["to"]):
            return False
        if window.get("on", "every day") == "business days" and not self.open_on(local.date(), self.calendar(sequence)):
            return False
        if "on_days" in window and WEEKDAYS[local.weekday()] not in window["on_days"]:
            return False
        quiet = self.settings["quiet_hours"]
        return not within_hours(local.time(), clock(quiet["from"]), clock(quiet["to"]))

    def open_on(self, day, calendar):
        if not HOLIDAYS_FROM <= day <= HOLIDAYS_TO:
            sys.exit(f"{day} is outside the holidays this script knows; add those of {day.year}")
        holiday = calendar.get("holidays", "japan") == "japan" and day in HOLIDAYS
        holiday = holiday or day.isoformat() in [added["on"] for added in calendar.get("add_holidays", [])]
        holiday = holiday and day.isoformat() not in calendar.get("remove_holidays", [])
        return WEEKDAYS[day.weekday()] in calendar["workdays"] and not holiday and not closed(day, calendar.get("closed", []))


def clock(text):
    return datetime.time.fromisoformat(text)


def within_hours(time, start, end):
    """Whether a time lies in hours that may run over midnight."""
    return start <= time < end if start < end else time >= start or time < end


def closed(day, spans):
    """Whether a calendar closes a day: the one `on` a date, or those of every year `from` … `to`, perhaps over New Year."""
    today = day.strftime("%m-%d")
    for span in spans:
        if "on" in span:
            if span["on"] == day.isoformat():
                return True
        elif span["from"] <= span["to"]:
            if span["from"] <= today <= span["to"]:
                return True
        elif today >= span["from"] or today <= span["to"]:
            return True
    return False


def over_caps(slips, caps):
    """Mails that are one too many for their lead within the days of a cap."""
    times = collections.defaultdict(list)
    for slip in slips:
        times[slip["lead"]].append(moment(slip["at"]))
    broken = 0
    for of_lead in times.values():
        for cap in caps:
            span = datetime.timedelta(days=cap["days"])
            broken += sum(sum(last - span < at <= last for at in of_lead) > cap["mails"] for last in of_lead)
    return broken


def later_than(slips, since):
    return [slip for slip in slips if slip["lead"] in since and moment(slip["at"]) > moment(since[slip["lead"]])]


def recipients_and_leads(kept):
    """Mails whose recipient is not the lead's address, and addresses that several leads share."""
    strangers = 0
    for key, path in kept.mails.items():
        header = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["To"]
        to = header.addresses[0].addr_spec
        strangers += kept.cards.get(kept.slips.get(key, {}).get("lead"), {}).get("address") != to
    addresses = collections.Counter(card["address"] for card in kept.cards.values())
    return strangers + sum(count - 1 for count in addresses.values())


def without_one_click(kept, slips):
    """Marketing mails that cannot be unsubscribed from with one click (RFC 8058)."""
    missing = 0
    for slip in slips:
        path = kept.mails.get(slip["send_key"])
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default) if path else {}
        missing += not mail.get("List-Unsubscribe") or mail.get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click"
    return missing


def wrong_local_times(kept):
    wrong = 0
    for slip in kept.ledger:
        local, zone = moment(slip["local"]), zoneinfo.ZoneInfo(kept.cards[slip["lead"]]["zone"])
        converted = moment(slip["at"]).astimezone(zone)
        wrong += local.replace(tzinfo=None) != converted.replace(tzinfo=None) or local.utcoffset() != converted.utcoffset()
    return wrong


def promises(kept, rules):
    """Each promise with how often it is broken."""
    keys = collections.Counter(slip["send_key"] for slip in kept.ledger)
    named = collections.Counter((slip["lead"], slip["sequence"], slip["run"], slip["step"]) for slip in kept.ledger)
    fenced = {key for key, message in kept.messages.items() if message["phase"] == "fenced"}
    accepted, outbox = set(keys), set(kept.mails)
    marketing = kept.marketing()
    refused = {lead: card["refused_at"] for lead, card in kept.cards.items() if "refused_at" in card}
    suppressed = {lead: item["since"] for lead, item in kept.suppressions.items()}
    agreed = {lead for lead, card in kept.cards.items() if "consent_basis" in card}
    local = lambda slip: moment(slip["at"]).astimezone(zoneinfo.ZoneInfo(kept.cards[slip["lead"]]["zone"]))
    yield "no send key was accepted twice", sum(count - 1 for count in keys.values())
    yield "no step of a run was mailed twice", sum(count - 1 for count in named.values())
    yield "ledger and outbox hold the same mails", len(accepted ^ outbox)
    yield "ledger and fenced records hold the same mails", len(accepted ^ fenced)
    yield "each slip in the outbox is its line of the ledger", sum(kept.slips.get(slip["send_key"]) != slip for slip in kept.ledger)
    yield "each mail goes to its lead's address, and no two leads share one", recipients_and_leads(kept)
    yield "every marketing mail can be stopped with one click", without_one_click(kept, marketing)
    yield "no marketing without a recorded ground", sum(slip["lead"] not in agreed for slip in marketing)
    yield "no marketing after a refusal", len(later_than(marketing, refused))
    yield "nothing after a suppression", len(later_than(kept.ledger, suppressed))
    yield "marketing in its hours and on its days", sum(not rules.may_go(slip, local(slip)) for slip in marketing)
    yield "no marketing on a Saturday or Sunday", sum(local(slip).weekday() >= 5 for slip in marketing)
    yield "no frequency cap was broken", over_caps(marketing, rules.settings["caps"])
    yield "local times are the UTC times, converted", wrong_local_times(kept)
    unsubscribed = {event["lead"] for event in kept.events_named("lead.unsubscribed")}
    complained = {lead for lead, item in kept.suppressions.items() if item["reason"] == "complaint"}
    yield "who refused or complained is who left the event of it", len((set(refused) | complained) ^ unsubscribed)
    hot = {event["lead"] for event in kept.events_named("lead.hot")}
    yield "who is marked hot is who was handed over", len({lead for lead, it in kept.engagements.items() if "hot_at" in it} ^ hot)


def main():
    parser = argparse.ArgumentParser(description="Counts a kept demo a second time.")
    parser.add_argument("kept", type=pathlib.Path, help="what `--keep` filled")
    parser.add_argument("ledger", type=pathlib.Path, help="what `--ledger` wrote")
    parser.add_argument("report", type=pathlib.Path, help="the demo's report as JSON")
    parser.add_argument("--templates", type=pathlib.Path, default=TEMPLATES, help="the templates that were played")
    arguments = parser.parse_args()
    kept = Kept(arguments.kept, arguments.ledger)
    if not kept.ledger:
        sys.exit(f"{arguments.ledger} is empty: a demo without mails proves nothing")
    results = list(compared(kept, json.loads(arguments.report.read_text("utf-8"))))
    for name, broken in promises(kept, Rules(arguments.templates)):
        results.append((name, broken == 0, f"{broken} broken"))
    for name, well, text in results:
        print(f"{'ok  ' if well else 'FAIL'} {name}: {text}")
    failures = sum(not well for _, well, _ in results)
    print(f"{len(results)} compared, {failures} differ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
