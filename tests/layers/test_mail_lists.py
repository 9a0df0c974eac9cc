"""The lists of Exim, OpenSMTPD and rspamd: out of what they print and hold, who is in and out."""

import json
from typing import Any

from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import HostFacts
from relaytui.facts.exim import parse_exim
from relaytui.facts.opensmtpd import parse_opensmtpd
from relaytui.facts.rspamd_maps import parse_rspamd_maps
from relaytui.layers.base import Layer
from relaytui.layers.exim import LAYER as EXIM
from relaytui.layers.opensmtpd import LAYER as OPENSMTPD
from relaytui.layers.rspamd import LAYER as RSPAMD

CONFIG = """\
MAIN_RELAY_NETS = <value not displayable>
hostlist relay_from_hosts = 10.77.0.0/24 : 127.0.0.1 : ::::1 : +branch
hostlist branch = <; !192.0.2.9 ; 192.0.2.0/24 ; 2001:db8::/32
host_reject_connection = 203.0.113.66
begin acl
  acl_local_deny_exceptions:
    accept
    hosts = ${if exists{/etc/exim4/local_host_whitelist}{/etc/exim4/local_host_whitelist}{}}
  acl_check_rcpt:
    accept
    hosts = :
    deny
    !acl = acl_local_deny_exceptions
    hosts = ${if exists{/etc/exim4/local_host_blacklist}{/etc/exim4/local_host_blacklist}{}}
    message = locally blacklisted
    accept
    hosts = +relay_from_hosts
    warn hosts = 198.51.100.200
    deny !hosts = /etc/exim4/never
    drop  hosts = /etc/exim4/gone
begin routers
  x:
    hosts = 198.51.100.201
"""


def said(text: str, status: int = 0, stderr: str = "") -> Answer:
    return Answer(status, text.encode("utf-8", "surrogateescape"), stderr.encode())


def entries(layer: Layer, name: str, value: Any) -> tuple[dict[str, Block], dict[str, Trust]]:
    facts = HostFacts({name: value})
    assert layer.blocked
    assert layer.trusted
    blocks, trusts = layer.blocked(facts), layer.trusted(facts)
    assert isinstance(blocks, list), blocks
    assert isinstance(trusts, list), trusts
    return {one.what: one for one in blocks}, {one.what: one for one in trusts}


def exim(**more: Answer) -> Any:
    labels = {
        "config": said(CONFIG),
        "file:/etc/exim4/local_host_whitelist": said("", 1, "head: cannot open: No such file"),
        "file:/etc/exim4/local_host_blacklist": said("203.0.113.5/24 # spam\n# 203.0.113.9\nbad.x"),
        "stat:/etc/exim4/local_host_blacklist": said("1795584018 33 640 root:Debian-exim"),
        "file:/etc/exim4/never": said("192.0.2.1\n192.0.2.300\n192.0.2.2\n"),
        "file:/etc/exim4/gone": said("", 1, "head: cannot open '/x' for reading: No such file"),
    }
    return parse_exim(Answers(labels | more))


def test_exim() -> None:
    found = exim()
    file = found.files["/etc/exim4/local_host_blacklist"]
    assert (file.mtime, file.mode, file.owner) == (1795584018, "640", "root:Debian-exim")
    blocks, trusts = entries(EXIM, "exim", found)
    assert set(blocks) == {"203.0.113.66", "203.0.113.5/24", "bad.x", "/etc/exim4/gone"}
    rule = blocks["203.0.113.5/24"]
    assert (str(rule.net), rule.effective, rule.author) == ("203.0.113.0/24", True, "spam")
    assert rule.place == "/etc/exim4/local_host_blacklist:1"
    assert "not there" in blocks["/etc/exim4/gone"].why
    assert set(trusts) == {
        "10.77.0.0/24", "127.0.0.1", "::1", "!192.0.2.9", "192.0.2.0/24", "2001:db8::/32",
        "192.0.2.1", "192.0.2.300", "192.0.2.2",
    }  # fmt: skip
    assert trusts["!192.0.2.9"].negated
    assert trusts["192.0.2.0/24"].place == "hostlist branch"
    assert "over 255" in trusts["192.0.2.300"].problems[0]
    assert "line 2" in trusts["192.0.2.2"].problems[0]


def test_exim_that_is_not_there_or_can_not_be_read() -> None:
    assert isinstance(parse_exim(Answers({})), Absent)
    refused = exim(config=said("", 1, "exim: permission denied"))
    assert isinstance(
        parse_exim(Answers({"config": said("", 1, "exim: permission denied")})), Failed
    )
    assert not isinstance(refused, Absent)
    hidden = exim(**{"file:/etc/exim4/never": said("", 1, "head: /x: Permission denied")})
    _, trusts = entries(EXIM, "exim", hidden)
    assert "no permission" in trusts["/etc/exim4/never"].problems[0]


SMTPD = """\
# 10.9.9.9
home = "192.0.2.0/24"
table trusted { 127.0.0.1, 10.77.0.0/24,
  10.77.1.0/26 }
table bad file:/etc/mail/bad
table users db:/etc/mail/users.db
listen on 0.0.0.0
filter "late" phase connect match src <bad> disconnect "550 no"
action "sink" relay host smtp://10.77.1.250
match from src <users> for any action "sink"
match from src <trusted> for any action "sink"
match from src $home for any \\
  action "sink"
match ! from src { 198.51.100.1, 198.51.100.0/30 } for any action "sink"
match from src 203.0.113.9 for any reject
match from local for any action "sink"
"""


def test_opensmtpd() -> None:
    found = parse_opensmtpd(
        Answers(
            {
                "smtpctl": said(""),
                "file:/etc/smtpd.conf": said(SMTPD),
                "file:/etc/mail/bad": said("# x\n203.0.113.0/24\n203.0.113.300\n#192.0.2.1\n"),
            }
        )
    )
    blocks, trusts = entries(OPENSMTPD, "opensmtpd", found)
    assert set(blocks) == {
        "203.0.113.0/24", "203.0.113.300", "198.51.100.1", "198.51.100.0/30", "203.0.113.9",
    }  # fmt: skip
    assert blocks["203.0.113.0/24"].place == "/etc/mail/bad:2"
    assert blocks["203.0.113.300"].effective is False
    assert set(trusts) == {"127.0.0.1", "10.77.0.0/24", "10.77.1.0/26", "192.0.2.0/24",
                           "db:/etc/mail/users.db"}  # fmt: skip
    assert isinstance(parse_opensmtpd(Answers({})), Absent)
    closed = {"smtpctl": said(""), "file:/etc/smtpd.conf": said("", 1, "x: Permission denied")}
    assert isinstance(parse_opensmtpd(Answers(closed)), Failed)


MULTIMAP = {
    "OK_IP": {"type": "ip", "map": "/etc/rspamd/ok.map", "symbol": "OK_IP", "score": -10},
    "BAD": {"type": "ip", "map": "file:///etc/rspamd/bad.map", "prefilter": True,
            "action": "reject"},
    "IN": {"type": "ip", "map": ["192.0.2.7", "198.51.100.0/24"], "score": 5},
    "WEB": {"type": "ip", "map": "https://maps.example.com/x", "score": 5},
    "OFF": {"type": "ip", "map": ["10.1.1.1"], "enabled": False, "score": 9},
    "FROM": {"type": "from", "map": "/etc/rspamd/from.map", "score": 5},
}  # fmt: skip


def test_rspamd() -> None:
    sections = [
        json.dumps(MULTIMAP, indent=4),
        json.dumps({"local_addrs": ["10.0.0.0/8"], "pidfile": "/run/x"}),
        "Section ratelimit NOT FOUND",
        json.dumps({"whitelisted_ip": "/etc/rspamd/ok.map", "enabled": False}),
    ]
    found = parse_rspamd_maps(
        Answers(
            {
                "sections": said("\n".join(sections) + "\n", stderr="cannot open file x"),
                "file:/etc/rspamd/ok.map": said("192.0.2.0/24 # office\n# 192.0.2.9\n"),
                "file:/etc/rspamd/bad.map": said("", 1, "head: x: Permission denied"),
            }
        )
    )
    blocks, trusts = entries(RSPAMD, "rspamd-maps", found)
    assert set(blocks) == {"192.0.2.7", "198.51.100.0/24", "10.1.1.1", "/etc/rspamd/bad.map",
                           "https://maps.example.com/x"}  # fmt: skip
    assert blocks["192.0.2.7"].reason == "multimap IN: score 5"
    assert (blocks["10.1.1.1"].effective, blocks["192.0.2.7"].effective) == (False, True)
    assert blocks["/etc/rspamd/bad.map"].effective is None
    assert "no permission" in blocks["/etc/rspamd/bad.map"].why
    assert set(trusts) == {"10.0.0.0/8", "192.0.2.0/24", "192.0.2.9"}
    assert trusts["192.0.2.0/24"].comment == "office"
    assert not trusts["192.0.2.9"].on
    assert isinstance(parse_rspamd_maps(Answers({})), Absent)
    said_no = {"sections": said("", 1, "cannot open /etc/rspamd/rspamd.conf: Permission denied")}
    assert isinstance(parse_rspamd_maps(Answers(said_no)), Failed)
