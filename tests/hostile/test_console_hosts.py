"""What hosts themselves say, on a real console and a real doctor: names that an aggregator's logs
bring up, banners, greetings, errors of the host's tools, paths."""

import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.hostile.corpus import Attack, corpus
from tests.hostile.payloads import payloads
from tests.hostile.recorded import leaks
from tests.hostile.walking import Walk, following, is_safe, leaves
from tests.screens.driving import SIZES
from tests.screens.on_terminal import Console
from tests.ssh.server import ShellServer

_STAMP = "2026-02-09T05:31:56.154748+00:00"
#: Doctor's own; those of the words have leading zeros or more than one number.
_OWN_COLOURS = re.compile(r"\x1b\[(?:1|2|3[0-7]|)m")
TRANSPORTS = ["paramiko", "ssh"]
#: One of each of the dangerous beginnings, in one text; no shell, no banner holds more of a line.
WORDS = b" ".join(one[:16] for one in payloads()[::6]).replace(b"\x00", b"").replace(b"\r", b"")


@pytest.mark.parametrize("size", SIZES)
def test_relays_that_an_aggregator_brings_up(
    size: tuple[int, int], soak: bool, tmp_path: Path, consoles: list[Console]
) -> None:
    names = [one for one in corpus(2000) if one.place == "host" and b" " not in one.text]
    attacks: list[Attack] = names[:: 1 if soak else 30][:200]
    log = tmp_path / "mail.log"
    log.write_bytes(
        b"".join(attack.line + b"\n" for attack in attacks)
        + f"{_STAMP} last postfix/smtpd[1]: LASTLINE\n".encode()
    )
    console = Console(size, "-c", following(tmp_path, log, ", aggregator: true"), module="relaytui")
    consoles.append(console)
    console.shows("LASTLINE")
    walk = Walk(console)
    walk.press("1")
    for _ in attacks:
        walk.press("j")
    walk.press("\r", "1", ":reconnect ", *["\t"] * 6, "\x1b", "2", "t", "\r", "\x1b")
    is_safe(console, attacks)
    assert len(walk.numbers()) > len(attacks) // 2
    leaves(console)


@pytest.fixture(params=TRANSPORTS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ShellServer]:
    with ShellServer(tmp_path, request.param) as one:
        yield one


def _watched(
    server: ShellServer, folder: Path, size: tuple[int, int], *more: str, logs: str = ""
) -> Console:
    """The console on a host behind an ssh configuration of its own."""
    config = folder / "ssh_config"
    config.write_text(server.entry("real", *more))
    relays = folder / "relays.yaml"
    place = f", logs: {{file: {logs}}}" if logs else ""
    relays.write_text(f"hosts:\n  - {{name: real, transport: {server.spec().transport}{place}}}\n")
    return Console(size, "-F", str(config), "-c", str(relays), module="relaytui")


def _seen_everywhere(console: Console, shown: str) -> None:
    """The words of the host stand, gated, on the log page, on Fleet and on its panel."""
    walk = Walk(console)
    console.shows(shown)
    walk.look()
    walk.press("1", "j", "\r", "2", "?", "\x1b", ":reconnect real\r")
    is_safe(console)
    assert WORDS not in console.output
    leaves(console)


def _printed(words: bytes, more: str = "") -> str:
    text = "".join(f"\\{byte:03o}" for byte in words)
    return f"printf '{text}\\n' {more}"


@pytest.mark.parametrize("size", SIZES[:2])
def test_a_banner_and_noise_of_login_files(
    server: ShellServer, size: tuple[int, int], tmp_path: Path, consoles: list[Console]
) -> None:
    log = tmp_path / "mail.log"
    log.write_text(f"{_STAMP} real postfix/smtpd[1]: LASTLINE\n")
    server.house.banner = WORDS.decode("utf-8", "replace")
    server.house.noise = f"{_printed(WORDS)}; {_printed(WORDS, '>&2')}"
    console = _watched(server, tmp_path, size, logs=str(log))
    consoles.append(console)
    _seen_everywhere(console, "LASTLINE")


@pytest.mark.parametrize("size", SIZES[:2])
def test_a_login_that_gives_no_shell_but_words(
    server: ShellServer, size: tuple[int, int], tmp_path: Path, consoles: list[Console]
) -> None:
    server.house.forced = f"{_printed(WORDS, '>&2')}; {_printed(WORDS)}; exit 1"
    console = _watched(server, tmp_path, size)
    consoles.append(console)
    _seen_everywhere(console, "gives no")


@pytest.fixture
def greeter() -> Iterator[int]:
    """A port that greets with hostile lines, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    peer, _ = listening.accept()
                    with peer:
                        peer.sendall(WORDS + b"\r\n" + b"Not allowed " + WORDS + b"\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_greeting_that_is_none(
    transport: str, greeter: int, tmp_path: Path, consoles: list[Console]
) -> None:
    config = tmp_path / "ssh_config"
    config.write_text(f"Host real\n  HostName 127.0.0.1\n  Port {greeter}\n  User ops\n")
    for size in SIZES[:2]:
        console = Console(
            size, "-F", str(config), "--transport", transport, "real", module="relaytui"
        )
        consoles.append(console)
        _seen_everywhere(console, "real")


def test_paths_that_a_pattern_finds(
    server: ShellServer, tmp_path: Path, consoles: list[Console]
) -> None:
    name = WORDS.replace(b"/", b"").replace(b"\n", b"")[:80]
    folder = os.fsencode(tmp_path) + b"/logs/" + name
    os.makedirs(folder)
    with open(folder + b"/mail.log", "w") as log:
        log.write(f"{_STAMP} real postfix/smtpd[1]: LASTLINE\n")
    console = _watched(server, tmp_path, SIZES[1], logs=f'"{tmp_path}/logs/*/mail.log"')
    consoles.append(console)
    console.shows("LASTLINE")
    walk = Walk(console)
    assert walk.turn("\r", walk.shows("Esc back"))
    assert "mail.log" in walk.text
    walk.press("\x1b")
    _seen_everywhere(console, "LASTLINE")


def test_doctor_of_a_host_that_lies(
    server: ShellServer, tmp_path: Path, consoles: list[Console]
) -> None:
    server.house.banner = WORDS.decode("utf-8", "replace")
    no_shell = f"{_printed(WORDS)}; {_printed(WORDS, '>&2')}; exit 1"
    # Whatever it is asked, it says the question with its own words between, and no answer.
    echo = (
        "while IFS= read -r line; do case $line in "
        f"': relaytui end'*) {_printed(WORDS)} ;; *) printf '%s\\n' \"$line\" ;; esac; "
        f"{_printed(WORDS, '>&2')}; done"
    )
    runs = [(no_shell, ()), (no_shell, ("--sudo",)), (no_shell, ("--json",)), (echo, ())]
    config = tmp_path / "ssh_config"
    config.write_text(server.entry("real"))
    options = ("-F", str(config), "--transport", str(server.spec().transport))
    for forced, more in runs:
        server.house.forced = forced
        console = Console((80, 24), "doctor", *options, *more, "real", module="relaytui")
        consoles.append(console)
        console.it.draw(90, lambda console=console: console.it.ended)
        assert console.it.ended
        text = console.output.decode("utf-8", "strict")
        assert console.findings() == []
        assert not leaks(_OWN_COLOURS.sub("", text.replace("\r\n", "\n")))
        assert "Traceback" not in text
        assert WORDS not in console.output
        assert "real" in text


def test_the_words_are_hostile() -> None:
    assert leaks(WORDS.decode("utf-8", "surrogateescape"))
