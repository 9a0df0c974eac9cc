"""The command palette: the same commands as behind `:`, found by their words."""

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from relaytui.widgets.commands import Command, commands_of

if TYPE_CHECKING:
    from relaytui.app import RelayApp


class ScreenCommands(Provider):
    """Every command that can be given now; one that needs a text is begun in the line."""

    def _entries(self) -> list[Command]:
        return commands_of(self._app)

    @property
    def _app(self) -> "RelayApp":
        return cast("RelayApp", self.app)

    def _run(self, chosen: Command) -> None:
        if chosen.needs:
            self._app.call_after_refresh(self._app.action_command_line, f"{chosen.name} ")
        else:
            self._app.call_after_refresh(self._app.perform, chosen, "")

    async def discover(self) -> Hits:
        """All of them."""
        for one in self._entries():
            words = f"{one.about} :{one.name}"
            yield DiscoveryHit(Content(words), partial(self._run, one), text=words)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for one in self._entries():
            words = f"{one.about} :{one.name}"
            if (score := matcher.match(words)) > 0:
                yield Hit(score, Content(words), partial(self._run, one), text=words)
