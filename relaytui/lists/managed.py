"""Files that another program writes, by what they say of themselves."""

import re
from typing import NamedTuple

from relaytui.lists.edit import Refused
from relaytui.lists.rows import rows

#: Lines at the beginning that are read as a heading.
_HEADING = 40
_TOOLS = (
    r"ansible|puppet|chef|salt(?:stack)?|cfengine|rudder|bcfg2|terraform|nixos|guix|propellor|"
    r"pyinfra|bolt|itamae|mgmt|augeas|cdist|foreman|katello|landscape|uyuni|cloud-init|debops"
)
_BY_NAME = re.compile(
    rf"(?:managed|generated|created|controlled|maintained|deployed|written|provisioned|configured)"
    rf"\W+(?:\w+\W+){{0,4}}?(?:by|with|via|using|from|through)\W+(?:\w+\W+){{0,4}}?({_TOOLS})\b"
    rf"|\b({_TOOLS})[\s_:-]*(?:managed|generated|controlled)|({_TOOLS})_managed",
    re.IGNORECASE,
)
_BY_WORDS = re.compile(
    r"(?:don't|do\s?not)\s+(?:\w+\s+){0,3}(?:edit|modify|change|touch)|"
    r"(?:automatically|auto-?)\s?-?generated|this file (?:is|was) (?:\w+\s+)?(?:managed|generated)|"
    r"(?:changes|edits|modifications)\b[^.]{0,60}\b(?:lost|overwritten|overridden|discarded|reverted)|"
    r"will be (?:\w+\s+)?overwritten|managed (?:by|with|through|via) ([\w.-]{2,30})",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    rf"BEGIN ({_TOOLS})\b.*(?:BLOCK|SECTION)|({_TOOLS}) MANAGED BLOCK", re.IGNORECASE
)
_TOOL = re.compile(rf"\b(?:{_TOOLS})\b", re.IGNORECASE)
_REMARK = re.compile(r"\s*(?:#|;|//|--|\*|/\*|\"|\{#)")


class Managed(NamedTuple):
    """`by`: the program's name, or `another program`; `line`: where the file says so, from 1."""

    by: str
    line: int


def managed_by(text: str) -> str:
    """The program that writes a file; empty where the file does not say so."""
    found = managed(text)
    return found.by if found else ""


def why_managed(path: str, text: str, instead: str) -> Refused | None:
    """Why a file is not changed, and what can be done instead; None where it may be."""
    found = managed(text)
    if found is None:
        return None
    words = f"{path} is managed by {found.by}, whose next run would undo a change here"
    return Refused("managed", words, (f"change it in {found.by}", instead))


def managed_words(path: str, text: str) -> list[str]:
    """What to know before such a file is changed all the same."""
    manager = managed_by(text)
    return [f"{path} is managed by {manager}: its next run undoes this"] if manager else []


def managed(text: str) -> Managed | None:
    """Who writes a file, if it says so: in its heading, or around a block of it."""
    heading: list[str] = []
    said: Managed | None = None
    for row in rows(text):
        line = row.text[:400]
        if not _REMARK.match(line):
            continue
        found = _BLOCK.search(line)
        if found is None and row.number <= _HEADING:
            heading.append(line)
            found = _BY_NAME.search(line)
        if found is not None:
            name = next(filter(None, found.groups()), "")
            return Managed(name.capitalize(), row.number)
        if said is None and row.number <= _HEADING and (plain := _BY_WORDS.search(line)):
            said = Managed(plain[1] or "", row.number)
    if said is None or said.by:
        return said
    name = next((found[0] for one in heading if (found := _TOOL.search(one))), "")
    return said._replace(by=name.capitalize() or "another program")
