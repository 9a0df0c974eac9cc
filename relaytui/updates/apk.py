"""apk: Alpine."""

from relaytui.domain.finding import Failed
from relaytui.facts.answers import Answers
from relaytui.updates.base import Manager, Pending
from relaytui.updates.small_words import read_apk
from relaytui.updates.times import newest
from relaytui.updates.trouble import failed

_SCRIPT = r"""
ask apk-list nice apk --no-network version -v -l '<'
ask apk-times sh -c 'for one in /var/cache/apk /etc/apk/cache; do
  if ls "$one"/APKINDEX.* >/dev/null 2>&1; then stat -c "%Y %n" "$one/"; fi; done'
"""
_CHANGES = r"""
ask about apk --no-network policy "$package"
"""


def parse_apk(answers: Answers) -> Pending | Failed:
    """What apk has pending, by the index that root fetched last."""
    said = read_apk(answers["apk-list"])
    if said.trouble:
        return failed("apk", said.trouble)
    fetched = newest(answers["apk-times"])
    return Pending(
        "apk",
        tuple(said.updates),
        fetched,
        incomplete=said.incomplete or fetched is None,
        tells_security=False,
    )


MANAGER = Manager(
    "apk",
    "have apk && [ -s /lib/apk/db/installed ]",
    _SCRIPT,
    parse_apk,
    ("apk", "update"),
    _CHANGES,
)
