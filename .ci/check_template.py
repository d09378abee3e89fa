"""What the linters do not see in infra/template.yaml. It knows the template, the names of variables and figures in the Rust code,
and the table of alarms in docs/deployment.md.

    python3 .ci/check_template.py infra/template.yaml

Run with a Python that has aws-sam-cli, whose YAML reader knows CloudFormation's short forms. Prints each fault, exits 1.
"""

import json
import pathlib
import re
import sys

from samcli.yamlhelper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
# May be left out everywhere: the filter of the logs.
OPTIONAL_VARIABLES = {"HIKYAKU_LOG"}
SES_EVENTS = {
    "send", "delivery", "deliveryDelay", "bounce", "complaint", "reject", "renderingFailure", "open", "click", "subscription",
}
# Six times the function's time limit, as AWS asks for: the queue must not hand a message out while it is worked on.
VISIBILITY_FACTOR = 6

# What the command line reads from the parameter of a stack, and what each is taken from.
STACK_PARTS = {
    "table": "Table",
    "send_queue": "SendQueue",
    "send_dead_letters": "SendDeadLetters",
    "feedback_queue": "FeedbackQueue",
    "feedback_dead_letters": "FeedbackDeadLetters",
    "sweep_dead_letters": "SweepDormantDeadLetters",
    "tick_dead_letters": "CadenceTickDeadLetters",
    "event_bus": "EventBus",
    "configuration_set": "ConfigurationSet",
    "sender_identity": "SenderIdentity",
    "secrets_parameter": "SecretsParameter",
    "base_url": "Address",
}

faults = []


def fault(place, what):
    faults.append(f"{place}: {what}")


def listed(value):
    return value if isinstance(value, list) else [value]


def of_type(resources, kind):
    return {name: body.get("Properties", {}) for name, body in resources.items() if body["Type"] == kind}


def target(reference):
    """The logical id in `!Ref X`, `!GetAtt X.Arn`."""
    value = reference.get("Ref") or reference.get("Fn::GetAtt")
    return value[0] if isinstance(value, list) else value.split(".")[0]


def check_functions(resources, shared_variables):
    """Folder, binary, code and logical name are one name; each function has a role and a log group of its own."""
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/Cargo.toml")}
    functions = {name: body for name, body in resources.items() if body["Type"] == "AWS::Serverless::Function"}
    roles, logs, seen = set(), set(), set()
    for name, body in functions.items():
        properties = body["Properties"]
        binary = body["Metadata"]["BuildProperties"]["Binary"]
        stem = "".join(word.capitalize() for word in binary.split("-"))
        seen.add(binary)
        if name != f"{stem}Function" or properties["CodeUri"] != f"../functions/{binary}":
            fault(name, f"is built from `{properties['CodeUri']}` as `{binary}`; name, folder and binary must agree")
        roles.add(target(properties["Role"]))
        logs.add(target(properties["LoggingConfig"]["LogGroup"]))
        if "Policies" in properties or "Events" in properties:
            fault(name, "takes SAM's policies or events, which bring wider roles; write them out")
        check_variables(name, binary, set(properties["Environment"]["Variables"]) | shared_variables)
    if seen != folders:
        fault("functions", f"the template has {sorted(seen)}, the folders are {sorted(folders)}")
    if len(roles) != len(functions) or len(logs) != len(functions):
        fault("functions", "two functions share a role or a log group")


def check_variables(name, binary, given):
    """A function is given every variable its own code names."""
    code = "".join(path.read_text() for path in (ROOT / "functions" / binary).rglob("*.rs"))
    for variable in sorted(set(re.findall(r"\bHIKYAKU_[A-Z_]+\b", code)) - given - OPTIONAL_VARIABLES):
        fault(name, f"reads `{variable}`, which the template does not set")


def check_variables_are_read(resources, shared_variables):
    """A variable that no code names is a mistake in its name."""
    rooms = [path for room in ("functions", "shared") for path in (ROOT / room).rglob("*.rs")]
    code = "".join(path.read_text() for path in rooms)
    given = set(shared_variables)
    for properties in of_type(resources, "AWS::Serverless::Function").values():
        given |= set(properties["Environment"]["Variables"])
    for variable in sorted(given):
        if variable not in code:
            fault("functions", f"the template sets `{variable}`, which no code reads")


def check_roles(resources):
    """No Scan, no deletion but of items of one kind, no wildcard but for the one action that has no resource."""
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        if role.get("ManagedPolicyArns"):
            fault(name, "takes a managed policy; write the statement out")
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                actions, places = listed(statement["Action"]), listed(statement["Resource"])
                for action in actions:
                    if "*" in action or action == "dynamodb:Scan":
                        fault(name, f"may `{action}`")
                    if action == "dynamodb:DeleteItem" and (actions != [action] or not is_of_one_kind(statement)):
                        fault(name, f"may `{action}` whatever it likes; name the items by their leading keys")
                if "*" in places and actions != ["ses:GetAccount"]:
                    fault(name, f"may {actions} on everything")


# The roles that strangers reach, and the partition keys below which these functions write.
PUBLIC_WRITES = {"IngestLeadRole": {"L#*", "door#*"}, "ManageSubscriptionRole": {"L#*", "door#*"}}
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem"}


def check_bounds(resources):
    """The functions that strangers reach write below the keys named here; a bound on all values asks that there is one."""
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        for statement in (it for policy in role["Policies"] for it in policy["PolicyDocument"]["Statement"]):
            conditions = statement.get("Condition", {})
            for operator, keys in conditions.items():
                if operator.startswith("ForAllValues:") and any(conditions.get("Null", {}).get(key) != "false" for key in keys):
                    fault(name, f"is bound by {operator}, which a call without {list(keys)} passes; add Null: false")
            if name in PUBLIC_WRITES and WRITES & set(listed(statement["Action"])):
                bound = set(listed(conditions.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", [])))
                if not bound or not bound <= PUBLIC_WRITES[name]:
                    fault(name, f"is reached by strangers and may write below {sorted(bound) or 'every key'}, not only {PUBLIC_WRITES[name]}")


# Concurrent executions that a new account may be limited to, and those left for forms, unsubscribes and the tick.
ACCOUNT_CONCURRENCY, LEFT_FOR_PEOPLE = 10, 3


def check_concurrency(resources, parameters):
    """Queues leave room for whoever waits, in the smallest account too, without reserving any, which would not deploy there."""
    taken = 0
    for name, source in of_type(resources, "AWS::Lambda::EventSourceMapping").items():
        most = source.get("ScalingConfig", {}).get("MaximumConcurrency", {})
        default = parameters[target(most)]["Default"] if isinstance(most, dict) and most else most
        if not default or default < 2:
            fault(name, "takes as many executions as there are; set MaximumConcurrency, 2 at the least")
            continue
        taken += default
    if taken > ACCOUNT_CONCURRENCY - LEFT_FOR_PEOPLE:
        fault("event sources", f"take {taken} of {ACCOUNT_CONCURRENCY} executions; forms, unsubscribes and the tick need {LEFT_FOR_PEOPLE}")
    for name, properties in of_type(resources, "AWS::Serverless::Function").items():
        if "ReservedConcurrentExecutions" in properties:
            fault(name, "reserves executions, which a new account does not have")


def check_on_the_way(resources, parameters):
    """Mails go out encrypted or not at all, SES events lie encrypted, and somebody is named for alarms."""
    for name, options in of_type(resources, "AWS::SES::ConfigurationSet").items():
        if options.get("DeliveryOptions", {}).get("TlsPolicy") != "REQUIRE":
            fault(name, "hands mails over without encryption where a server offers none")
    if "KmsMasterKeyId" not in of_type(resources, "AWS::SNS::Topic")["FeedbackTopic"]:
        fault("FeedbackTopic", "keeps SES events, which name recipients, without encryption")
    for name, key in of_type(resources, "AWS::KMS::Key").items():
        for statement in key["KeyPolicy"]["Statement"]:
            if "Service" in statement["Principal"] and "aws:SourceArn" not in str(statement.get("Condition")):
                fault(name, "lets a service use it without aws:SourceArn")
    if "Default" in parameters["AlarmEmail"]:
        fault("AlarmEmail", "has a default, so a deployment does not ask who is told of alarms")


def is_of_one_kind(statement):
    """Whether a statement is about items whose partition keys it names."""
    conditions = statement.get("Condition", {}).values()
    return any("dynamodb:LeadingKeys" in condition for condition in conditions)


def check_queues(resources, functions):
    """A queue that feeds a function waits long enough, reports single failures and has dead letters."""
    queues = of_type(resources, "AWS::SQS::Queue")
    for name, source in of_type(resources, "AWS::Lambda::EventSourceMapping").items():
        queue = queues[target(source["EventSourceArn"])]
        limit = functions[target(source["FunctionName"])]["Timeout"]
        collected = source.get("MaximumBatchingWindowInSeconds", 0)
        if queue["VisibilityTimeout"] < VISIBILITY_FACTOR * limit + collected:
            fault(name, f"its queue hides a message for less than {VISIBILITY_FACTOR} times {limit} s and {collected} s")
        if "RedrivePolicy" not in queue:
            fault(name, "its queue has no dead letters")
        if source.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            fault(name, "does not report single failures, so one bad message would repeat nine good ones")
    dead = {target(queue["RedrivePolicy"]["deadLetterTargetArn"]) for queue in queues.values() if "RedrivePolicy" in queue}
    dead |= {target(place) for place in keyed(resources, ("DeadLetterConfig", "OnFailure"))}
    for name, queue in queues.items():
        if "RedrivePolicy" not in queue and name not in dead:
            fault(name, "has no dead letters and is nobody's dead letters")


def keyed(tree, keys):
    """The reference to a queue below each of these keys, wherever they are."""
    if isinstance(tree, list):
        return [found for part in tree for found in keyed(part, keys)]
    if not isinstance(tree, dict):
        return []
    own = [tree[key].get("Arn") or tree[key].get("Destination") for key in keys if key in tree]
    return own + [found for part in tree.values() for found in keyed(part, keys)]


def measured(alarm):
    """Each metric an alarm looks at: namespace, name, and what its dimensions refer to."""
    stats = [part["MetricStat"]["Metric"] for part in alarm.get("Metrics", []) if "MetricStat" in part] or [alarm]
    for metric in stats:
        dimensions = {entry["Name"]: entry["Value"] for entry in metric.get("Dimensions", [])}
        yield metric["Namespace"], metric["MetricName"], dimensions


def check_alarms(resources):
    """Every queue is watched, every figure is one that functions log, every alarm tells somebody, and the page explains it."""
    page = (ROOT / "docs" / "deployment.md").read_text()
    figures = set(re.findall(r'=> "([a-z_.]+)"', (ROOT / "shared" / "runtime" / "src" / "metrics.rs").read_text()))
    explained = set(re.findall(r"^\| `([a-z0-9-]+)` \|", page.partition("## What wakes you")[2].partition("\n## ")[0], re.MULTILINE))
    watched, named = set(), set()
    for name, alarm in of_type(resources, "AWS::CloudWatch::Alarm").items():
        named.add(alarm["AlarmName"]["Fn::Sub"].removeprefix("${AWS::StackName}-"))
        if not alarm.get("AlarmActions") or not alarm.get("OKActions") or len(alarm["AlarmDescription"]) < 80:
            fault(name, "tells nobody, or not what to do")
        for namespace, metric, dimensions in measured(alarm):
            watched |= {target(value) for key, value in dimensions.items() if key == "QueueName"}
            if namespace == "Hikyaku" and (metric not in figures or dimensions != {"Stack": {"Ref": "AWS::StackName"}}):
                fault(name, f"looks at `{metric}` of {dimensions}, which no function logs")
    for name in sorted(set(of_type(resources, "AWS::SQS::Queue")) - watched):
        fault(name, "has no alarm")
    for name in sorted(named ^ explained):
        fault("docs/deployment.md", f"the template and the table “What wakes you” do not both have `{name}`")


def check_stack_parameter(resources):
    """The parameter that the command line reads is JSON, with each part taken from where it is."""
    (parameter,) = of_type(resources, "AWS::SSM::Parameter").values()
    text, given = parameter["Value"]["Fn::Sub"]
    parts = {key: value[2:-1] for key, value in json.loads(text).items()}
    if parts != STACK_PARTS or list(given) != ["Address"]:
        fault("StackParameter", f"says {parts}; the command line reads {STACK_PARTS}")


def check_events(resources):
    for name, destination in of_type(resources, "AWS::SES::ConfigurationSetEventDestination").items():
        missing = SES_EVENTS - set(destination["EventDestination"]["MatchingEventTypes"])
        if missing:
            fault(name, f"does not ask SES for {sorted(missing)}")


def check_service_policies(resources):
    """What a service may do to a topic or queue is bound to where it comes from."""
    for kind in ("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"):
        for name, policy in of_type(resources, kind).items():
            for statement in policy["PolicyDocument"]["Statement"]:
                if "aws:Source" not in str(statement.get("Condition")):
                    fault(name, "lets a service in without aws:SourceArn or aws:SourceAccount")


def main(path):
    template = yaml_parse(pathlib.Path(path).read_text())
    resources = template["Resources"]
    shared_variables = set(template["Globals"]["Function"]["Environment"]["Variables"])
    check_functions(resources, shared_variables)
    check_variables_are_read(resources, shared_variables)
    check_roles(resources)
    check_bounds(resources)
    check_concurrency(resources, template["Parameters"])
    check_on_the_way(resources, template["Parameters"])
    check_queues(resources, of_type(resources, "AWS::Serverless::Function"))
    check_alarms(resources)
    check_stack_parameter(resources)
    check_events(resources)
    check_service_policies(resources)
    for line in faults:
        print(line, file=sys.stderr)
    print(f"{path}: {len(resources)} resources, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
