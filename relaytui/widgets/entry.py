"""An input in which a burst of keys comes out in the order in which it was typed.

Textual puts letters into an input at once and looks for bindings (Tab, Enter, Backspace) later,
when the key has come up to the app: of `fil`, Tab, `x` it would make `filx`. Here both happen at
once. What comes when the input is gone already goes to whom the focus has gone.
"""

from textual import events
from textual.widget import Widget
from textual.widgets import Input


class Entry(Input):
    """One line to type in."""

    async def on_key(self, event: events.Key) -> None:
        """A key with a binding of ours is done before the next one is looked at."""
        shown = (node.display for node in self.ancestors_with_self if isinstance(node, Widget))
        if not all(shown):
            event.prevent_default()  # and up to the app, which knows the focus
            return
        for node, bindings in self.screen._binding_chain:
            if node is self and (found := bindings.key_to_bindings.get(event.key)):
                event.stop()
                event.prevent_default()
                await self.app.run_action(found[0].action, self)
