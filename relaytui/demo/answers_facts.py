"""What the facts' script prints: the answers of each fact that is asked for, in its frame.

What a fact's commands print stands in `facts_NAME.py` in this folder, as
`FACTS: dict[str, Saying]` by the names of facts. A fact that none of them knows is told as one
whose programs are not installed.
"""

import gzip
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache

import relaytui.demo as package
from relaytui.demo.host import Reply, SimulatedHost, Values

#: Exit status, stdout, stderr.
Said = tuple[int, str, str]
#: What each command of a fact says, by its label.
Saying = Callable[[SimulatedHost, Values], Mapping[str, Said]]


@cache
def sayings() -> dict[str, Saying]:
    """All facts that a simulated relay knows of."""
    found: dict[str, Saying] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2].startswith("facts_"):
            found |= importlib.import_module(module.name).FACTS
    return found


def _facts(host: SimulatedHost, values: Values) -> Reply:
    host.advance()
    mark = values["mark"]
    lines = [f"{mark} clock {host.clock():.9f} +0000"]
    for fact in values["wanted"].split():
        lines.append(f"\n{mark} fact {fact}")
        saying = sayings().get(fact)
        for label, (status, stdout, stderr) in (saying(host, values) if saying else {}).items():
            lines.append(f"\n{mark} out {status} - {label}\n{stdout}\n{mark} err\n{stderr}")
        lines.append(f"\n{mark} end {fact}")
    lines.append(f"\n{mark} done\n")
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    return b"gzip\n" + gzip.compress(text, 1), b"", 0


ANSWERS = {"facts": _facts}
