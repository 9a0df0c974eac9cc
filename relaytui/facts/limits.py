"""The limits that Postfix sets its clients, as they hold for each service of master.cf.

anvil counts each client (a network of smtpd_client_ipv4_prefix_length bits, of
smtpd_client_ipv6_prefix_length where Postfix is 3.8 or newer) for each service in spans of
anvil_rate_time_unit; clients in smtpd_client_event_limit_exceptions have no limit. 0 is none.
Source: postconf(5).
"""

from collections.abc import Mapping

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.limits import EXCEPTIONS, Exceptions, Limit, Limits, ServiceLimits
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.postconf import overrides, problems, services, settings
from relaytui.facts.postfix_values import Expansion, number_of, seconds_of, words_of

#: Limits by the names that events have, and the settings that they are.
SETTINGS = {
    "connection_rate": "smtpd_client_connection_rate_limit",
    "connection_concurrency": "smtpd_client_connection_count_limit",
    "message_rate": "smtpd_client_message_rate_limit",
    "recipient_rate": "smtpd_client_recipient_rate_limit",
    "auth_rate": "smtpd_client_auth_rate_limit",
    "tls_session_rate": "smtpd_client_new_tls_session_rate_limit",
}
_PREFIXES = {4: "smtpd_client_ipv4_prefix_length", 6: "smtpd_client_ipv6_prefix_length"}
_UNIT = "anvil_rate_time_unit"
_NAMES = " ".join((*SETTINGS.values(), EXCEPTIONS, _UNIT, *_PREFIXES.values(), "mynetworks"))
#: Postfix's own defaults, where a setting has another form than expected.
_DEFAULT_UNIT = 60
#: Exceptions that are taken.
_MOST_EXCEPTIONS = 20_000

_SCRIPT = f"""
if have postconf; then
  ask values postconf {_NAMES}
  ask set postconf -n
  ask services postconf -M
  ask overrides postconf -P
fi
"""


def parse_limits(answers: Answers) -> Limits | Absent | Failed:
    """The limits, or why they can't be told."""
    values = answers["values"]
    if not values.ran:
        return Absent("no Postfix", "limits")
    known = settings(values)
    if values.status != 0 or not known:
        return _failed(values.complaint, meaning_of(values))
    chosen = settings(answers["set"])
    own = overrides(answers["overrides"])
    rows = [one for one in services(answers["services"]) if one.command == "smtpd"]
    known = {"stress": "", **chosen, **known}
    found = [
        _service(one.name, known, chosen, own.get(f"{one.name}/{one.type}", {})) for one in rows
    ] or [_service(safe("smtp"), known, chosen, {})]
    plain = Expansion(known)
    unit = seconds_of(plain.of(known.get(_UNIT, "")).strip())
    bits = {
        version: number_of(plain.of(known.get(name, "")).strip())
        for version, name in _PREFIXES.items()
    }
    said = [*problems(values), *problems(answers["services"]), *problems(answers["overrides"])]
    return Limits(
        tuple(found),
        unit or _DEFAULT_UNIT,
        ((4, bits[4] or 32), (6, bits[6] or 128)),
        tuple(one for one in dict.fromkeys(said) if "unknown parameter" not in one),
    )


def _failed(complaint: str, meaning: Meaning | None) -> Failed:
    words = safe(complaint.split("\n")[-1], 200) or safe("postconf says nothing")
    if meaning is Meaning.PERMISSION:
        remedy = Remedy("Let the account read main.cf and master.cf", "ls -l /etc/postfix")
        return Failed(safe(f"no permission: postconf ({words})", 300), remedy, "limits")
    remedy = Remedy("See what postconf says on the host", "postconf -n")
    return Failed(safe(f"postconf: {words}", 300), remedy, "limits")


def _service(
    name: SafeText, known: Mapping[str, str], chosen: Mapping[str, str], own: Mapping[str, str]
) -> ServiceLimits:
    merged = {**known, **own}
    plain, stressed = Expansion(merged), Expansion({**merged, "stress": "yes"})
    limits = []
    for limit, setting in SETTINGS.items():
        written = merged.get(setting)
        if written is None:  # this Postfix does not know it
            continue
        value = number_of(plain.of(written).strip())
        under = number_of(stressed.of(written).strip())
        if value is not None:
            place = "master.cf" if setting in own else "main.cf" if setting in chosen else "default"
            limits.append(Limit(limit, value, under if under != value else None, place))
    logged = safe(plain.of(merged.get("syslog_name", "")).strip().partition("/")[2], 60)
    return ServiceLimits(name, logged, tuple(limits), _exceptions(merged, plain))


def _exceptions(merged: Mapping[str, str], plain: Expansion) -> Exceptions:
    mynetworks = [
        net for one in words_of(plain.of(merged.get("mynetworks", ""))) if (net := _net(one))
    ]
    nets: list[tuple[Net, bool]] = []
    unread: list[SafeText] = []
    for word in words_of(plain.of(merged.get(EXCEPTIONS, "$mynetworks")))[:_MOST_EXCEPTIONS]:
        net = _net(word.lstrip("!"))
        if net is None:
            unread.append(safe(word, 100))
        else:
            nets.append((net, not word.startswith("!")))
    return Exceptions(tuple(nets), tuple(mynetworks), tuple(unread[:50]))


def _net(word: str) -> Net | None:
    """A pattern of Postfix: IPv6 addresses stand in brackets, `[::1]/128`."""
    return parse_net(word.replace("[", "").replace("]", ""))


LIMITS = Fact("limits", _SCRIPT, parse_limits, every=300.0, mail=True)
