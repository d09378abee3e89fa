"""A sender by hand: claims a mail, fills it, signs the request, posts it to SES, writes what became of it; then the next one.

    python3 sender.py DATABASE TEMPLATE HOST:PORT

Begins at a line on its input, prints how many it sent as JSON, and ends with its input.
"""

import datetime
import hashlib
import hmac
import html
import http.client
import json
import string
import sys

import store

REGION, SERVICE, KEY, SECRET = "us-east-1", "ses", "speed", b"speed"
PATH = "/v2/email/outbound-emails"
LINK_KEY = b"the key of unsubscribe links"
SENDER = "見本 <hello@example.co.jp>"
FOOTER = '<p>株式会社見本 〒100-0000 東京都千代田区見本町1-2-3 <a href="$unsubscribe">配信停止</a></p>'

database = store.connect(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    template = string.Template(file.read().replace("</body>", FOOTER + "</body>"))
text = string.Template("$name\n\n$company の在庫についてのお便りです。\nhttps://www.example.co.jp/guide\n\n配信停止: $unsubscribe\n")
service = sys.argv[3]
connection = http.client.HTTPConnection(service)


def keyed(key, message):
    return hmac.new(key, message.encode(), hashlib.sha256)


def signed(body, now):
    """The headers of AWS Signature Version 4."""
    day, moment = now.strftime("%Y%m%d"), now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{day}/{REGION}/{SERVICE}/aws4_request"
    digest = hashlib.sha256(body).hexdigest()
    names = "content-type;host;x-amz-date"
    request = f"POST\n{PATH}\n\ncontent-type:application/json\nhost:{service}\nx-amz-date:{moment}\n\n{names}\n{digest}"
    key = b"AWS4" + SECRET
    for part in (day, REGION, SERVICE, "aws4_request"):
        key = keyed(key, part).digest()
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = keyed(key, to_sign).hexdigest()
    authorization = f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {"Content-Type": "application/json", "X-Amz-Date": moment, "Authorization": authorization}


def filled(email, name, company):
    unsubscribe = f"https://mail.example.co.jp/u/{email}/{keyed(LINK_KEY, email).hexdigest()}"
    words = {"name": f"{name or 'お客'}様", "company": company or "貴社", "unsubscribe": unsubscribe}
    escaped = {key: html.escape(value) for key, value in words.items()}
    content = {
        "Subject": {"Data": f"{words['name']}、棚番だよりをお届けします"},
        "Body": {"Html": {"Data": template.substitute(escaped)}, "Text": {"Data": text.substitute(words)}},
        "Headers": [
            {"Name": "List-Unsubscribe", "Value": f"<{unsubscribe}>"},
            {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
        ],
    }
    mail = {
        "FromEmailAddress": SENDER,
        "Destination": {"ToAddresses": [email]},
        "Content": {"Simple": content},
        "ConfigurationSetName": "speed",
    }
    return json.dumps(mail).encode()


def send(mail, email, name, company):
    now = datetime.datetime.now(datetime.timezone.utc)
    claimed = database.execute("UPDATE mails SET state = 'sending' WHERE id = ? AND state = 'due'", (mail,))
    if not claimed.rowcount:
        return 0
    body = filled(email, name, company)
    connection.request("POST", PATH, body, signed(body, now))
    answer = connection.getresponse()
    said = json.loads(answer.read())
    if answer.status != 200:
        raise SystemExit(f"the mail service answered {answer.status}")
    database.execute(
        "UPDATE mails SET state = 'sent', message = ?, at = ? WHERE id = ?", (said["MessageId"], now.isoformat(), mail)
    )
    return 1


def main():
    sent = 0
    due = "SELECT mails.id, email, name, company FROM mails JOIN people ON people.id = person WHERE state = 'due' AND consent"
    while rows := database.execute(due + " ORDER BY mails.id LIMIT 100").fetchall():
        sent += sum(send(*row) for row in rows)
    return sent


print(json.dumps({"ready": True}), flush=True)
sys.stdin.readline()
print(json.dumps({"sent": main()}), flush=True)
sys.stdin.read()
