"""Whether a command that needs root can be run on a host."""

import re

from relaytui.doctor.case import Case
from relaytui.domain.finding import Absent, Failed, Finding, Remedy, Value
from relaytui.domain.text import safe
from relaytui.facts.rights import Right, label, trial_name
from relaytui.facts.sudo_list import may_run
from relaytui.facts.sudoers import REGEX_SINCE, commands_of

# What a program says when it is there and its server is not.
_STAMP = re.compile(r"^\d{4}-\d\d-\d\d \S+ .{0,40}?\b(?:ERROR|CRITICAL) +")
_DOWN = ("is fail2ban running", "not running", "connection refused")


def access(case: Case, right: Right) -> Finding:
    """Whether a command that needs root can be run."""
    path, called = case.answer.tools.get(right.tool), label(right)
    if not path:
        return Absent("not installed here", about=called)
    own = case.answer.trials.get(trial_name(right))
    if (case.is_root and right.silent) or (own and own.status == 0):
        return Value(called)
    if own and "unknown command" in own.words.lower():
        return Absent("not in this version", about=called)
    if own and _is_down(own.words):  # anybody may see that
        return _refused(right, own.words)
    judged = case.root.trials.get(trial_name(right)) if case.root else own
    if case.has_root and judged and judged.status:
        return _refused(right, judged.words)
    if case.has_root:
        return Value("through sudo", about=called) if case.root else Value(called)
    return _through_sudo(case, right, path)


def _through_sudo(case: Case, right: Right, path: str) -> Finding:
    allowed = case.answer.sudo.allowed if case.answer.sudo else ()
    commands = commands_of(right, path, REGEX_SINCE, ())
    # What sudo lists and then does not give (requiretty) is nothing.
    if not case.no_root and all(may_run(allowed, one) for one in commands):
        return Value("by sudo's list", about=label(right))
    reason = f"no permission (root only; {case.sudo_words()})"
    return Failed(reason, case.remedy(), about=label(right))


def _is_down(words: str) -> bool:
    return any(one in words.lower() for one in _DOWN)


def _refused(right: Right, words: str) -> Finding:
    """A program that answers root with an error."""
    words = _STAMP.sub("", words)
    if right.tool == "firewall-cmd" and "not running" in words.lower():
        return Absent("not running", about=right.tool)
    step = None
    if _is_down(words):
        server = right.tool.removesuffix("-client").removesuffix("-cmd")
        step = Remedy("See why it does not run", f"sudo systemctl status {server}")
    return Failed(safe(f"{right.tool} says: {words or 'nothing'}", 200), step)
