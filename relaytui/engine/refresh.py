"""Getting new package lists on a host: a change, which is made only when somebody has said yes."""

from relaytui.domain.finding import Failed
from relaytui.facts.answers import Answer
from relaytui.ssh.link import Link
from relaytui.ssh.script import script
from relaytui.updates.base import Manager
from relaytui.updates.known import managers
from relaytui.updates.trouble import failed, trouble_of

#: Seconds that a slow mirror may take.
PATIENCE = 600.0
_CASES = "\n".join(
    f"{one.name}) set -- {' '.join(one.refresh)} ;;" for one in managers() if one.refresh
)
# dnf5 takes the words of dnf, yum all but one.
_BODY = f"""
case $manager in
{_CASES}
*) exit 2 ;;
esac
if [ "$1" = dnf ] && ! command -v dnf >/dev/null 2>&1; then
  if command -v dnf5 >/dev/null 2>&1; then shift; set -- dnf5 "$@"
  else set -- yum -q makecache; fi
fi
if [ "$(id -u)" != 0 ]; then set -- sudo -n "$@"; fi
"$@" </dev/null
"""


def refreshable(manager: str) -> Manager | None:
    """The manager, if its lists can be fetched by themselves."""
    return next((one for one in managers() if one.name == manager and one.refresh), None)


def refresh(link: Link, manager: str) -> Failed | None:
    """Fetch the lists of a manager; what went wrong, if anything did. Raises LinkError."""
    told = link.run(script("refresh", _BODY, manager=manager), timeout=PATIENCE)
    answer = Answer(255 if told.status is None else told.status, told.stdout, told.stderr)
    trouble = trouble_of(answer)
    return failed(manager, trouble) if trouble else None
