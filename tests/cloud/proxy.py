"""The proxy between the functions and ministack: every byte goes on unchanged, signature included, and every call is kept.

Whoever wants to see what a call carried, or to do something at the moment of a call, is asked after ministack's answer is there
and before the function gets it. It knows HTTP; what calls mean is read by `calls`.
"""

import contextlib
import http.client
import http.server
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator

import calls
from calls import Call, Place

# Headers that belong to one connection.
OF_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}
Watcher = Callable[[Call, bytes], None]


class Proxy:
    """What was said over the proxy, and by whom."""

    def __init__(self, place: Place, port_behind: int) -> None:
        self.place = place
        self.port_behind = port_behind
        self.calls: list[Call] = []
        self.watchers: list[Watcher] = []
        self.callers: dict[str, str] = {}
        self.journey = ""
        self._changed = threading.Condition()

    def keep(self, call: Call, answer: bytes) -> None:
        call.caller = self.callers.get(call.caller, call.caller)
        call.journey = self.journey
        for watcher in list(self.watchers):
            watcher(call, answer)
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[Call], bool], seconds: float, since: int = 0) -> Call | None:
        """The first call of this kind from the place `since` on, waited for."""
        until = time.monotonic() + seconds
        with self._changed:
            while True:
                found = next((call for call in self.calls[since:] if wanted(call)), None)
                left = until - time.monotonic()
                if found or left <= 0:
                    return found
                self._changed.wait(left)

    @contextlib.contextmanager
    def watched_by(self, watcher: Watcher) -> Iterator[None]:
        self.watchers.append(watcher)
        try:
            yield
        finally:
            self.watchers.remove(watcher)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """One thread for each connection."""

    daemon_threads = True
    request_queue_size = 128
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """A function that goes away in the middle of a call is no fault of the proxy."""


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection of a function, and its own connection to ministack."""

    protocol_version = "HTTP/1.1"
    # Head and body leave in one piece; otherwise each answer waits 40 ms for an acknowledgement.
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        super().setup()
        self.behind = http.client.HTTPConnection("127.0.0.1", self.server.proxy.port_behind, timeout=120)

    def finish(self) -> None:
        self.behind.close()
        super().finish()

    def log_message(self, format: str, *arguments: object) -> None:
        """What is worth telling is told by the run."""

    def carry(self) -> None:
        proxy = self.server.proxy
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        status, headers, answer = self.ask(raw)
        names = {name.lower(): value for name, value in self.headers.items()}
        call = calls.read(self.command, self.path, names, raw, proxy.place)
        call.status = status
        if status >= 400:
            call.error = error_of(headers, answer)
        proxy.keep(call, answer)
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in OF_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()

    def ask(self, raw: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        self.behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in OF_CONNECTION:
                self.behind.putheader(name, value)
        self.behind.putheader("Content-Length", str(len(raw)))
        self.behind.endheaders(raw)
        answer = self.behind.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = carry


def error_of(headers: list[tuple[str, str]], answer: bytes) -> str:
    """The name of an error, from its header or its body."""
    named = dict((name.lower(), value) for name, value in headers).get("x-amzn-errortype", "")
    try:
        body = json.loads(answer)
    except ValueError:
        return named or answer[:80].decode(errors="replace")
    return named or str(body.get("__type", body.get("code", "")))


@contextlib.contextmanager
def running(proxy: Proxy, port: int) -> Iterator[None]:
    server = Server(("127.0.0.1", port), Handler)
    server.proxy = proxy
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
