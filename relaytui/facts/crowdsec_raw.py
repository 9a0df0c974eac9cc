"""What cscli prints with `-o raw`: CSV under a heading. Pure."""

import csv
import re
from collections.abc import Iterator

from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.facts.crowdsec_words import (
    MOST,
    WORD,
    Allowed,
    Bouncer,
    Decision,
    net_of,
    until,
)
from relaytui.facts.go_time import moment, seconds_of

_SCOPE = re.compile(r"([A-Za-z][\w -]{0,60}):(.*)", re.DOTALL)


def rows_of(text: str, first: str) -> list[dict[str, str]]:
    """The rows of `-o raw`, under the heading whose first column has this name."""
    lines = text.split("\n")
    begin = next((at for at, one in enumerate(lines) if one.startswith(f"{first},")), None)
    if begin is None:
        return []
    names = lines[begin].strip().split(",")
    found = []
    for line in lines[begin + 1 :][:MOST]:
        try:
            cells = next(csv.reader([line]), [])
        except csv.Error:
            continue
        if len(cells) > 1:
            found.append(dict(zip(names, cells, strict=False)))
    return found


def raw_decisions(text: str) -> Iterator[Decision]:
    """`-o raw`: CSV under a heading (id, source, ip, reason, action, country, as, …)."""
    for row in rows_of(text, "id"):
        whole = row.get("ip", "")
        found = None if parse_net(whole) else _SCOPE.fullmatch(whole)
        scope, value = found.groups() if found else ("Range" if "/" in whole else "Ip", whole)
        number = row.get("id", "")
        yield Decision(
            id=int(number) if number.isdecimal() and len(number) < 18 else 0,
            scope=safe(scope, WORD),
            value=safe(value, WORD),
            kind=safe(row.get("action", ""), WORD),
            origin=safe(row.get("source", ""), WORD),
            scenario=safe(row.get("reason", ""), WORD),
            net=net_of(scope, value),
            seconds=seconds_of(row.get("expiration", "")),
            simulated=row.get("simulated", "").lower() == "true",
        )


def raw_bouncers(text: str) -> tuple[Bouncer, ...]:
    """The bouncers of `bouncers list -o raw`."""
    return tuple(
        Bouncer(
            safe(row.get("name", ""), WORD),
            safe(row.get("type", ""), WORD),
            row.get("revoked", "") not in ("validated", "false", ""),
            moment(row.get("last_pull", "")),
        )
        for row in rows_of(text, "name")
    )


def raw_allowed(text: str) -> tuple[Allowed, ...]:
    """The entries of `allowlists inspect NAME -o raw`."""
    return tuple(
        Allowed(
            safe(row.get("name", ""), WORD),
            safe(row["value"], WORD),
            safe(row.get("comment", ""), WORD),
            until(safe(row.get("expiration", ""), WORD)),
        )
        for row in rows_of(text, "name")
        if row.get("value")
    )
