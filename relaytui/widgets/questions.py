"""Questions of the fleet, put to the user one at a time."""

from typing import TYPE_CHECKING

from textual.widgets import Input

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.fleet import Fleet, LockedKey, Question


class Questions:
    """Asks about unknown host keys, and for the passphrases of key files."""

    def __init__(self, app: "RelayApp") -> None:
        self._app = app
        self._asking = False
        self._answered: set[int] = set()

    def ask(self, fleet: "Fleet") -> None:
        """Put the oldest open question, unless one is on the screen."""
        # A filter that is being typed may hold a `y`: the question waits until it is done.
        if self._asking or isinstance(self._app.focused, Input):
            return
        open_ones = [one for one in fleet.questions() if one.number not in self._answered]
        if not open_ones:
            return
        from relaytui.fleet import LockedKey

        question = open_ones[0]
        self._asking = True
        if isinstance(question, LockedKey):
            self._unlock(fleet, question)
        else:
            self._know(fleet, question)

    def _know(self, fleet: "Fleet", question: "Question") -> None:
        from relaytui.widgets.host_key import HostKeyDialog

        def answered(yes: bool | None) -> None:
            self._done(question.number)
            fleet.answer(question, bool(yes))
            self._app.wake()

        self._app.push_screen(HostKeyDialog(question), answered)

    def _unlock(self, fleet: "Fleet", question: "LockedKey") -> None:
        from relaytui.widgets.passphrase import PassphraseDialog

        def answered(passphrase: str | None) -> None:
            self._done(question.number)
            fleet.unlock(question, passphrase)
            self._app.wake()

        self._app.push_screen(PassphraseDialog(question), answered)

    def _done(self, number: int) -> None:
        self._asking = False
        self._answered.add(number)
