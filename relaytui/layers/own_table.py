"""Our own table of nftables: its text and its elements.

One chain at prerouting, before DNAT and connection tracking, so that containers are covered and
running connections end. It drops only what goes to ports of mail; sets with the suffix `_all`
drop everything, which is guarded by a switch on the host. There is no auto-merge: it loses
timeouts and comments.
"""

from relaytui.domain.net import Net
from relaytui.facts.own import Own
from relaytui.facts.packet_filter import MAIL_PORTS, Element, PacketFilter

TABLE = "inet relaytui"
CHAIN = "prerouting"
#: Bytes of an element's comment that nftables keeps.
COMMENT = 120
#: Seconds that an element can last: more is no number for nft.
LONGEST = 10 * 366 * 86400

_PORTS = ", ".join(map(str, MAIL_PORTS))
_SETS = "".join(
    f"add set {TABLE} {name} {{ type {kind}; flags interval, timeout; counter; }}\n"
    for name, kind in (
        ("block4", "ipv4_addr"), ("block6", "ipv6_addr"),
        ("block4_all", "ipv4_addr"), ("block6_all", "ipv6_addr"),
    )
)  # fmt: skip
_RULES = "".join(
    f"add rule {TABLE} {CHAIN} {family} saddr @block{version}{suffix} {ports}drop\n"
    for suffix, ports in (("", f"tcp dport {{ {_PORTS} }} "), ("_all", ""))
    for version, family in ((4, "ip"), (6, "ip6"))
)
_CHAIN = (
    f"add chain {TABLE} {CHAIN} {{ type filter hook prerouting priority -310; policy accept; }}\n"
)
#: Makes all of it; what is there stays, but for the rules, which are made anew.
DEFINITION = f"add table {TABLE}\n{_SETS}{_CHAIN}flush chain {TABLE} {CHAIN}\n{_RULES}"


def set_name(net: Net, ports: str = "mail") -> str:
    """The set that holds a net."""
    return f"block{net.version}{'_all' if ports == 'all' else ''}"


def elements(own: Own, name: str) -> tuple[Element, ...]:
    """What a set of ours holds."""
    if not isinstance(own.table, PacketFilter):
        return ()
    return next((one.elements for one in own.table.sets if one.place.name == name), ())


def whole(own: Own) -> bool:
    """Whether sets, chain and all rules are there, and the table is not switched off."""
    found = own.table
    if not isinstance(found, PacketFilter) or found.asleep:
        return False
    sets = {str(one.place.name) for one in found.sets}
    dropping = {str(one.source_set).lstrip("@") for one in found.rules if one.verdict == "drop"}
    hooked = any(one.place.name == CHAIN and one.hook == "prerouting" for one in found.chains)
    wanted = {"block4", "block6", "block4_all", "block6_all"}
    return hooked and wanted <= sets and wanted <= dropping


def add_text(name: str, net: Net, seconds: float | None, comment: str) -> str:
    """nft's words for one more element; `seconds` None: for good."""
    lasts = "" if seconds is None else f" timeout {min(LONGEST, max(1, round(seconds)))}s"
    return f'add element {TABLE} {name} {{ {net}{lasts} comment "{comment}" }}\n'


def delete_text(name: str, net: Net) -> str:
    """nft's words for one element less."""
    return f"delete element {TABLE} {name} {{ {net} }}\n"


def comment_of(by: str, reason: str, now: float) -> str:
    """An element's comment, `who|why|when`, in what nft takes within quotes: no quote, no
    backslash, at most COMMENT bytes."""
    who, why = (_plain(each) for each in (by, reason))
    when = f"|{now:.0f}"
    room = COMMENT - len(when) - 1
    who = who[:40]
    return f"{who}|{why[: room - len(who)]}{when}"


def _plain(text: str) -> str:
    """ASCII without what would end a comment, or a line of it."""
    return "".join(
        one if " " <= one <= "~" and one not in '"\\|' else "_" for one in text
    ).strip()  # fmt: skip
