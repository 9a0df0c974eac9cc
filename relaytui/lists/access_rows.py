"""Rules `pattern action text` of Postfix's cidr tables, line by line (cidr_table(5))."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.lists.entry import MOST, Effect, Entry, Guard, Parsed, Problem, problem
from relaytui.lists.off import off_text
from relaytui.lists.pattern import postfix_net
from relaytui.lists.rows import BLANKS, BOM, OFF, Logical, Row, logical_rows

Judge = Callable[[str], tuple[Effect, Problem | None]]
Read = Callable[[str], tuple[Net | None, Problem | None]]


class RuleReader:
    """The rules of one text; `judge` tells what an action does, `read` what a pattern means."""

    def __init__(self, text: str, judge: Judge, read: Read = postfix_net) -> None:
        self.text, self._judge, self._read = text, judge, read
        self._guards: list[Guard] = []
        self._blocks = False
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []

    def read(self, *, blocks: bool) -> Parsed:
        """All of it; `blocks`: `if`, `endif` and `!` are known (cidr tables)."""
        self._blocks = blocks
        off: list[Row] = []
        for one in logical_rows(self.text):
            if isinstance(one, Row):
                off = self._comment(one, off)
                continue
            off = []
            if self._is_bom(one) or self._is_blank_first(one):
                continue
            if not (blocks and self._block(one)):
                self.entries.append(self.rule(one))
        if self._guards:
            self.problems.append(problem("if_without_endif", "an if has no endif"))
        return Parsed(text=self.text, entries=tuple(self.entries), problems=tuple(self.problems))

    def rule(self, logical: Logical) -> Entry:
        """One rule, with what is wrong with it."""
        pattern, action = _split(logical.text)
        plain = pattern.lstrip("!") if self._blocks else pattern
        negated = len(pattern) - len(plain)
        net, fault = self._read(plain)
        found = [fault] if fault else []
        effect, wrong = self._judge(action) if action else ("neutral", None)
        if not action:
            found.append(problem("no_action", f"{pattern} has no action: Postfix skips it"))
        elif wrong:
            found.append(wrong)
        dead = not action or (fault is not None and fault.code != "partly_dead")
        broken = not dead and wrong is not None and wrong.code in ("unknown_action", "wrong_action")
        action, tail, comment, told = _remark(action, pattern)
        return Entry(
            what=safe(pattern, MOST),
            net=net,
            action=safe(action, MOST) if action else None,
            comment=safe(comment, MOST),
            tail=safe(tail, MOST),
            negated=negated % 2 == 1,
            effect=effect,
            dead=dead,
            broken=broken,
            problems=tuple(found + told),
            line=logical.number,
            start=logical.rows[0].start,
            end=logical.rows[-1].end,
            parts=logical.apart,
            guards=tuple(self._guards),
        )

    def _is_bom(self, one: Logical) -> bool:
        """A byte order mark is a part of the first rule's pattern, so that it matches nothing."""
        if not one.text.startswith(BOM):
            return False
        row = one.rows[0]
        rest = one.text[1:].strip(BLANKS)
        row = row._replace(text=row.text[1:], start=1)
        if not rest or rest[0] == "#":
            self.problems.append(problem("bom", "the file begins with a byte order mark"))
            self._comment(row, [])
            return True
        told = problem("bom_first_rule_dead", "a byte order mark makes the first rule dead")
        self.problems.append(told)
        inner = Logical((row, *one.rows[1:]), one.text[1:])
        entry = self.rule(inner)
        self.entries.append(_dead(entry, told))
        return True

    def _is_blank_first(self, one: Logical) -> bool:
        if one.text[0] not in BLANKS:
            return False
        entry = self.rule(one._replace(text=one.text.strip(BLANKS)))
        words = "a rule must not begin with a blank: Postfix drops it"
        self.entries.append(_dead(entry, problem("begins_with_blank", words)))
        return True

    def _block(self, one: Logical) -> bool:
        word, rest = _split(one.text)
        low = word.lower()
        if low == "endif":
            fault = "garbage behind endif" if rest else "" if self._guards else "endif without if"
            if fault:
                self._skipped(one, fault)
            else:
                self._guards.pop()
            return True
        if low != "if":
            return False
        pattern = rest.lstrip("!").strip(BLANKS)
        net, fault_of = self._read(pattern)
        if net is None:
            reason = fault_of.words if fault_of else "if without a network"
            self._skipped(one, f"{reason}; the rules in it hold for everybody")
        else:
            self._guards.append(Guard(net, (len(rest) - len(rest.lstrip("!"))) % 2 == 1))
        return True

    def _skipped(self, one: Logical, why: str) -> None:
        self.problems.append(problem("skipped", f"line {one.number}: {why}"))

    def _comment(self, row: Row, before: list[Row]) -> list[Row]:
        """A comment line; `before` are ours that it may go on with."""
        found = off_text(row.text)
        if found is None:
            return []
        text, ours = found
        if ours and text[:1] in tuple(BLANKS) and before:
            last = self.entries.pop()
            parts = (*before, row)
            whole = "".join(one.text[len(OFF) :] for one in parts)
            entry = self.rule(Logical((before[0]._replace(text=whole), row), whole))
            self.entries.append(_off(entry, last.start, row.end))
            return list(parts)
        entry = self.rule(Logical((row._replace(text=text),), text))
        usable = entry.net is not None and entry.action is not None and not entry.broken
        if ours or (usable and entry.effect != "neutral"):
            self.entries.append(_off(entry, row.start, row.end))
            return [row] if ours else []
        return []


def _split(text: str) -> tuple[str, str]:
    words = text.strip(BLANKS).split(None, 1)
    return (words[0], words[1] if len(words) > 1 else "") if words else ("", "")


def _remark(action: str, pattern: str) -> tuple[str, str, str, list[Problem]]:
    """The action without what was meant as a remark, and that; behind `OK` it does no harm."""
    at = next((at for at in _marks(action) if at > 0), -1)
    if at < 0:
        return action, "", "", []
    words = f"{pattern}: {action[at:]} is no remark: Postfix takes it for a part of the result"
    told = problem("inline_text_is_part_of_result", words)
    kept = action[:at].rstrip(BLANKS)
    return kept, action[len(kept) :], action[at:].strip("# \t\r"), [told]


def _marks(action: str) -> Iterator[int]:
    at = action.find("#")
    while at >= 0:
        if at == 0 or action[at - 1] in BLANKS:
            yield at
        at = action.find("#", at + 1)


def _dead(entry: Entry, why: Problem) -> Entry:
    return replace(entry, dead=True, broken=False, problems=(why, *entry.problems))


def _off(entry: Entry, start: int, end: int) -> Entry:
    return replace(entry, on=False, start=start, end=end, problems=())
