"""A form by hand: takes a post, looks whether address and consent are there, writes person and mail, answers.

    python3 forms.py DATABASE

Prints its port as JSON and ends with its input.
"""

import datetime
import json
import platform
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import store

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
BODY_MAX = 64 * 1024
database = store.connect(sys.argv[1])
one_at_a_time = threading.Lock()


def take(form):
    """Writes a new person and the mail that is due, or nothing where the person is known."""
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    person = (form["email"].lower(), form.get("name"), form.get("company"), form.get("agree") == "on", now)
    with one_at_a_time:
        database.execute("BEGIN IMMEDIATE")
        try:
            written = database.execute(
                "INSERT INTO people (email, name, company, consent, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", person
            )
            if written.rowcount:
                database.execute("INSERT INTO mails (person, state, at) VALUES (?, 'due', ?)", (written.lastrowid, now))
            database.execute("COMMIT")
        except Exception:
            database.execute("ROLLBACK")
            raise


class Form(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        try:
            form = json.loads(self.rfile.read(length)) if length <= BODY_MAX else {}
        except ValueError:
            form = {}
        if not ADDRESS.fullmatch(form.get("email", "")):
            return self.answer(422, {"status": "refused"})
        take(form)
        return self.answer(200, {"status": "ok"})

    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Form)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_port, "words": store.words(platform.python_version())}), flush=True)
sys.stdin.read()
