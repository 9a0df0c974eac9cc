"""Commands that change hosts: all of them open the one dialog."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from relaytui.domain.text import safe
from relaytui.errors import RelaytuiError, UsageError
from relaytui.widgets.commands import command
from relaytui.widgets.typed_ahead import TypedAheadApp

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.changes.draft import Verb


class ChangeCommands(TypedAheadApp):
    """What `:` and keys do to hosts."""

    @property
    def _changing(self) -> "RelayApp":
        return cast("RelayApp", self)

    def change(self, verb: "Verb", subjects: Iterable[str], near: Sequence[str] = ()) -> None:
        """Open the dialog for what is marked or chosen on a screen."""
        from relaytui.changes.draft import Target
        from relaytui.domain.net import parse_net

        desk = self._changing.desk
        texts = list(subjects)
        nets = [net for text in texts if (net := parse_net(text))]
        if not nets:
            what = f"{safe(texts[0], 60)} is no address" if texts else "No address is chosen here"
            self.notify(f"{what}. Type :{verb} ADDRESS", markup=False, timeout=5)
            return
        try:
            checked = [desk.net(str(one), str(one.bits)) for one in nets]
        except RelaytuiError as error:
            self.notify(str(error), severity="warning", markup=False, timeout=8)
            return
        seconds = None if verb == "allow" else 86400
        desk.begin(verb, [Target(one) for one in checked], near, seconds=seconds)

    def undo_change(self, wanted: str) -> None:
        """Ask whether a change is taken back: the last one that stands, where none is named."""
        self._changing.desk.ask_undo(wanted)

    @command("Let this console change hosts for a time; 0: no longer", "[TIME]")
    def command_rw(self, text: str) -> None:
        """Arm, or disarm."""
        from relaytui.cli.durations import seconds_of
        from relaytui.widgets.change_desk import USUAL

        app = self._changing
        try:
            seconds = 0.0 if text == "0" else seconds_of(text) if text else USUAL
        except Exception as error:
            raise UsageError(str(error)) from error
        app.desk.arm(seconds)
        words = "This console may change hosts" if seconds else "Read-only"
        self.notify(words, markup=False, timeout=4)
        if screen := app.screens.ready():
            screen.tick()

    @command("Block an address on all hosts", "[NET [REASON]]")
    def command_block(self, text: str) -> None:
        """Block."""
        self._typed_change("block", text)

    @command("Lift an address everywhere", "[NET]")
    def command_unblock(self, text: str) -> None:
        """Lift."""
        self._typed_change("unblock", text)

    @command("Trust an address", "[NET [REASON]]")
    def command_allow(self, text: str) -> None:
        """Trust."""
        self._typed_change("allow", text)

    def _typed_change(self, verb: "Verb", text: str) -> None:
        screen = self._changing.screens.ready()
        if not text and screen:  # what is chosen there
            self.change(verb, screen.subjects(), screen.near())
            return
        from relaytui.changes.draft import Target

        word, _, rest = text.strip().partition(" ")
        prefix, _, after = rest.partition(" ")
        if not prefix.startswith("/"):
            prefix, after = "", rest
        desk = self._changing.desk
        seconds = None if verb == "allow" else 86400
        desk.begin(verb, [Target(desk.net(word, prefix))], reason=after, seconds=seconds)
