"""What is told of a host beside its panels: a label and words for each."""

from collections.abc import Iterator

from relaytui.doctor.case import Case
from relaytui.doctor.clock import skew
from relaytui.doctor.examine import Examined
from relaytui.doctor.log_row import log_row
from relaytui.domain.text import safe

#: Mail systems by the tool that tells of them, and by the process that shows them at work.
MAIL = (
    ("Postfix", "postconf", ("master",)),
    ("Exim", "exim", ("exim", "exim4")),
    ("OpenSMTPD", "smtpctl", ("smtpd",)),
    ("Dovecot", "doveadm", ("dovecot",)),
    ("rspamd", "rspamadm", ("rspamd",)),
)


def rows(examined: Examined, case: Case) -> Iterator[tuple[str, str]]:
    """Label and words, in the order they are shown."""
    answer = case.answer
    yield "reached", ", ".join((*examined.story, f"back end {examined.back_end}"))
    yield "system", ", ".join(one for one in (answer.system, answer.kernel) if one) or "not told"
    shell = f"; {answer.shell} runs scripts" if answer.shell else ""
    yield "account", f"{answer.user or '?'}, groups {' '.join(answer.groups) or '?'}{shell}"
    yield "sudo", sudo_row(case)
    yield "mail", ", ".join(mail_systems(case)) or "no mail server is known here"
    yield "log", log_row(case)
    yield "clock", clock_row(case)
    disks = [f"{one.place} {one.percent} %" for one in answer.disks]
    yield "disk", ", ".join(disks) or "not told"
    yield "sshd", sessions_row(case)
    tools = [f"{name} {answer.versions.get(name, '')}".strip() for name in answer.tools]
    yield "tools", ", ".join(tools) or "none that is known"


def sudo_row(case: Case) -> str:
    """What is known of sudo, and what finding it out has left behind."""
    if case.is_root:
        return "not needed: the account is root"
    sudo = case.answer.sudo
    if sudo and sudo.status:
        words = case.sudo_words().removeprefix("sudo ")
        return f"{words}; asked once with sudo -n -ll, which the host may have logged"
    if not case.asked_sudo and "sudo" in case.answer.tools:
        return "not asked; --sudo asks once"
    return case.sudo_words().removeprefix("sudo ")


def mail_systems(case: Case) -> list[str]:
    """The mail systems that are there, with version and whether they run."""
    found = []
    for name, tool, processes in MAIL:
        if tool in case.answer.tools:
            version = case.answer.versions.get(tool, "")
            runs = "running" if case.answer.runs & set(processes) else "not seen running"
            found.append(f"{name} {version}".strip() + f" ({runs})")
    if not found and "sendmail" in case.answer.tools:
        found.append("a sendmail that is not known here")
    return found


def clock_row(case: Case) -> str:
    """How far the clock is off, and its zone."""
    found = skew(case.begun, case.ended, case.answer.clocks)
    zone = safe(case.answer.probe.zone or case.answer.probe.offset, 40)
    if not found:
        return f"not told; zone {zone}"
    return f"{found.seconds:+.3f} s against ours, give or take {found.doubt:.3f} s; zone {zone}"


def sessions_row(case: Case) -> str:
    """MaxSessions, as far as it can be seen."""
    if case.root and case.root.max_sessions is not None:
        return f"MaxSessions {case.root.max_sessions} (as it holds)"
    if case.answer.max_sessions is not None:
        where = "as it holds" if case.is_root else "in its file"
        return f"MaxSessions {case.answer.max_sessions} ({where})"
    if ("r", "file:/etc/ssh/sshd_config") in case.answer.maps:
        return "MaxSessions is not set: 10"
    return "MaxSessions can't be seen"
