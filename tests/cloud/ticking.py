"""The tick, made to have something of everything to do. It knows the items by which a tick goes."""

import datetime

import post_office
from post_office import Mail
from say import check, proven
from scene import Scene


def due_now(scene: Scene) -> None:
    """A step is due, a pause is over, nobody ticks, and the account's quota is old: one tick sees to all of it."""
    mail = scene.signs_up("signup", "due")
    set_due(scene, mail, seconds=-180)
    long_ago = post_office.stamp(datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1))
    table, name = scene.stack.client("dynamodb"), scene.stack.table
    pause = {**key("live", "pause#sequence#welcome#hand"), "since": {"S": long_ago}, "lifted_at": {"S": long_ago}}
    table.put_item(TableName=name, Item=pause)
    for item in (key("cursor", "tick"), key("live", "quota")):
        table.delete_item(TableName=name, Key=item)
    error, answer = scene.stack.invoke("cadence-tick", {})
    check(not error, f"cadence-tick failed: {answer}")
    second = scene.mails(mail.to, 2, 30)[1]
    check(second.tags["step"] == "later", "the step that was due was not sent")
    scene.eventually(lambda: scene.item("live", "pause#sequence#welcome#hand") is None, "the pause forgotten")
    check(scene.item("live", "quota"), "the quota was not asked for")
    proven("tick", "a step set due in the table was ordered and sent; a pause that is over was forgotten, the quota asked for anew")


def set_due(scene: Scene, mail: Mail, seconds: int) -> None:
    """Makes the next step of whoever got this mail due so many seconds from now, in the table."""
    scene.eventually(lambda: scene.enrollment(mail).get("step") == "later", "a run that waits for its next step")
    at = post_office.stamp(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds))
    scene.stack.client("dynamodb").update_item(
        TableName=scene.stack.table, Key=key("L#" + mail.tags["lead"], "now#enrollment#welcome"),
        UpdateExpression="SET due_at = :at, due_sk = :sk",
        ExpressionAttributeValues={":at": {"S": at}, ":sk": {"S": f"{at}#{mail.tags['lead']}"}},
    )


def key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
