"""Files that a configuration manager writes: a change by hand is lost at its next run."""

import re

from relaytui.lists.edit import Refused

#: Lines at the beginning that may say so.
_LINES = 30
_MANAGERS = (
    "Ansible", "Puppet", "Chef", "Salt", "SaltStack", "CFEngine", "Terraform", "Rudder", "Bcfg2",
    "Foreman", "Nix", "Pyinfra", "Itamae", "mgmt", "cdist",
)  # fmt: skip
_NAMES = re.compile(r"\b(" + "|".join(_MANAGERS) + r")\b", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:managed|generated|maintained|controlled|deployed|created|written)\b", re.IGNORECASE
)
_WARNS = re.compile(
    r"do not (?:edit|change|modify)|local changes|will be (?:overwritten|lost)", re.IGNORECASE
)
_ANY = re.compile(r"\bmanaged (?:by|with|through|via)\s+([\w.-]{2,30})", re.IGNORECASE)


def managed_by(text: str) -> str:
    """The program that writes a file, by the comments at its beginning; empty where none says
    so."""
    head = [line[:400] for line in text.split("\n", _LINES)[:_LINES]]
    remarks = [line for line in head if line.lstrip("\ufeff \t")[:1] in ("#", ";", "/")]
    for line in remarks:
        if found := _NAMES.search(line):
            # The manager's name alone may be a host's or a person's.
            if _SAYS.search(line) or any(_WARNS.search(one) for one in remarks):
                return next(one for one in _MANAGERS if one.lower() == found[1].lower())
        elif found := _ANY.search(line):
            return found[1]
    return ""


def why_managed(path: str, text: str, instead: str) -> Refused | None:
    """Why a file is not changed, and what can be done instead; None where it may be."""
    manager = managed_by(text)
    if not manager:
        return None
    words = f"{path} is managed by {manager}, whose next run would undo a change here"
    return Refused("managed", words, (f"change it in {manager}", instead))


def managed_words(path: str, text: str) -> list[str]:
    """What to know before such a file is changed all the same."""
    manager = managed_by(text)
    return [f"{path} is managed by {manager}: its next run undoes this"] if manager else []
