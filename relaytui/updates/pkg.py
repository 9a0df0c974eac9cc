"""pkg: FreeBSD. Security is told by `pkg audit`, out of a list of holes that has its own age."""

import msgspec

from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.updates.base import Manager, Pending
from relaytui.updates.small_words import read_audit, read_pkg_locks, read_pkg_version
from relaytui.updates.times import times
from relaytui.updates.trouble import failed

_SCRIPT = r"""
ask pkg-list nice pkg version -URvL=
ask pkg-audit nice pkg audit
ask pkg-locks pkg lock -l
ask pkg-times stat -f '%m %N' /var/db/pkg/repos/*/db /var/db/pkg/repo-*.sqlite /var/db/pkg/vuln.xml
"""
_CHANGES = r"""
ask about pkg rquery -U '%n-%v: %c' "$package"
ask changes pkg audit "$package"
"""


def parse_pkg(answers: Answers) -> Pending | Failed:
    """What pkg has pending, by the catalogue that root fetched last. Nothing is told of the base
    system: `freebsd-update` knows of updates only after it has fetched them."""
    said, audit = read_pkg_version(answers["pkg-list"]), read_audit(answers["pkg-audit"])
    if said.trouble:
        return failed("pkg", said.trouble)
    found = times(answers["pkg-times"])
    catalogues = [at for path, at in found.items() if not path.endswith("vuln.xml")]
    holes = {name for name, _ in audit.vulnerable}
    tells = audit.trouble is None
    problems = []
    if audit.trouble:
        problems.append(safe(f"pkg audit: {audit.trouble.words or audit.trouble.error}", 200))
    held = read_pkg_locks(answers["pkg-locks"]).held
    return Pending(
        "pkg",
        tuple(
            msgspec.structs.replace(
                one, security=one.name in holes if tells else None, held=one.name in held
            )
            for one in said.updates
        ),
        min(catalogues, default=None),
        incomplete=said.incomplete or not catalogues,
        tells_security=tells,
        held=tuple(held),
        vulnerable=tuple(SafeText(f"{name} {version}") for name, version in audit.vulnerable),
        problems=tuple(problems),
    )


MANAGER = Manager(
    "pkg",
    "have pkg && [ -s /var/db/pkg/local.sqlite ]",
    _SCRIPT,
    parse_pkg,
    ("pkg", "update", "-q"),
    _CHANGES,
)
