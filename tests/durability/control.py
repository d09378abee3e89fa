"""A server that takes form posts into SQLite, with or without waiting for the disk: what the check has to tell apart."""

import http.server
import json
import os
import sqlite3
import sys
import urllib.parse

synchronous, data = sys.argv[1], sys.argv[2]
os.makedirs(data, exist_ok=True)
database = sqlite3.connect(os.path.join(data, "table.db"), isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute(f"PRAGMA synchronous = {synchronous}")
database.execute("CREATE TABLE IF NOT EXISTS leads (address TEXT PRIMARY KEY)")


class Form(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        fields = urllib.parse.parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        database.execute("INSERT OR IGNORE INTO leads VALUES (?)", (fields["email"][0],))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Form)
print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
server.serve_forever()
