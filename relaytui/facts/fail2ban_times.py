"""When fail2ban's files have changed: cheap, so that they are read again only then."""

from dataclasses import dataclass

from relaytui.domain.finding import Absent
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact

_SCRIPT = r"""
cd /etc/fail2ban 2>/dev/null || exit 0
ask times stat -c '%i %s %y' jail.conf jail.local jail.d jail.d/*
"""


@dataclass(frozen=True, slots=True)
class FileTimes:
    """What `stat` says of the files that name jails; another text, other files."""

    text: str


def parse_times(answers: Answers) -> FileTimes | Absent:
    """The times of those that are there."""
    if not answers["times"].stdout:
        return Absent("not installed", "fail2ban")
    return FileTimes(answers["times"].text)


FAIL2BAN_TIMES = Fact("fail2ban-times", _SCRIPT, parse_times, every=8.0)
