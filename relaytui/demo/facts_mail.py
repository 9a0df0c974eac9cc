"""What the simulated mail servers and their guards say: limits, queues, bans."""

import json
import random
import time
import zlib
from collections.abc import Mapping

from relaytui.demo.answers_facts import Said
from relaytui.demo.host import SimulatedHost, Values

_DEFAULTS = """\
smtpd_client_connection_rate_limit = 30
smtpd_client_connection_count_limit = 50
smtpd_client_message_rate_limit = 60
smtpd_client_recipient_rate_limit = 0
smtpd_client_auth_rate_limit = 6
smtpd_client_new_tls_session_rate_limit = 0
smtpd_client_event_limit_exceptions = $mynetworks
anvil_rate_time_unit = 60s
smtpd_client_ipv4_prefix_length = 32
smtpd_client_ipv6_prefix_length = 84
mynetworks = 127.0.0.0/8 [::1]/128 192.0.2.128/26
"""
_SET = "\n".join(
    line
    for line in _DEFAULTS.split("\n")
    if "rate_limit = 30" in line or "message_rate" in line or "auth" in line or "mynet" in line[:5]
)
_SERVICES = """\
smtp inet n - y - - smtpd
submission inet n - y - - smtpd
qmgr unix n - n 300 1 qmgr
"""
_OVERRIDES = """\
submission/inet/smtpd_client_connection_rate_limit = 100
submission/inet/syslog_name = postfix/submission
"""
_REASONS = (
    "connect to mx.museum.example.org[198.51.100.26]:25: Connection timed out",
    "host mx.bank.example.com[198.51.100.3] said: 451 4.7.1 Greylisted, please try again later (in "
    "reply to RCPT TO command)",
    "host mx.post.example.com[198.51.100.70] said: 452 4.2.2 Mailbox full (in reply to RCPT TO "
    "command)",
)
_HOPS = ("museum.example.org", "bank.example.com", "post.example.com")
#: Seconds of a ban.
_BAN = 600


def _limits(_host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    return {
        "values": (0, _DEFAULTS, ""),
        "set": (0, _SET, ""),
        "services": (0, _SERVICES, ""),
        "overrides": (0, _OVERRIDES, ""),
    }


def _messages(host: SimulatedHost) -> list[dict[str, object]]:
    """A queue that drains and fills with the minutes."""
    now = int(host.clock())
    chance = random.Random(f"{host.name} {now // 30}")
    found: list[dict[str, object]] = []
    for number in range(chance.randrange(6, 30)):
        which = chance.randrange(3)
        arrived = now - chance.randrange(20, 90_000)
        sender = f"{chance.choice(('alice', 'crm', 'newsletter'))}@example.net"
        found.append({
            "queue_name": "active" if number < 2 else "deferred",
            "queue_id": f"{zlib.crc32(f'{host.name}{arrived}{number}'.encode()):08X}",
            "arrival_time": arrived,
            "message_size": chance.randrange(900, 90_000),
            "forced_expire": False,
            "sender": sender if chance.random() < 0.85 else "MAILER-DAEMON",
            "recipients": [{
                "address": f"user{chance.randrange(90)}@{_HOPS[which]}",
                "delay_reason": _REASONS[which],
            }],
        })  # fmt: skip
    return found


def _queue(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    lines = "\n".join(json.dumps(one) for one in _messages(host))
    return {"plain:json:postfix": (0, lines, "relaytui status 0")}


def _queue_size(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    names = [one["queue_name"] for one in _messages(host)]
    lines = "\n".join(f"{name} {names.count(name)}" for name in ("active", "deferred", "hold"))
    return {"files:json:postfix": (0, lines, "")}


def _fail2ban(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    may = "yes" if host.sudo else "no"
    socket = "/var/run/fail2ban/fail2ban.sock"
    said = {"server": (0, f"lives yes\nmay {may}\nsocket {socket}", "")}
    if not host.sudo:
        return said
    now = host.clock()
    bans = {one: at for one, at in host.bans.items() if now - at < _BAN}
    said["banned"] = (0, str([{"postfix-sasl": list(bans)}, {"sshd": []}]), "")
    times = "\n".join(
        f"{one} \t{_local(at)} + {_BAN} = {_local(at + _BAN)}" for one, at in bans.items()
    )
    said["times:postfix-sasl"] = (0, times, "")
    for jail in ("postfix-sasl", "sshd"):
        ignored = "These IP addresses/networks are ignored:\n|- 127.0.0.0/8\n|- ::1\n`- 192.0.2.130"
        said[f"ignore:{jail}"] = (0, ignored, "")
    return said


def _local(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))


FACTS = {"limits": _limits, "queue": _queue, "queue-size": _queue_size, "fail2ban": _fail2ban}
