"""A change on one host as a script, and what the host answered. Pure."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from relaytui.changes.plan import FILE, Command, Plan, Put, Run, Step
from relaytui.changes.protocol import BODY, HOME, KEPT_DAYS, WATCHER
from relaytui.domain.text import SafeText, is_shown, safe
from relaytui.ssh.script import Script, quoted, script

#: Bytes of a file that is written; larger lists are not edited over a link.
MOST_BYTES = 4 << 20
_NONE = SafeText("")
_NAME = re.compile(r"[0-9A-Za-z-]{1,80}")
_REASONS = {
    "root": "no root shell: sudo -n /bin/sh -s was refused",
    "home": "/var/lib/relaytui can't be written, or is not root's alone",
    "lock": "another change holds the lock",
    "changed": "it was changed meanwhile",
    "folder": "its folder is not there",
    "open_folder": "others than root can write to its folder, or to one above it, and could put "
    "something else in its place: see ls -ld",
    "no_file": "it is no plain file",
    "state": "the change can't be recorded in /var/lib/relaytui",
    "written": "the new text can't be written",
    "invalid": "the new text is not valid",
    "replaced": "the old file can't be replaced",
    "effective": "it can't be made effective",
    "refused": "the command was refused",
    "gone": "what undo needs is not kept any more",
    "unfinished": "a change on it is not finished",
    "undone": "it was undone already",
    "switch": "what would take it back by itself can't be started",
    "unconfirmed": "it was not confirmed in time, and was taken back",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A change that a break had left half done, or whose answer never came: `how` is finished,
    restored, torn, or absent where the host knows nothing of it; `words` tell what it was."""

    identity: SafeText
    how: str
    words: SafeText


@dataclass(frozen=True, slots=True)
class Answered:
    """What a host says of a change.

    `done`: all of it stands. `restored`: nothing of it does. Neither: it was refused before it
    began (`reason`), or the host is `torn` between old and new, or the answer broke off
    (`complete` False), and the next look tells.
    """

    done: bool = False
    #: It stands, and is taken back by the host itself unless it is confirmed in time.
    waiting: bool = False
    restored: bool = False
    torn: bool = False
    complete: bool = False
    reason: SafeText = _NONE
    #: Number of the step that failed, from 1; 0 where none did.
    step: int = 0
    settled: tuple[Settled, ...] = ()


def do_script(
    identity: str, what: str, plans: Sequence[Plan], mark: str, switch: int = 0
) -> Script:
    """Do all steps of these plans, or none. `what` goes into the host's records. With `switch`
    the host takes all of it back after so many seconds, unless it is confirmed."""
    steps = [step for plan in plans for step in plan.steps]
    values: dict[str, str] = {"switch": ""}
    for number, step in enumerate(steps, 1):
        values |= _step(f"s{number}", step)
    if switch:
        values["switch"] = str(switch)
        values["watcher"] = _script("watch", identity, mark, WATCHER, switch=str(switch)).text
    return _script("do", identity, mark, what=what, count=str(len(steps)), **values)


def confirm_script(identity: str, mark: str) -> Script:
    """A change that waits to be confirmed is to stay."""
    return _script("confirm", identity, mark)


def undo_script(identity: str, mark: str) -> Script:
    """Take back a change by its record on the host, if nobody has changed its files since."""
    return _script("undo", identity, mark)


def forget_script(mark: str) -> Script:
    """Take away the folder of ours, records and all, if nothing is unfinished."""
    return _script("forget", "none", mark)


def settle_script(mark: str, asked: Sequence[str] = ()) -> Script:
    """Settle what a break has left, and say what has become of those that are `asked` for."""
    return _script("settle", "none", mark, asked=" ".join(filter(_NAME.fullmatch, asked)))


def _script(op: str, identity: str, mark: str, body: str = BODY, **values: str) -> Script:
    given = {"op": op, "id": identity, "mark": mark, "home": HOME, "days": str(KEPT_DAYS)}
    return script("change", body, **given, **values)


def _step(name: str, step: Step) -> dict[str, str]:
    if isinstance(step, Run):
        undo = () if step.undo is None else (step.undo,)
        return _commands(f"{name}_do", (step.do,)) | _commands(f"{name}_undo", undo)
    unfit = why_not(step)
    if unfit:
        raise ValueError(unfit)
    values = {
        f"{name}_path": step.path, f"{name}_before": sum_of(step.before),
        f"{name}_mode": f"{step.mode:o}", f"{name}_sum": sum_of(step.after),
    }  # fmt: skip
    if step.after is not None:
        values[f"{name}_after"] = step.after
    values |= _commands(f"{name}_check", step.check)
    return values | _commands(f"{name}_then", step.then)


def why_not(step: Put) -> str:
    """Why a file can't be written; empty where it can."""
    path = step.path
    if not path.startswith("/") or path.endswith("/") or not all(map(is_shown, path)):
        return f"{safe(path, 200)}: not a path that can be written"
    for text in (step.before or "", step.after or ""):
        if "\0" in text:
            return f"{safe(path, 200)}: it holds a NUL, so it is no text"
        if len(text) > MOST_BYTES:
            return f"{safe(path, 200)}: larger than {MOST_BYTES >> 20} MiB"
    return ""


def sum_of(text: str | None) -> str:
    """A file's sum as the host tells it: SHA-256 in hex, or `absent`."""
    if text is None:
        return "absent"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _commands(name: str, commands: Sequence[Command]) -> dict[str, str]:
    values = {}
    for number, one in enumerate(commands, 1):
        well = ",".join(map(str, one.well))
        values[f"{name}_{number}"] = f"{well} {quoted(one.argv, {FILE: 'tmp'})}"
        if one.stdin:
            values[f"{name}_{number}_in"] = one.stdin
    return values


def parse_answered(stdout: bytes, mark: str, steps: Sequence[Step] = ()) -> Answered:
    """The answer of a script with this mark."""
    done = waiting = restored = torn = complete = False
    reason, step = "", 0
    settled: list[Settled] = []
    for piece in (b"\n" + stdout).split(b"\n" + mark.encode() + b" ")[1:]:
        head, _, body = piece.decode("utf-8", "surrogateescape").partition("\n")
        match head.split(" ", 2):
            case ["refused" | "failed", why, rest]:
                reason = _REASONS.get(why, why)
                number = rest.split(" ")[0]
                step = int(number) if number.isascii() and number.isdecimal() else 0
                reason = _of_step(reason, step, steps)
            case ["said"] if body.strip():
                reason += f": {body.strip()}"
            case ["foreign", *rest]:
                reason += f"; somebody else has changed {' '.join(rest)[2:]} meanwhile"
            case ["stale", *_]:
                reason += "; nor could the old text be made effective again"
            case ["done"]:
                done = True
            case ["waiting"]:
                waiting = True
            case ["restored" | "finished" | "torn" | "absent" as how, identity, *words]:
                if words:
                    settled.append(Settled(safe(identity, 80), how, safe(words[0], 400)))
                else:
                    restored, torn = restored or how == "restored", torn or how == "torn"
            case ["end"]:
                complete = True
    why = safe(reason.replace("\n", "; "), 600)
    return Answered(done, waiting, restored, torn, complete, why, step, tuple(settled))


def _of_step(reason: str, number: int, steps: Sequence[Step]) -> str:
    """The reason with the thing and the place."""
    if not 1 <= number <= len(steps):
        return reason
    step = steps[number - 1]
    return f"{step.path if isinstance(step, Put) else step.do}: {reason}"
