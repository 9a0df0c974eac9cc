"""Questions of the fleet, put to the user one at a time."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.fleet import Fleet


class Questions:
    """Asks about unknown host keys."""

    def __init__(self, app: "RelayApp") -> None:
        self._app = app
        self._asking = False

    def ask(self, fleet: "Fleet") -> None:
        """Put the oldest open question, unless one is on the screen."""
        open_ones = () if self._asking else fleet.questions()
        if not open_ones:
            return
        from relaytui.widgets.host_key import HostKeyDialog

        question = open_ones[0]
        self._asking = True

        def answered(yes: bool | None) -> None:
            self._asking = False
            fleet.answer(question, bool(yes))
            self._app.wake()

        self._app.push_screen(HostKeyDialog(question), answered)
