"""The lab as tests use it."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

LAB = Path(__file__).resolve().parents[1] / "lab" / "lab"
SSH_CONFIG = Path("/run/relaytui-lab/ssh_config")


def lab(*words: str, timeout: float = 300) -> str:
    """Run a lab command; its output. Fails with what it said."""
    run = subprocess.run([LAB, *words], capture_output=True, text=True, timeout=timeout)
    assert run.returncode == 0, f"lab {' '.join(words)}: {run.stdout}{run.stderr}"
    return run.stdout


def root(host: str, script: str) -> str:
    """Run sh text as root inside a host."""
    return lab("exec", host, "sh", "-c", script)


def fault(host: str, *words: str) -> None:
    """Make or heal a fault."""
    lab("fault", host, *words)


def traffic(
    scenario: str, hosts: Sequence[str], count: int, seconds: int = 120
) -> subprocess.Popen[bytes]:
    """Start a run of traffic."""
    command = [str(LAB), "traffic", scenario, ",".join(hosts), "--count", str(count)]
    command += ["--rate", "20", "--seconds", str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def until(condition: Callable[[], Any], seconds: float, what: str, pause: float = 0.1) -> Any:
    """Wait for a condition; fails by name when time is up. `pause`: seconds between two looks."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = condition()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"not within {seconds} s: {what}")


def file_log(host: str, path: str = "/var/log/mail.log") -> list[str]:
    """All lines of a log file and its rotated forerunners, in order."""
    names = root(host, f"ls -1tr {path}.[0-9]* {path}-[0-9]* {path} 2>/dev/null; true").split()
    text = root(host, "; ".join(f"zcat -f {name}" for name in names))
    return text.split("\n")[:-1]


def journal_log(host: str) -> list[str]:
    """The mail part of a journal, as `IDENT[PID]: MESSAGE`."""
    fields = "SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,MESSAGE"
    out = root(host, f"journalctl -q --all -o json --output-fields={fields} SYSLOG_FACILITY=2")
    rows = [json.loads(line) for line in out.split("\n") if line]
    return [
        f"{row['SYSLOG_IDENTIFIER']}[{row.get('SYSLOG_PID') or row['_PID']}]: {_text(row)}"
        for row in rows
    ]


def _text(row: dict[str, Any]) -> str:
    message = row["MESSAGE"]
    if isinstance(message, list):
        return bytes(message).decode("utf-8", "backslashreplace")
    return str(message)
