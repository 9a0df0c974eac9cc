"""What changes have left on a simulated relay: files, and the elements of our nftables table.

A change is understood, never run: files are kept here, of commands only nft's are known.
"""

import hashlib
import json
import re
import shlex
from dataclasses import dataclass, field
from typing import Any

_ELEMENT = re.compile(
    r'(add|delete) element inet relaytui (\w+) \{ (\S+)(?: timeout (\d+)s)?(?: comment "(.*)")? \}'
)
_SETS = ("block4", "block6", "block4_all", "block6_all")


@dataclass(slots=True)
class Element:
    """`until` by the relay's clock; None: for good."""

    until: float | None
    lasts: int
    comment: str


@dataclass(slots=True)
class Undoing:
    """What takes a change back: files as they were, nft's words."""

    files: dict[str, str | None] = field(default_factory=dict)
    nft: list[str] = field(default_factory=list)


class OwnState:
    """Of one relay."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.sets: dict[str, dict[str, Element]] = {}
        self.done: dict[str, Undoing] = {}

    def refusal(self, values: dict[str, str]) -> str:
        """Why a change can't be begun, as the protocol says it; empty where it can."""
        for number in range(1, int(values["count"]) + 1):
            path = values.get(f"s{number}_path")
            if path is not None and self.sum_of(path) != values[f"s{number}_before"]:
                return f"changed {number}"
        return ""

    def do(self, values: dict[str, str], now: float) -> None:
        """Do all steps of a change."""
        undoing = Undoing()
        for number in range(1, int(values["count"]) + 1):
            path = values.get(f"s{number}_path")
            if path is not None:
                undoing.files.setdefault(path, self.files.get(path))
                self._put(path, values.get(f"s{number}_after"))
                continue
            words = shlex.split(values[f"s{number}_do_1"])
            if words[1:2] == ["nft"]:
                self.nft(values.get(f"s{number}_do_1_in", ""), now)
                undoing.nft.insert(0, values.get(f"s{number}_undo_1_in", ""))
        self.done[values["id"]] = undoing

    def undo(self, name: str, now: float) -> bool:
        """Take a change back; whether it stood."""
        undoing = self.done.pop(name, None)
        if undoing is None:
            return False
        for path, text in undoing.files.items():
            self._put(path, text)
        for text in undoing.nft:
            self.nft(text, now)
        return True

    def nft(self, text: str, now: float) -> None:
        """Elements that come and go; the first one makes the table."""
        for line in text.split("\n"):
            if not (found := _ELEMENT.fullmatch(line)):
                continue
            do, name, net, lasts, comment = found.groups()
            for one in _SETS:
                self.sets.setdefault(one, {})
            if do == "delete":
                self.sets[name].pop(net, None)
            else:
                until = now + int(lasts) if lasts else None
                self.sets[name][net] = Element(until, int(lasts or 0), comment or "")

    def sum_of(self, path: str) -> str:
        """A file's sum, or `absent`."""
        text = self.files.get(path)
        if text is None:
            return "absent"
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

    def _put(self, path: str, text: str | None) -> None:
        if text is None:
            self.files.pop(path, None)
        else:
            self.files[path] = text

    def objects(self, now: float) -> list[dict[str, Any]]:
        """Our table in nft's JSON; nothing where there is none."""
        if not self.sets:
            return []
        base = {"family": "inet", "table": "relaytui"}
        found: list[dict[str, Any]] = [{"table": {"family": "inet", "name": "relaytui"}}]
        for name, elements in self.sets.items():
            version = 4 if "4" in name else 6
            told = [_object(net, one, now) for net, one in elements.items()
                    if one.until is None or one.until > now]  # fmt: skip
            body: dict[str, Any] = {**base, "name": name, "type": f"ipv{version}_addr",
                                    "flags": ["interval", "timeout"]}  # fmt: skip
            found.append({"set": {**body, "elem": told} if told else body})
        found.append({"chain": {**base, "name": "prerouting", "type": "filter", "policy": "accept",
                                "hook": "prerouting", "prio": -310}})  # fmt: skip
        for number, name in enumerate(self.sets):
            left = {"payload": {"protocol": "ip" if "4" in name else "ip6", "field": "saddr"}}
            expr: list[Any] = [{"match": {"op": "==", "left": left, "right": f"@{name}"}}]
            if not name.endswith("_all"):
                port = {"payload": {"protocol": "tcp", "field": "dport"}}
                expr.append({"match": {"op": "==", "left": port, "right": {"set": [25, 465, 587]}}})
            rule = {**base, "chain": "prerouting", "handle": number + 9}
            found.append({"rule": {**rule, "expr": [*expr, {"drop": None}]}})
        return found

    def listed(self, now: float) -> str:
        """What `nft -j list table inet relaytui` prints; empty where there is no table."""
        found = self.objects(now)
        return json.dumps({"nftables": found}) if found else ""


def _object(net: str, one: Element, now: float) -> Any:
    address, slash, bits = net.partition("/")
    value: Any = {"prefix": {"addr": address, "len": int(bits)}} if slash else address
    body: dict[str, Any] = {"val": value, "counter": {"packets": 0, "bytes": 0}}
    if one.comment:
        body["comment"] = one.comment
    if one.until is not None:
        body |= {"timeout": one.lasts, "expires": max(1, int(one.until - now))}
    return {"elem": body}
