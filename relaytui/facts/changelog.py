"""What changed in a package: asked for when somebody wants to see it, from what the host has.

Nothing is fetched. apt knows the new version's changelog only from the network, so that what is
shown is the one of the version that is installed; dnf and zypper hold advisories of what is new.
Values of the script: `manager` and `package`, checked by `changes_of`.
"""

import re
from dataclasses import dataclass

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.updates.known import managers

#: What may be a package's name; none begins like an option, and none leads out of a folder.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._@-]{0,127}")
#: Lines that are shown, and characters of one.
_MOST, _WIDE = 400, 500

_CASES = "\n".join(f"{one.name}) (\n{one.changes.strip()}\n) ;;" for one in managers())
_SCRIPT = f"""
limit=${{limit:+timeout 30}}
case $package in [!A-Za-z0-9]*|*[!A-Za-z0-9+._@-]*|'') manager= ;; esac
case $manager in
{_CASES}
esac
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines: of advisories, of what the manager knows of the new version, and of the changelog of
    the version that is installed."""

    advisories: tuple[SafeText, ...] = ()
    about: tuple[SafeText, ...] = ()
    installed: tuple[SafeText, ...] = ()


def changes_of(manager: str, package: str) -> dict[str, str] | None:
    """The values of the script for a package; None for what is no name."""
    if manager not in {one.name for one in managers()} or not _NAME.fullmatch(package):
        return None
    return {"manager": manager, "package": package}


def parse_changes(answers: Answers) -> Changes | Failed:
    """What changed."""
    found = Changes(
        _blocks(answers["advisories"], answers["package"].text.strip()),
        _lines(answers["about"]),
        _lines(answers["changes"]),
    )
    if found.advisories or found.about or found.installed:
        return found
    step = Remedy("Ask the archive for it, on the host: apt-get changelog PACKAGE, for example")
    return Failed("the host has no changelog of it", step)


def _lines(answer: Answer) -> tuple[SafeText, ...]:
    if answer.status != 0:
        return ()
    return tuple(safe(one.rstrip(), _WIDE) for one in answer.lines[:_MOST])


def _blocks(answer: Answer, package: str) -> tuple[SafeText, ...]:
    """Advisories; of patches, those that speak of the package."""
    shown = _lines(answer)
    if not any(one.startswith("Information for patch ") for one in shown):
        return shown
    blocks: list[list[SafeText]] = []
    for line in shown:
        if line.startswith("Information for patch "):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    about = re.compile(rf"(?:^|[\s:]){re.escape(package)}(?:[.\s]|$)")
    return tuple(
        line for block in blocks if any(about.search(one) for one in block) for line in block
    )


CHANGES = Fact(
    "changes", f"ask package printf %s \"$package\"\n{_SCRIPT}", parse_changes,
    every=3600.0, patience=60.0,
)  # fmt: skip
