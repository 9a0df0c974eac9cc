"""The log of a host in a row: which, why this one, how old, in what form."""

import re

from relaytui.doctor.case import Case
from relaytui.doctor.clock import age
from relaytui.doctor.panels import named
from relaytui.domain.text import safe

_FORMS = (
    (re.compile(r"\d{4}-\d\d-\d\dT\S+"), "ISO times"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:"), "Exim's times"),
    (re.compile(r"[A-Z][a-z]{2} [ \d]\d \d\d:"), "times without a year"),
)


def log_row(case: Case) -> str:
    """The log that would be read, how, why this one, how old it is, and its form."""
    probe, choice = case.log()
    if choice.problem:
        return safe(f"none: {choice.problem}", 300)
    if choice.name == "journal" and not case.places:
        last = age(probe.clock, probe.journal_last) if probe.journal_last else "no mail entry yet"
        why = "the log files are older, or none can be read" if probe.files else "no log file here"
        return f"{named(choice)}: last entry {last}; {why}"
    read = [one for one in probe.files if one.path in choice.name.split("\n")]
    if not read:
        return named(choice)
    file = max(read, key=lambda one: one.changed)
    begins = case.answer.last.get(file.path, "")
    form = next((words for pattern, words in _FORMS if pattern.match(begins)), "")
    why = "files come first" if case.wish == "auto" else "named in the configuration"
    parts = [f"written {age(probe.clock, file.changed)}", form, why]
    if probe.journal in ("r", "s") and case.wish == "auto":
        parts[-1] += ", and the journal is no fresher"
    return safe(f"{named(choice)}: " + "; ".join(one for one in parts if one), 400)
