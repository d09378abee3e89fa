"""Rebuilds the disk as it would be after a power cut at each acknowledgement, and looks for the acknowledged lead in it.

    prove.py [--lying-disk] <name> <work folder> <posts> <command...>

The command serves `POST /f/contact` and keeps its data in `<work folder>/data/table.db`. It runs under strace. Every write to
the database and its log is replayed; a write counts as on the disk only when a later fsync or fdatasync of its file, begun
after the write had ended, has itself ended. At the moment at which an answer is handed to the kernel, only what counts as
on the disk is given to SQLite (Python's own, none of our code), which recovers it; the address of the post must be there.

This is the worst disk that keeps its word: nothing of what was not synchronized survives. The names of files are taken to
be as the program left them. With `--lying-disk` every
sync is answered as done without being done. Exits with 1 if a lead is missing, and with 2 if nothing could be proven.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request

CALLS = "pwrite64,write,writev,sendto,sendmsg,recvfrom,read,fsync,fdatasync,ftruncate,unlink,unlinkat"
LINE = re.compile(r"^(\d+) +[\d.]+ (.*)$", re.DOTALL)
RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$", re.DOTALL)
CALL = re.compile(r"^(\w+)\((\d+)<([^>]*)>(.*)$", re.DOTALL)
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
ADDRESS = re.compile(rb"email=(durable\d+%40example\.jp)")


class Unproven(Exception):
    """The trace does not show what would have to be shown."""


def served(command, trace, posts, lying):
    """Runs the command under strace, posts so many forms one after the other, and kills it."""
    options = ["-f", "-y", "-qq", "-ttt", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", trace]
    if lying:
        options += ["-e", "inject=fsync,fdatasync:retval=0"]
    tracer = subprocess.Popen(["strace", *options, *command], stdout=subprocess.PIPE, text=True)
    try:
        first = tracer.stdout.readline()
        if not first:
            raise Unproven("the program did not start")
        url = json.loads(first)["url"]
        acknowledged = [address for address in map(address_of, range(posts)) if post(url, address)]
    finally:
        children = open(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        tracer.wait()
    return acknowledged


def address_of(number):
    return f"durable{number}@example.jp"


def post(url, address):
    fields = {"company": "株式会社見本", "name": "見本", "email": address, "topic": "その他", "message": "x", "agree": "yes"}
    request = urllib.request.Request(url + "/f/contact", urllib.parse.urlencode(fields).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return 200 <= answer.status < 400


def calls(trace):
    """Every call as (begun, ended, name, file, arguments, result): positions in the trace, and what stands in it."""
    pending = {}
    found = []
    with open(trace, encoding="ascii", errors="replace") as lines:
        for position, line in enumerate(lines):
            match = LINE.match(line.rstrip("\n"))
            if not match:
                continue
            thread, rest = match.groups()
            if rest.endswith("<unfinished ...>"):
                pending[thread] = (position, rest[: -len("<unfinished ...>")])
                continue
            begun = position
            resumed = RESUMED.match(rest)
            if resumed:
                if thread not in pending:
                    continue
                begun, head = pending.pop(thread)
                rest = head + resumed.group(2)
            call = CALL.match(rest)
            if call:
                name, number, file, arguments = call.groups()
                arguments, _, result = arguments.rpartition(" = ")
                found.append((begun, position, name, (number, plain(file)), arguments, result))
            elif rest.startswith("unlink") and rest.endswith(" = 0"):
                found.append((begun, position, "unlink", ("", plain(TEXT.search(rest).group(1))), "", "0"))
        # A call that never came back, such as an answer during which the program was killed, promises nothing.
    return found


def plain(name):
    """Under `-xx` names of files are hexadecimal too."""
    return bytes.fromhex(name.replace("\\x", "")).decode() if name.startswith("\\x") else name


def number(result):
    match = re.match(r"-?\d+", result.strip())
    return int(match.group()) if match else -1


def data_of(arguments):
    return b"".join(bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(arguments))


class Disk:
    """What was written to each file, and how far that is on the disk."""

    def __init__(self):
        self.writes, self.durable = {}, {}

    def write(self, file, ended, offset, data):
        self.writes.setdefault(file, []).append((ended, offset, data))

    def sync(self, file, begun):
        """Everything whose write had ended when the sync began is on the disk."""
        content = self.durable.setdefault(file, bytearray())
        rest = []
        for ended, offset, data in self.writes.get(file, []):
            if ended >= begun:
                rest.append((ended, offset, data))
            elif data is None:
                del content[offset:]
                content.extend(bytes(offset - len(content)))
            else:
                content.extend(bytes(max(0, offset - len(content))))
                content[offset : offset + len(data)] = data
        self.writes[file] = rest

    def after_power_cut(self, folder, addresses):
        """Whether each address is in what SQLite recovers."""
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for file, content in self.durable.items():
            with open(os.path.join(folder, os.path.basename(file)), "wb") as copy:
                copy.write(content)
        database = sqlite3.connect(os.path.join(folder, "table.db"))
        try:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return []
            everything = "\n".join(database.iterdump())
        except sqlite3.DatabaseError:
            return []
        finally:
            database.close()
        # Blobs are dumped in hexadecimal.
        return [it for it in addresses if it in everything or it.encode().hex().upper() in everything]


def replay(found, folder):
    """The acknowledged addresses in order, each with the syncs since its request and whether all so far survive."""
    # A sync counts from its end, an answer from its beginning, a write from its end.
    moments = [(begun if name in ("sendto", "sendmsg", "write", "writev") and "socket" in file[1] else ended, call)
               for call in found for begun, ended, name, file, _, _ in [call]]
    moments.sort(key=lambda moment: moment[0])
    disk, asked, syncs, answered = Disk(), {}, 0, []
    for _, (begun, ended, name, file, arguments, result) in moments:
        path = file[1]
        if "/data/table.db" in path and not path.endswith("-shm"):
            if name == "unlink":
                disk.durable.pop(path, None)
                disk.writes.pop(path, None)
            elif name == "pwrite64" and number(result) > 0:
                disk.write(path, ended, int(arguments.rstrip(")").rpartition(", ")[2], 0), data_of(arguments)[: number(result)])
            elif name == "ftruncate" and number(result) == 0:
                disk.write(path, ended, int(arguments.strip(", )")), None)
            elif name in ("fsync", "fdatasync") and number(result) == 0 and "INJECTED" not in result:
                disk.sync(path, begun)
                syncs += 1
            elif name in ("write", "writev"):
                raise Unproven(f"{path} is written in a way that is not replayed: {name}")
        elif "socket" in path and name in ("recvfrom", "read"):
            asking = ADDRESS.search(data_of(arguments))
            if asking:
                asked[file] = (urllib.parse.unquote(asking.group(1).decode()), syncs)
        elif "socket" in path and file in asked and data_of(arguments).startswith(b"HTTP/1."):
            address, before = asked.pop(file)
            known = [address for address, _, _ in answered] + [address]
            survived = disk.after_power_cut(folder, known)
            answered.append((address, syncs - before, sorted(set(known) - set(survived))))
    return answered


def main():
    lying = sys.argv[1] == "--lying-disk"
    name, work, posts, *command = sys.argv[2 if lying else 1 :]
    trace = os.path.join(work, "trace")
    try:
        acknowledged = served(command, trace, int(posts), lying)
        answered = replay(calls(trace), os.path.join(work, "disk"))
        if not acknowledged or [address for address, _, _ in answered] != acknowledged:
            raise Unproven(f"{len(acknowledged)} posts were acknowledged and {len(answered)} of them found in the trace")
    except Unproven as reason:
        print(f"{name}: nothing is proven: {reason}")
        return 2
    lost = [(address, missing) for address, _, missing in answered if missing]
    least = min(syncs for _, syncs, _ in answered)
    print(f"{name}: {len(answered)} acknowledged, each after at least {least} syncs; "
          f"power cut at {len(lost)} of the acknowledgements loses an acknowledged lead")
    return 1 if lost else 0


sys.exit(main())
