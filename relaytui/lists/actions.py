"""What the words behind an address mean: Postfix access(5), and postscreen's own three."""

import re

from relaytui.lists.entry import Effect, Problem, problem

_BLOCK = {"reject", "defer", "discard"}
_PASSES = {"dunno", "hold", "delay", "filter", "redirect", "prepend", "bcc", "info", "warn",
           "defer_if_reject", "sleep", "strip", "ignore"}  # fmt: skip
_ALLOW = {"ok", "relay"}
#: Restrictions of Postfix that an access table may name.
_RESTRICTION = re.compile(r"(?:permit|reject|check|defer|warn_if|sleep)(?:_[a-z0-9_]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CODE = re.compile(r"[45][0-9][0-9]$")

POSTSCREEN: dict[str, Effect] = {"permit": "allow", "reject": "block", "dunno": "neutral"}


def access(action: str, classes: frozenset[str] | None = None) -> tuple[Effect, Problem | None]:
    """What an access table's action does to a client.

    `classes` are the names of smtpd_restriction_classes; None where they are not known. With a
    problem whose code is `unknown_action` Postfix answers 451 to whom the rule matches.
    """
    word, _, rest = action.replace("\t", " ").replace(",", " ").partition(" ")
    low = word.lower()
    if low in _ALLOW:
        return "allow", None
    if action.isascii() and action.isdecimal():
        # Relay authorisation by time stamps: any number lets in, also 550 without a text.
        if _CODE.match(action):
            words = f"{action} without a text behind it lets in: Postfix takes a number for OK"
            return "allow", problem("number_is_ok", words)
        return "allow", None
    if low in _BLOCK or (_CODE.match(word) and rest):
        return "block", None
    if low in _PASSES:
        return "neutral", None
    if word in (classes or ()):
        return "neutral", None
    if _RESTRICTION.fullmatch(low):
        alone: Effect = "block" if low.startswith(("reject", "defer")) else "neutral"
        return ("allow" if low == "permit" else alone), None
    if _NAME.fullmatch(word) and classes is None:
        words = f"{word} is no action of Postfix, unless smtpd_restriction_classes names it"
        return "neutral", problem("perhaps_unknown_action", words)
    words = f"{word} is no action: Postfix answers 451 to whom this matches"
    return "neutral", problem("unknown_action", words)


def postscreen(action: str) -> tuple[Effect, Problem | None]:
    """What postscreen does with a client; words beyond its own end the list for that client."""
    words = action.replace(",", " ").split()
    first = words[0].lower() if words else ""
    if first == "permit_mynetworks":
        return "neutral", None
    effect = POSTSCREEN.get(first)
    if effect is None:
        told = f"{words[0] if words else action} is none of permit, reject, dunno: postscreen"
        return "neutral", problem("wrong_action", f"{told} leaves its list at such a client")
    return effect, None
