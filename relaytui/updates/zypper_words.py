"""What zypper says, as XML (which is not always well-formed) and as tables."""

import html
import re
from collections.abc import Iterator

from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning
from relaytui.updates.base import MOST, Advisory, Said, Update, word
from relaytui.updates.trouble import trouble_of

#: Exit codes that are answers: updates, security updates, reboot or restart needed; and 106,
#: repositories left out.
NEEDED, SECURITY_NEEDED, REBOOT, RESTART, SKIPPED = 100, 101, 102, 103, 106
FINE = (NEEDED, SECURITY_NEEDED, REBOOT, RESTART, SKIPPED)
_ATTRIBUTE = re.compile(r'([A-Za-z_:-]+)="([^"]*)"')
_STALE = re.compile(r"Repository '[^'\n]*' is out-of-date|[Oo]ut-of-date")
_MISSING = re.compile(
    r"[Ss]kipping repository|have not been refreshed because of an error|"
    r"[Nn]o repositories defined|no-update-repositories|is invalid\.|"
    r"[Uu]pdates? might be missing|[Cc]ould not be refreshed|"
    r"[Rr]epository .* (?:does not|isn't|not) (?:cached|available)|[Ff]ailed to (?:retrieve|cache)"
)
_ERROR = re.compile(r'<message type="error">([^<]{1,400})')
_COUNT = re.compile(r"(?:^|>)(\d{1,6}) patch(?:es)? (?:needed|optional)?(?: \((\d{1,6}) security)?")


def read_zypper(answer: Answer) -> Said:
    """`list-updates`, `list-patches`, `patch-check`, as XML or as a table."""
    said = Said(trouble=trouble_of(answer, *FINE))
    text = answer.text
    for tag in _tags(text):
        _take(said, tag)
    for row in table(text):
        _take_row(said, row)
    both = f"{answer.complaint}\n{text}"
    said.stale = bool(_STALE.search(both))
    said.incomplete = answer.status == SKIPPED or bool(_MISSING.search(both))
    if said.trouble and (found := _ERROR.search(text)):
        known = said.trouble.error in set(Meaning)
        words = word(html.unescape(found[1]))
        said.trouble = type(said.trouble)(
            said.trouble.error if known else words, words, said.trouble.holder_pid
        )
    return said


def _tags(text: str) -> Iterator[dict[str, str]]:
    """The attributes of each update, with its source's alias."""
    for piece in text.split("<update ")[1 : MOST + 1]:
        head, _, rest = piece.partition(">")
        tag = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(head)}
        source = rest[:4000].partition("<source ")[2].partition(">")[0]
        tag["repository"] = dict(_ATTRIBUTE.findall(source)).get("alias", "")
        yield tag


def _take(said: Said, tag: dict[str, str]) -> None:
    name = word(tag.get("name", ""))
    if not name:
        return
    if tag.get("kind") == "patch":
        if tag.get("status", "needed") == "needed":
            reboot = tag.get("interactive") == "reboot" or tag.get("reboot") == "true"
            severity = "" if tag.get("severity") == "unspecified" else tag.get("severity", "")
            said.advisories.append(
                Advisory(name, word(severity), word(tag.get("category", "")), reboot=reboot)
            )
    elif tag.get("kind", "package") == "package":
        said.updates.append(
            Update(
                name,
                word(tag.get("edition", "")),
                word(tag.get("edition-old", "")),
                word(tag.get("arch", "")),
                word(tag["repository"]),
                held=tag.get("status") == "locked" or tag.get("locked") == "true",
            )
        )


def table(text: str) -> Iterator[dict[str, str]]:
    """The rows of a table, by its titles in small letters."""
    titles: list[str] = []
    lines = text.split("\n")[:MOST]
    for at, line in enumerate(lines):
        rule = lines[at + 1] if at + 1 < len(lines) else ""
        cells = [one.strip() for one in line.split("|")]
        if "|" in line and rule.strip() and not rule.strip("-+─┼ "):
            titles = [one.lower() for one in cells]
        elif len(cells) == len(titles) > 1:
            yield dict(zip(titles, cells, strict=True))
        elif not line.strip("-+─┼ "):
            continue
        else:
            titles = []


def _take_row(said: Said, row: dict[str, str]) -> None:
    if "available version" in row:
        said.updates.append(
            Update(
                word(row.get("name", "")),
                word(row["available version"]),
                word(row.get("current version", "")),
                word(row.get("arch", "")),
                word(row.get("repository", "")),
                held=row.get("s", "").lower().endswith("l"),
            )
        )
    elif "category" in row and "severity" in row:
        if row.get("status", "needed") == "needed":
            severity = "" if row["severity"] == "unspecified" else row["severity"]
            reboot = row.get("interactive", "").endswith("reboot")
            said.advisories.append(
                Advisory(
                    word(row.get("name") or row.get("patch", "")),
                    word(severity),
                    word(row["category"]),
                    reboot=reboot,
                )
            )
    elif set(row) >= {"name", "type", "repository"} and row.get("type") in ("package", ""):
        said.held.append(word(row["name"]))


def patch_counts(answer: Answer, said: Said) -> tuple[int, bool]:
    """How many patches are needed, and whether security ones are, by `patch-check` or a list."""
    count = len(said.advisories)
    security = any(one.security for one in said.advisories)
    for line in answer.text.split("\n")[:MOST]:
        if found := _COUNT.search(line):
            count = int(found[1])
            security = security or int(found[2] or 0) > 0
            break
    return count, security or answer.status == SECURITY_NEEDED
