"""What the linters do not see in infra/template.yaml. It knows the template and the names of variables in the Rust code.

    python3 .ci/check_template.py infra/template.yaml

Run with a Python that has aws-sam-cli, whose YAML reader knows CloudFormation's short forms. Prints each fault, exits 1.
"""

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
        if queue["VisibilityTimeout"] < VISIBILITY_FACTOR * limit:
            fault(name, f"its queue hides a message for less than {VISIBILITY_FACTOR} times {limit} s")
        if "RedrivePolicy" not in queue:
            fault(name, "its queue has no dead letters")
        if source.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            fault(name, "does not report single failures, so one bad message would repeat nine good ones")


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
    check_queues(resources, of_type(resources, "AWS::Serverless::Function"))
    check_events(resources)
    check_service_policies(resources)
    for line in faults:
        print(line, file=sys.stderr)
    print(f"{path}: {len(resources)} resources, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
