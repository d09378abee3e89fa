"""The tick, made to have something of everything to do. It knows the items by which a tick goes."""

import datetime

import post_office
from fixture import Fixture
from post_office import Mail
from report import check, proven


def due_now(fixture: Fixture) -> None:
    """A step is due, a pause is over, nobody ticks, and the account's quota is old: one tick sees to all of it."""
    mail = fixture.signs_up("signup", "due")
    set_due(fixture, mail, seconds=-180)
    long_ago = post_office.stamp(datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1))
    table, name = fixture.stack.client("dynamodb"), fixture.stack.table
    pause = {**key("live", "pause#sequence#welcome#hand"), "since": {"S": long_ago}, "lifted_at": {"S": long_ago}}
    table.put_item(TableName=name, Item=pause)
    for item in (key("cursor", "tick"), key("live", "quota")):
        table.delete_item(TableName=name, Key=item)
    error, answer = fixture.stack.invoke("cadence-tick", {})
    check(not error, f"cadence-tick failed: {answer}")
    second = fixture.mails(mail.to, 2, 30)[1]
    check(second.tags["step"] == "later", "the step that was due was not sent")
    fixture.eventually(lambda: fixture.item("live", "pause#sequence#welcome#hand") is None, "the pause forgotten")
    check(fixture.item("live", "quota"), "the quota was not asked for")
    proven("tick", "a step set due in the table was ordered and sent; a pause that is over was forgotten, the quota asked for anew")


def set_due(fixture: Fixture, mail: Mail, seconds: int) -> None:
    """Makes the next step of whoever got this mail due so many seconds from now, in the table."""
    fixture.eventually(lambda: fixture.enrollment(mail).get("step") == "later", "a run that waits for its next step")
    at = post_office.stamp(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds))
    fixture.stack.client("dynamodb").update_item(
        TableName=fixture.stack.table, Key=key("L#" + mail.tags["lead"], "now#enrollment#welcome"),
        UpdateExpression="SET due_at = :at, due_sk = :sk",
        ExpressionAttributeValues={":at": {"S": at}, ":sk": {"S": f"{at}#{mail.tags['lead']}"}},
    )


def key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
