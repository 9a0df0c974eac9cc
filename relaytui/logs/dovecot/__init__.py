"""Dovecot 1.x to 2.4: logins, password databases, deliveries and the master process.

Over syslog the tag is `dovecot` and the text begins with the process; in a log file of its own
the process is the tag. 2.4 names user and address behind the process:
`auth(USER,ADDRESS,…)<SESSION>: TEXT`.
"""

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.dovecot.auth import auth_line
from relaytui.logs.dovecot.login import login_line
from relaytui.logs.dovecot.mailbox import mailbox_line
from relaytui.logs.dovecot.master import master_line
from relaytui.logs.dovecot.process import Process, process_of, take_severity
from relaytui.logs.pam import pam_line

_LOGINS = ("imap-login", "pop3-login", "submission-login", "managesieve-login")
_AUTHS = ("auth", "auth-worker", "dovecot-auth", "auth-client")
_MAILBOXES = (
    "imap", "pop3", "lmtp", "lda", "deliver", "managesieve", "submission", "imap-hibernate",
    "indexer-worker", "doveadm", "dsync-local", "replicator",
)  # fmt: skip
_MASTERS = (
    "master", "anvil", "log", "config", "doveconf", "ssl-params", "stats", "indexer", "old-stats",
    "imap-urlauth", "dict", "aggregator", "director", "quota-status", "health-check", "script",
    "ipc", "tcpwrap",
)  # fmt: skip
_TEXTS = {
    **dict.fromkeys(_LOGINS, login_line),
    **dict.fromkeys(_AUTHS, auth_line),
    **dict.fromkeys(_MAILBOXES, mailbox_line),
    **dict.fromkeys(_MASTERS, master_line),
}
#: Names that other programs have as well: Dovecot's only where the text is.
_SHARED = frozenset({
    "anvil", "master", "config", "log", "stats", "auth", "script", "dict", "imap", "pop3", "lmtp",
    "deliver", "submission", "indexer", "director", "lda",
})  # fmt: skip
_TAGS = frozenset({"dovecot", "dovecot-auth", "dovecot-lda", "doveadm", "doveconf", "dovecot-lmtp"})


def parse(event: Event, message: str) -> bool:
    """Fill an event from a syslog line, or from a line whose tag is the process."""
    if pam_line(event, message):
        return True
    program = event.program or ""
    if program in _SHARED and event.pid is not None:  # its own file names no process id
        return False
    if program in _TAGS and program != "dovecot-auth":
        process = process_of(message.removeprefix("dovecot: "))
    else:
        process = process_of(f"{program}{'' if message[:1] in ('(', '<') else ': '}{message}")
    if process is None or process.name not in _TEXTS:
        return program not in _SHARED and _severity_only(event, message)
    _fill(event, process)
    return True


def own(event: Event, message: str) -> bool:
    """Fill an event from a line of Dovecot's own file with ISO times."""
    process = process_of(message)
    if process is None or process.name not in _TEXTS:
        return False
    event.program = process.name
    if not pam_line(event, process.text):
        _fill(event, process)
    return True


def _fill(event: Event, process: Process) -> None:
    text = take_severity(event, process.text)
    event.reason = text
    event.session = process.session
    _TEXTS[process.name](event, process, text)
    if event.kind == "other":
        _by_severity(event)


def _severity_only(event: Event, message: str) -> bool:
    event.reason = take_severity(event, message)
    _by_severity(event)
    return True


def _by_severity(event: Event) -> None:
    if event.severity in ("error", "fatal", "panic"):
        event.kind = "error"
    elif event.severity == "warning":
        event.kind = "warning"


FORMAT = LogFormat(
    "dovecot",
    frozenset({"dovecot", "dovecot-auth", "dovecot-lda", "dovecot-lmtp", "doveadm", "doveconf",
               *_LOGINS, "auth-worker", "managesieve", "imap-hibernate", "indexer-worker"}),
    parse,
    alone=_SHARED,
    own=own,
)  # fmt: skip
