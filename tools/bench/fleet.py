"""A hundred hosts, one command: our links beside the tools that admins use."""

import getpass
import json
import shlex
import subprocess
from typing import Any

from bars import PYTHON, TOOLS, Bars, tell
from peers import PLACE, where
from sshd import HOSTS, Lab, running

_WHAT = f"{HOSTS} hosts connect and run a command, time x xargs -P32 ssh"


def measure(bars: Bars) -> None:
    """Ours and xargs three times, in turn; the others once."""
    try:
        with running() as lab:
            _race(bars, lab)
    except FileNotFoundError as error:
        bars.missing(_WHAT, str(error))


def _race(bars: Bars, lab: Lab) -> None:
    hosts = lab.folder / "hosts"
    hosts.write_text("\n".join(lab.names) + "\n")
    config = shlex.quote(str(lab.config))
    own = f"{PYTHON} {TOOLS}/bench/run_on_all.py {config} {{hosts_file}} {{command}}"
    main = _rows(lab, {"own": own, "xargs": ""}, 3)
    rows = main | _rows(lab, _others(lab), 1)
    for name, row in rows.items():
        words = "" if row["all_answered"] else ", NOT ALL ANSWERED"
        tell(f"{name}: {row['wall_s']:.1f} s, CPU {row['cpu_s']:.1f} s{words}")
    answered = bool(main["own"]["all_answered"])
    bars.show("all hosts have answered", answered, 1, at_least=True)
    wall = 1 / main["xargs"]["wall_ratio"]
    cpu = 1 / main["xargs"]["cpu_ratio"]
    bars.show(_WHAT, wall, 0.35, beside="report 0.17")
    bars.show("the same, CPU x xargs", cpu, 0.1, beside="report 0.06")


def _others(lab: Lab) -> dict[str, str]:
    """Command lines of the tools that are here; those that are not are named."""
    found = {}
    if where("clush"):
        found["clush"] = ""
    if ansible := where("ansible"):
        found["ansible"] = (
            f"ANSIBLE_HOST_KEY_CHECKING=False ANSIBLE_NOCOLOR=1 ANSIBLE_HOME={lab.folder}/ansible "
            "ANSIBLE_LOCALHOST_WARNING=False ANSIBLE_SSH_ARGS={ssh_word} "
            f"{ansible} -i {{inventory}} -f {{workers}} all -m raw -a {{command}}"
        )
    python = PLACE / "fleet" / "bin" / "python"
    if python.exists():
        addresses = ",".join(f"127.0.1.{number}" for number in range(1, len(lab.names) + 1))
        found["parallel-ssh"] = (
            f"{python} {TOOLS}/bench/run_on_all_libssh2.py {addresses} {lab.port} "
            f"{getpass.getuser()} {lab.key} {{command}}"
        )
    for name in {"clush", "ansible", "parallel-ssh"} - set(found):
        tell(f"{name} is missing here")
    return found


def _rows(lab: Lab, tools: dict[str, str], rounds: int) -> dict[str, dict[str, Any]]:
    """The figures of race.py by tool."""
    if not tools:
        return {}
    command = [PYTHON, str(TOOLS / "race.py"), "--hosts-file", str(lab.folder / "hosts")]
    command += ["--rounds", str(rounds), "--ssh", f"-F {lab.config}"]
    for name, template in tools.items():
        command += ["--tool", f"{name}={template}" if template else name]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in run.stdout.split("\n") if line.startswith("{")]
    if len(rows) < len(tools):
        raise SystemExit(f"race.py: {run.stderr}")
    return {row["name"]: row for row in rows}
