"""Postfix, 2.x to 3.11: recognised by its daemons' names, since syslog_name is free text.

A message is `[severity: ][QUEUEID|NOQUEUE: ]text`. The texts are those of Postfix's sources.
"""

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.postfix.anvil import anvil_line, scache_line
from relaytui.logs.postfix.cleanup import bounce_line, cleanup_line, pickup_line, qmgr_line
from relaytui.logs.postfix.delivery import delivery_line, smtp_line
from relaytui.logs.postfix.master import cache_line, master_line, postsuper_line, script_line
from relaytui.logs.postfix.postscreen import dnsblog_line, postscreen_line
from relaytui.logs.postfix.queue_id import SEVERITIES, is_queue_id, take_queue_id
from relaytui.logs.postfix.smtpd import smtpd_line
from relaytui.logs.postfix.tls import tlsproxy_line
from relaytui.logs.postfix.warnings import warning_line

_DAEMONS = {
    "anvil": anvil_line,
    "bounce": bounce_line,
    "cleanup": cleanup_line,
    "discard": delivery_line,
    "dnsblog": dnsblog_line,
    "error": delivery_line,
    "lmtp": smtp_line,
    "local": delivery_line,
    "master": master_line,
    "nqmgr": qmgr_line,
    "oqmgr": qmgr_line,
    "pickup": pickup_line,
    "pipe": delivery_line,
    "postfix-script": script_line,
    "postscreen": postscreen_line,
    "postsuper": postsuper_line,
    "qmgr": qmgr_line,
    "qmqpd": smtpd_line,
    "retry": delivery_line,
    "scache": scache_line,
    "smtp": smtp_line,
    "smtpd": smtpd_line,
    "tlsproxy": tlsproxy_line,
    "verify": cache_line,
    "virtual": delivery_line,
}
_OTHERS = [
    "flush",
    "nsmtp",
    "postalias",
    "postconf",
    "postdrop",
    "postfix",
    "postfinger",
    "postkick",
    "postlock",
    "postlog",
    "postlogd",
    "postmap",
    "postmulti",
    "postqueue",
    "proxymap",
    "proxywrite",
    "sendmail",
    "showq",
    "spawn",
    "tlsmgr",
    "trivial-rewrite",
    "mailq",
    "postcat",
    "post-install",
]


def parse(event: Event, message: str) -> bool:
    """Fill an event; always this format's, when it was asked."""
    text = message
    end = message.find(" ")
    if end > 0 and message[end - 1] == ":":
        word = message[: end - 1]
        if word in SEVERITIES:
            _warning(event, word, message[end + 1 :])
            return True
        if word == "NOQUEUE":
            text = message[end + 1 :]
        elif is_queue_id(word):
            event.queue_id, text = word, message[end + 1 :]
    daemon = _DAEMONS.get(event.daemon or event.program or "")
    if daemon is not None:
        daemon(event, text)
    if event.kind == "other" and text.endswith(" has changed -- restarting"):
        event.kind, event.action = "service", "map_reload"
    return True


def _warning(event: Event, severity: str, words: str) -> None:
    event.severity = severity
    if not warning_line(event, take_queue_id(event, words)):
        event.kind = "warning" if severity == "warning" else "error"


FORMAT = LogFormat("postfix", frozenset([*_DAEMONS, *_OTHERS]), parse)
