"""Plans for files of lists: an entry is added with a remark that tells its end, entries are taken
out, a wider one is parted. Every other byte of the file stays."""

from collections.abc import Iterable
from dataclasses import dataclass

from relaytui.changes.plan import Already, Command, Moment, Put, Step
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.file_texts import FileText
from relaytui.facts.own import Own
from relaytui.layers.covered import still_blocked
from relaytui.layers.keeper import sweeping
from relaytui.layers.nets import parts
from relaytui.lists.dated import ends, remark, without
from relaytui.lists.edit import Edited, Operation, Refused, changed
from relaytui.lists.editing import edit
from relaytui.lists.entry import Entry, Problem
from relaytui.lists.form import About, Form, forms
from relaytui.lists.managed import managed_words, why_managed
from relaytui.lists.rows import newline


@dataclass(frozen=True)
class ListFile:
    """A file of a list that keeps out. `action` is what a new entry does, where entries have one;
    `then` makes a change effective; `kind` and `name` tell the host's script how to do so (see
    keeper.sweeping)."""

    file: FileText
    form: str
    about: About
    then: tuple[Command, ...] = ()
    action: str = ""
    kind: str = "file"
    name: str = "-"

    @property
    def path(self) -> str:
        """Where it is."""
        return str(self.file.path)

    @property
    def text(self) -> str | None:
        """Its text; None where there is no such file."""
        return None if self.file.missing else self.file.text

    @property
    def _form(self) -> Form:
        return forms()[self.form]

    def entries(self) -> list[Entry]:
        """Those that keep somebody out."""
        return self._blocking(self.file.text)

    def _blocking(self, text: str) -> list[Entry]:
        return [one for one in self._form.parse(text, self.about).live if _blocks(one)]

    def _held(self, text: str, net: Net) -> list[Entry]:
        """Entries that keep out an address of a net; a wider one that another entry lets it pass
        is none of them."""
        live = self._form.parse(text, self.about).live
        spares = [one for one in live if not _blocks(one) and one.matches_all(net)]
        first = min((one.start for one in spares), default=len(text))
        return [
            one
            for one in live
            if _blocks(one) and one.matches_some(net)
            and not (spares and one.matches_all(net) and one.net != net
                     and (one.start > first or not self._form.first_wins))
        ]  # fmt: skip

    def adding(self, intent: Block, own: Own | Absent | Failed | None, moment: Moment) -> "Made":
        """What adds an entry."""
        if self.file.failed:
            return self.file.failed
        stop = why_managed(self.path, self.file.text, "take another layer")
        if stop:
            return stop
        until = None if intent.seconds is None else moment.now + intent.seconds
        known = ends(self.file.text)
        for one in self.entries():
            end = known.get(one.line, 0)
            if one.matches_all(intent.net) and (not end or (until and end >= until - 60)):
                return Already(safe(f"{one.what} is in {self.path}:{one.line} already"))
        text = self._without_shorter(intent, until)
        words = remark(until, moment.by, intent.reason).removeprefix("# ")
        wanted = Operation("add", str(intent.net), self.action or None, words, confirmed=True)
        done = edit(self._form, text, wanted, self.about)
        if isinstance(done, Refused):
            return done
        if dead := self._dead(done, intent):
            return Refused("not_expressible", f"{self.path}: {dead}", ("another layer",))
        put = Put(self.path, self.text, done.after, then=self.then)
        if until is None:
            return [put]
        if not isinstance(own, Own):
            return Failed("what keeps ends on this host can't be seen")
        swept = sweeping(own, self.kind, self.name, self.path)
        return swept if isinstance(swept, Failed) else [*swept, put]

    def _without_shorter(self, intent: Block, until: float | None) -> str:
        """The text without entries of ours for the same net that end sooner."""
        known = ends(self.file.text)
        spans = [
            span
            for one in self.entries()
            if one.net == intent.net and (end := known.get(one.line))
            and (until is None or end < until - 60)
            for span in one.spans
        ]  # fmt: skip
        return without(self.file.text, spans) if spans else self.file.text

    def _dead(self, done: Edited, intent: Block) -> str:
        """Why the daemon would make nothing of a new entry; empty where it does."""
        found = self._form.parse(done.after, self.about).entries
        same = [one for one in found if one.on and one.net == intent.net]
        if any(not one.dead and not one.broken for one in same):
            return ""
        return str(same[0].problems[0].words) if same and same[0].problems else "no entry"

    def lifting(self, intent: Unblock, moment: Moment) -> "Made":
        """What takes out the entries that are the net or within it; nothing where there is
        none."""
        if self.file.failed:
            return self.file.failed
        text = self.file.text
        held = self._held(text, intent.net)
        if not held:
            return []
        stop = why_managed(self.path, text, "do it all the same: --managed")
        if stop and not intent.confirmed:
            return stop
        # What stood behind an entry may keep it out once that is gone.
        while held:
            lifted = self._lifted(text, held, intent)
            if isinstance(lifted, Refused):
                return lifted
            text, held = lifted, self._held(lifted, intent.net)
        return [Put(self.path, self.text, text, then=self.then)]

    def _lifted(self, text: str, held: list[Entry], intent: Unblock) -> str | Refused:
        gone: list[tuple[int, int]] = []
        new: list[tuple[int, int, str]] = []
        for one in held:
            assert one.net is not None
            if intent.net.covers(one.net):
                gone += one.spans
                continue
            if not intent.split:
                return still_blocked(intent.net, one.net, f"{self.path}:{one.line}")
            rest = self._rest(text, one, intent)
            if isinstance(rest, Refused):
                return rest
            (first, end), *more = one.spans
            new += [(first, end, rest), *((start, last, "") for start, last in more)]
        # What is parted keeps its remark, which is above the first of its parts.
        return changed(text, new) if new else without(text, gone)

    def _rest(self, text: str, one: Entry, intent: Unblock) -> str | Refused:
        """The lines of a wider entry without a net, each with what stands above the entry."""
        assert one.net is not None
        end = newline(text)
        until = ends(text).get(one.line)
        lines = []
        for number, each in enumerate(parts(one.net, intent.net)):
            written = self._form.written(each)
            if isinstance(written, Problem):
                return Refused(written.code, f"{self.path}:{one.line} can't be parted: "
                               f"{written.words}", (f"lift {one.net}",))  # fmt: skip
            if until is not None and number:
                lines.append(remark(until or None, "relaytui", f"rest of {one.net}"))
            lines.append(f"{written} {one.action or ''}{one.tail}".rstrip())
        return "".join(f"{line}{end}" for line in lines)


@dataclass(frozen=True)
class Lifted:
    """What takes an address out of several files: the steps, what to know, and which files."""

    steps: tuple[Step, ...]
    warnings: tuple[str, ...]
    paths: tuple[str, ...]


def lifted(
    lists: Iterable[ListFile], intent: Unblock, moment: Moment
) -> Lifted | Already | Refused | Failed | None:
    """An address out of every one of these; None where none of them has it."""
    steps: list[Step] = []
    warnings: list[str] = []
    paths: list[str] = []
    for one in lists:
        made = one.lifting(intent, moment)
        if not isinstance(made, list):
            return made
        if made:
            steps += made
            paths.append(one.path)
            warnings += managed_words(one.path, one.file.text)
    return Lifted(tuple(steps), tuple(warnings), tuple(paths)) if steps else None


#: Steps, or why there are none.
Made = list[Step] | Already | Refused | Failed


def _blocks(one: Entry) -> bool:
    if one.net is None or one.negated:
        return False
    return one.effect == "block"
