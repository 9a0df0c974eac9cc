"""What tells that a host, or services on it, still run what an update has replaced."""

import re

import msgspec

from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answer
from relaytui.updates.base import MOST, Trouble, word
from relaytui.updates.trouble import trouble_of
from relaytui.updates.zypper_words import REBOOT, RESTART, table

#: How checkrestart says that a service wants it.
_RESTART = re.compile(r"^(?:systemctl restart (\S+)|(?:service |/etc/init\.d/)(\S+) restart)$")


class Restarts(msgspec.Struct):
    """`reboot`: None where it is not told. `packages` are those that want it; `services` and
    `sessions` run what has been replaced."""

    reboot: bool | None = None
    packages: list[SafeText] = []
    services: list[SafeText] = []
    sessions: list[SafeText] = []
    trouble: Trouble | None = None


def _add(names: list[SafeText], name: str) -> None:
    if (one := word(name)) and one not in names:
        names.append(one)


def read_needrestart(answer: Answer) -> Restarts:
    """`needrestart -b`: KSTA (kernel) and UCSTA (microcode) 0 unknown, 1 current, 2 and 3
    another one is there."""
    found = Restarts(trouble=trouble_of(answer, 1, 2, 3))
    for line in answer.lines[:MOST]:
        key, _, value = line.partition(": ")
        value = value.strip()
        if key in ("NEEDRESTART-KSTA", "NEEDRESTART-UCSTA"):
            if value in ("2", "3"):
                found.reboot = True
                _add(found.packages, "kernel" if "KSTA" in key else "microcode")
            elif value == "1" and key == "NEEDRESTART-KSTA" and found.reboot is None:
                found.reboot = False
        elif key == "NEEDRESTART-SVC":
            _add(found.services, value)
        elif key in ("NEEDRESTART-SESS", "NEEDRESTART-CONT"):
            _add(found.sessions, value)
    if answer.ran and not answer.text.startswith("NEEDRESTART-") and answer.complaint:
        found.trouble = found.trouble or trouble_of(Answer(255, answer.stdout, answer.stderr))
    return found


def read_needs_restarting(answer: Answer) -> Restarts:
    """`dnf needs-restarting` with -r (exit 1: reboot), -s (units a line) or neither (processes
    a line); `No such command` ends with 1 too, and means nothing of the kind."""
    text = answer.text
    asked_reboot = re.search(r"[Rr]eboot (?:is|should)|since boot-?up", text) is not None
    found = Restarts(trouble=trouble_of(answer, *((1,) if asked_reboot else ())))
    if found.trouble:
        return found
    for line in answer.lines[:MOST]:
        if line.lstrip().startswith("* "):
            _add(found.packages, line.lstrip()[2:].split(" -> ")[0])
        elif re.match(r"^\S+\.(?:service|socket|timer|scope|slice|mount)$", line.strip()):
            _add(found.services, line)
        elif process := re.match(r"^\d+ : (\S.*)$", line):
            _add(found.sessions, process[1])
    if re.search(r"^[Rr]eboot is required", text, re.MULTILINE) or (asked_reboot and answer.status):
        found.reboot = True
    elif asked_reboot:
        found.reboot = False
    return found


def read_zypper_ps(answer: Answer) -> Restarts:
    """`zypper ps -s` (a table), `zypper ps -sss` (names), `zypper needs-rebooting`."""
    found = Restarts(trouble=trouble_of(answer, REBOOT, RESTART))
    for row in table(answer.text):
        if "pid" in row and row.get("service"):
            _add(found.services, row["service"])
        elif "pid" in row and row.get("command"):
            _add(found.sessions, row["command"])
    if answer.status == REBOOT or re.search(
        r"^(?:Reboot is (?:required|suggested)|.*reboot is required)", answer.text, re.MULTILINE
    ):
        found.reboot = True
    elif re.search(r"[Rr]eboot (?:is probably|is) not (?:needed|necessary)", answer.text):
        found.reboot = False
    return found


def read_checkrestart(answer: Answer) -> Restarts:
    """`checkrestart`, and its lines for machines (`-m`: `SERVICE:NAME,…`)."""
    found = Restarts(trouble=trouble_of(answer))
    for line in answer.lines[:MOST]:
        line = line.strip()
        if line.startswith("SERVICE:"):
            _add(found.services, line[8:].split(",")[0])
        elif service := _RESTART.match(line):
            _add(found.services, service[1] or service[2])
    return found


def read_reboot_packages(answer: Answer) -> Restarts:
    """/run/reboot-required.pkgs; it is there only when a reboot is wanted."""
    found = Restarts()
    if answer.ran and answer.status == 0:
        found.reboot = True
        for line in answer.lines[:MOST]:
            if not line.startswith("***"):  # /run/reboot-required itself
                _add(found.packages, line)
    elif "No such file" in answer.complaint:
        found.reboot = False
    else:
        found.trouble = trouble_of(answer)
    return found
