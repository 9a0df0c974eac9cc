"""Sendmail: TLS and logins."""

from relaytui.domain.event import Event
from relaytui.logs.scan import number_at
from relaytui.logs.sendmail.fields import fields_of, host_of, last_field, take_client

_TLS = ("STARTTLS", "relay", "field", "version", "verify", "cipher", "bits")
#: What `verify=` says of the other side's certificate.
_TRUST = {"OK": "verified", "TRUSTED": "verified", "FAIL": "untrusted", "NO": "anonymous",
          "NOT": "anonymous", "SOFTWARE": "untrusted"}  # fmt: skip
_WEAK = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"})
#: Logins that our own database could not answer.
_OURS = ("temporary failure", "generic failure", "user not found in", "cannot connect",
         "no mechanism available", "unable to open", "out of memory")  # fmt: skip


def starttls(event: Event, text: str) -> None:
    """`STARTTLS=server, relay=N [A], version=, verify=, cipher=, bits=`, or `…, error: …`."""
    fields = fields_of(text, _TLS)
    side = fields.get("STARTTLS", "").partition(",")[0].partition(":")[0]
    event.direction = "out" if side == "client" else "in"
    host = host_of(fields.get("relay", "") or last_field(text, "relay"))
    if event.direction == "in":
        event.client_name, event.client_ip = host
    else:
        event.peer_name, event.peer_ip = host
    if "version" not in fields:
        lower = text.lower()
        if "error" in lower or "fail" in lower or "timeout" in lower:
            event.kind, event.reason = "tls_failed", text.partition(", ")[2] or text
        return
    event.kind = "tls"
    event.protocol, event.cipher = fields["version"], fields.get("cipher")
    event.bits = number_at(fields.get("bits", ""), 0)
    event.trust = _TRUST.get(fields.get("verify", ""))
    event.weak = event.protocol in _WEAK


def login(event: Event, text: str) -> None:
    """`AUTH=server, relay=N [A], authid=U, mech=M, bits=0`; a user's name may hold `relay=`."""
    fields = fields_of(text, ("AUTH", "relay", "authid"))
    if fields.get("AUTH", "").startswith("client"):
        event.direction = "out"
        event.kind = "auth_error" if "available mechanisms" in text else "other"
        return
    event.kind = "auth_ok"
    take_client(event, fields.get("relay", ""))
    user = fields.get("authid", "")
    at = user.rfind(", mech=")
    event.user = (user[:at] if at >= 0 else user) or None
    event.sasl_method = user[at + 7 :].partition(",")[0].upper() if at >= 0 else None


def login_failed(event: Event, text: str) -> None:
    """`AUTH failure (M): WHY (-13) SASL(-13): …, user=U, relay=N [A]`: the last relay= counts."""
    event.sasl_method = text[14:].partition(")")[0]
    words = text.partition("): ")[2]
    relay = words.rfind(", relay=")
    if relay >= 0:
        take_client(event, words[relay + 8 :])
        user = words.find(", user=")
        event.user = words[user + 7 : relay] if 0 <= user < relay else None
        words = words[: user if 0 <= user < relay else relay]
    event.reason = words or None
    lower = words.lower()
    ours = any(one in lower for one in _OURS)
    event.kind = "auth_error" if ours else "auth_failed"
    if "user not found" in lower:
        event.reason_class = "unknown_user"
