"""Our own list of blocks in each Postfix of a host, and whether its clients are looked up there.

It is asked on the host itself, since changes are made there: a Postfix in a container is none of
them.
"""

from dataclasses import dataclass, field

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.file_texts import TEXT, FileText, file_texts
from relaytui.facts.postconf import overrides

#: The list's name, in the folder of the configuration.
LIST = "relaytui_block.cidr"
#: The parameter whose look-ups come first of all.
PARAMETER = "smtpd_client_restrictions"

_SCRIPT = (
    TEXT
    + rf"""
have postconf || exit 0
instance() {{
  ask "value:$1" postconf -x -c "$1" -h {PARAMETER}
  ask "services:$1" postconf -c "$1" -P
  root "status:$1" any postfix -c "$1" status
  text "$1/main.cf"; text "$1/{LIST}"
}}
first=$(postconf -h config_directory 2>/dev/null)
instance "${{first:-/etc/postfix}}"
for each in $(postconf -h multi_instance_directories 2>/dev/null | tr ',' ' '); do
  case $each in /*) instance "$each" ;; esac
done
"""
)


@dataclass(frozen=True, slots=True)
class Place:
    """One Postfix: its folder, the parameter's value, whether it runs, and the services of
    master.cf that have another value."""

    folder: str
    value: str
    runs: bool
    others: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Our list."""
        return f"{self.folder}/{LIST}"

    @property
    def table(self) -> str:
        """Our list, as Postfix names it."""
        return f"cidr:{self.path}"

    @property
    def asks(self) -> bool:
        """Whether clients are looked up in it."""
        return self.table in self.value.replace(",", " ").split()


@dataclass(frozen=True)
class PostfixOwn:
    """Every Postfix of the host; `files` are main.cf and our list of each, by path."""

    places: tuple[Place, ...]
    files: dict[str, FileText] = field(default_factory=dict)

    def text(self, path: str) -> str | Failed | None:
        """A file's text; None where there is none."""
        found = self.files.get(path)
        if found is None or found.missing:
            return None
        return found.failed or found.text


def parse_postfix_own(answers: Answers) -> PostfixOwn | Absent | Failed:
    """What is there."""
    found = []
    for folder, answer in answers.labelled("value:").items():
        if answer.status != 0:
            continue
        others = tuple(
            service
            for service, changed in overrides(answers[f"services:{folder}"]).items()
            if PARAMETER in changed
        )
        runs = answers[f"status:{folder}"].status == 0
        found.append(Place(folder, answer.text.strip(), runs, others))
    if not found:
        return Absent("no Postfix on the host itself", "postfix")
    return PostfixOwn(tuple(found), file_texts(answers))


POSTFIX_OWN = Fact("postfix-own", _SCRIPT, parse_postfix_own)
