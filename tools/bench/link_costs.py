#!/usr/bin/env python3
"""Measures of the SSH layer, each part in a process of its own; a JSON object a figure.

link_costs.py apart                              no server is needed
link_costs.py live CONFIG KNOWN_HOSTS LOG        one host of an ssh configuration
link_costs.py idle CONFIG                        all hosts h1 to h100 of it
"""

import base64
import gc
import json
import os
import secrets
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest import mock

import paramiko
import psutil

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import RelaytuiError
from relaytui.ssh.config import resolve
from relaytui.ssh.connect import connect
from relaytui.ssh.dial import dial
from relaytui.ssh.known_hosts import append, look_up
from relaytui.ssh.link import Link
from relaytui.ssh.reach import Hooks, reach
from relaytui.ssh.script import script

HOOKS = Hooks(lambda _: False, lambda _: None, lambda: False)


def say(what: str, figure: float, bar: float, beside: str = "", *, at_least: bool = False) -> None:
    """One figure."""
    row = {"what": what, "figure": figure, "bar": bar, "beside": beside, "at_least": at_least}
    print(json.dumps(row), flush=True)


def spec_of(name: str, config: str) -> HostSpec:
    """A host of an ssh configuration."""
    return HostSpec(name=name, target=name, ssh_config=config)


def linked(name: str, config: str, stopped: Callable[[], bool] = lambda: False) -> Link:
    """A link to it."""
    return connect(
        spec_of(name, config), ask=lambda _: False, on_state=lambda _: None,
        on_quiet=lambda _: None, stopped=stopped,
    )  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class Counting:
    """A sink that splits lines, as the product does, and counts them."""

    def __init__(self) -> None:
        self.lines = self.bytes = 0
        self.over = False
        self._rest = b""

    def data(self, chunk: bytes) -> None:
        """Count."""
        self.bytes += len(chunk)
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self.lines += len(lines)

    def complaint(self, chunk: bytes) -> None:
        """Nothing is said."""

    def ended(self, _status: int | None) -> None:
        """All has come."""
        self.over = True


def live(config: str, known_hosts: str, log: str) -> None:
    """One host: connecting, commands, a stream, cancelling."""
    _connecting(config, known_hosts)
    link = linked("h1", config)
    _commands(link)
    _stream(link, log)
    _cancelled_command(link)
    _cancelled_connect()


def _connecting(config: str, known_hosts: str, times: int = 20) -> None:
    host = resolve(spec_of("h1", config))
    ours, stock = [], []

    def stock_connect() -> None:
        client = paramiko.SSHClient()
        client.load_host_keys(known_hosts)
        client.connect(host.hostname, host.port, host.user, key_filename=host.identity_files[0],
                       look_for_keys=False, allow_agent=False)  # fmt: skip
        stock_clients.append(client)

    stock_clients: list[paramiko.SSHClient] = []
    for _ in range(times):
        reached: list[Any] = []
        ours.append(seconds(lambda: reached.append(reach(host, HOOKS))))  # noqa: B023
        reached[0].close()
        stock.append(seconds(stock_connect))
        stock_clients.pop().close()
    own, theirs = statistics.median(ours), statistics.median(stock)
    say("2 connect and log in, x stock Paramiko", own / theirs, 0.6,
        f"{own * 1000:.0f} ms, stock {theirs * 1000:.0f} ms; report 0.53")  # fmt: skip


def _commands(link: Link, times: int = 50) -> None:
    link.run(script("hello", "true"))
    shell = [seconds(lambda: link.run(script("nothing", "true"))) for _ in range(times)]
    say("1 script in the resident shell, ms", statistics.median(shell) * 1000, 3, "report 0.9")
    channel, bare = [], []
    for _ in range(times):
        channel.append(seconds(lambda: _streamed(link, "true")))
        bare.append(seconds(lambda: _bare_exec(link)))
    beside = f"Paramiko's exec_command here {statistics.median(bare) * 1000:.1f}; report 4.6 to 12"
    say("1 script in a channel of its own, ms", statistics.median(channel) * 1000, 15, beside)


def _bare_exec(link: Any) -> None:
    channel = link._transport.open_session()
    channel.exec_command("true")
    channel.recv_exit_status()
    channel.close()


def _streamed(link: Link, body: str, **values: str) -> Counting:
    sink = Counting()
    stream = link.stream(script("stream", f"{body}; exit 0", **values), sink)
    link.serve(lambda: sink.over, timeout=60)
    stream.close()
    return sink


def _stream(link: Link, log: str) -> None:
    rates, costs = [], []
    for _ in range(3):
        cpu, begun = time.process_time(), time.perf_counter()
        sink = _streamed(link, 'cat "$file"', file=log)
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        rates.append(sink.lines / took)
        costs.append(cpu / sink.bytes * 1e8)
    say("4 lines/s through one channel", statistics.median(rates), 300_000, "report 1,029,000",
        at_least=True)  # fmt: skip
    say("4 CPU s for 100 MB, split into lines", statistics.median(costs), 0.6, "report 0.45")


def _cancelled_command(link: Link) -> None:
    ended: list[float] = []

    def run() -> None:
        try:
            link.run(script("long", "sleep 30"), timeout=60)
        except RelaytuiError:
            ended.append(time.perf_counter())

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(1.0)
    begun = time.perf_counter()
    link.close()
    thread.join(10)
    say("9 a command is given up, s", (ended or [begun + 10])[0] - begun, 0.2, "report 0.001")


def _cancelled_connect() -> None:
    """Against a host that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        stop = threading.Event()
        ended: list[float] = []

        def run() -> None:
            try:
                spec = HostSpec(name="x", target=f"x@127.0.0.1:{silent.getsockname()[1]}",
                                ssh_config="none")  # fmt: skip
                reach(resolve(spec), Hooks(lambda _: False, lambda _: None, stop.is_set))
            except RelaytuiError:
                ended.append(time.perf_counter())

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(1.0)
        begun = time.perf_counter()
        stop.set()
        thread.join(10)
    say("9 a connect is given up, s", (ended or [begun + 10])[0] - begun, 0.2, "report 0.001")


def apart() -> None:
    """What needs no server."""
    _known_hosts()
    _dead_ipv6()


def _known_hosts(lines: int = 5000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/known_hosts"
        kind = b"ssh-ed25519"
        for number in range(lines):
            parts = (kind, secrets.token_bytes(32))
            blob = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
            if number < 2:  # one of each form by the product, the rest as quickly as can be
                append(path, f"h{number}.example", 22, "ssh-ed25519", blob, hashed=bool(number))
            else:
                _add_line(path, number, blob)
        times = [seconds(partial(look_up, [path], f"h{n}.example", 22)) for n in (1, 2, 3, 0)]
        found = look_up([path], "h0.example", 22)
    assert len(found.keys) == 1
    assert not found.warnings
    say("11 known_hosts of 5,000 lines, the first look, s", times[0], 0.3,
        f"later looks {times[-1] * 1000:.0f} ms; Paramiko's own 3.9 s for 3,000")  # fmt: skip


def _add_line(path: str, number: int, blob: bytes) -> None:
    word = f"h{number}.example"
    if number % 2:
        salt, digest = (base64.b64encode(secrets.token_bytes(20)).decode() for _ in range(2))
        word = f"|1|{salt}|{digest}"
    with open(path, "a") as file:
        file.write(f"{word} ssh-ed25519 {base64.b64encode(blob).decode()}\n")


def _dead_ipv6() -> None:
    """A name with two addresses: a black hole over IPv6, and one over IPv4 that answers."""
    try:
        hole = socket.socket(socket.AF_INET6)
        hole.bind(("::1", 0))
        hole.listen(0)
        port = hole.getsockname()[1]
        good = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        print(json.dumps({"what": f"25 no IPv6 here: {error}"}))
        return
    fillers = [socket.socket(socket.AF_INET6) for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(("::1", port))
    both = [(socket.AF_INET6, ("::1", port)), (socket.AF_INET, ("127.0.0.1", port))]
    with mock.patch("relaytui.ssh.dial._addresses", return_value=both):
        took = seconds(lambda: dial("two.example", port).close())
    for sock in (*fillers, hole, good):
        sock.close()
    say("25 IPv6 a black hole, IPv4 well: connected after s", took, 1.0, "a head start is 0.25 s")


def idle(config: str, count: int = 100) -> None:
    """Links that nothing comes from, each served by its thread as in the product."""
    linked("h1", config).close()  # what is loaded once is no cost of a link
    gc.collect()
    process = psutil.Process()
    threads, memory = threading.active_count(), process.memory_info().rss
    stop = threading.Event()
    ready = threading.Semaphore(0)
    gate = threading.Semaphore(16)

    def serve(name: str) -> None:
        with gate:
            link = linked(name, config)
        ready.release()
        while not stop.is_set():
            link.serve(stop.is_set, timeout=5.0)
        link.close()

    hosts = [threading.Thread(target=serve, args=(f"h{n}",)) for n in range(1, count + 1)]
    for host in hosts:
        host.start()
    for _ in hosts:
        ready.acquire(timeout=60)
    time.sleep(2.0)
    gc.collect()
    each = (process.memory_info().rss - memory) / count / 1024
    others = (threading.active_count() - threads - count) / count
    cpu, begun = time.process_time(), time.monotonic()
    time.sleep(10.0)
    share = (time.process_time() - cpu) / (time.monotonic() - begun) * 100
    say("5 idle links, CPU of 100, % of a core", share, 1.0, "report 0.75")
    say("5 idle links, KiB each", each, 100, "report 66")
    say("5 idle links, threads each beside the host's own", others, 1.3, "report 1.0")
    stop.set()
    os._exit(0)


def main() -> None:
    """One part."""
    part, *words = sys.argv[1:]
    {"live": live, "apart": apart, "idle": idle}[part](*words)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
