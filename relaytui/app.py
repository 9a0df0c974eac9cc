"""The console: a frame clock, the store, and screens that it does not know."""

import gc
import os
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from relaytui.domain.host_spec import HostSpec
from relaytui.fleet import Fleet, Question
from relaytui.plugins import ScreenSpec, find_screens
from relaytui.state.frame_clock import PAGE, QUICK, SLOW, FrameClock
from relaytui.state.store import Store
from relaytui.theming import ConsoleTheme, choose_theme
from relaytui.widgets.bar import Word
from relaytui.widgets.host_key import HostKeyDialog
from relaytui.widgets.keys import key
from relaytui.widgets.palette import ScreenCommands
from relaytui.widgets.relay_screen import RelayScreen

#: Makes the fleet of some hosts.
FleetMaker = Callable[[list[HostSpec]], Fleet]


class RelayApp(App[int]):
    """The console over a fleet; without one it begins at the start page."""

    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {ScreenCommands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    CSS = "Screen { overflow: hidden; } Input { border: none; height: 1; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("q", "leave", "quit", "Back, or quit", id="app.leave"),
        key("colon", "command_palette", "commands", "Commands, by name", id="app.commands"),
        *[
            key(digit, f"open('{digit}')", "", "", id=f"app.screen_{digit}")
            for digit in "1234567890"
        ],
    ]

    def __init__(
        self,
        fleet: Fleet | None,
        *,
        look: ConsoleTheme,
        link: str = "auto",
        make_fleet: FleetMaker = Fleet,
        first_screen: str = "logs",
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.look = look
        self.slow = link == "slow"
        self.make_fleet = make_fleet
        self.fleet = fleet
        self.store = Store([host.name for host in fleet.hosts] if fleet else [])
        self._first_screen = first_screen if fleet else "start"
        self._specs: tuple[ScreenSpec, ...] = ()
        self._clock: FrameClock | None = None
        self._asking: Question | None = None
        self.closers: list[Callable[[], None]] = []

    def on_mount(self) -> None:
        """Paint first; everything else after that."""
        self.register_theme(self.look.textual())
        self.theme = self.look.name
        self._clock = FrameClock(self._frame)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        found = find_screens()
        self._specs = found.screens
        for spec in found.screens:
            self.install_screen(spec.factory(), spec.name)
        for problem in found.problems:
            self.notify(problem, title="Plug-in", severity="warning", markup=False)
        self.push_screen(self._first_screen)
        self.set_interval(2.0 if self.slow else 1.0, self._tick)
        if self.fleet:
            self.use(self.fleet)
        gc.collect()
        gc.freeze()

    def use(self, fleet: Fleet) -> None:
        """Watch these hosts."""
        self.fleet = fleet
        assert self._clock is not None
        self.store = Store([host.name for host in fleet.hosts], self._clock.wake)
        fleet.on_wake(self._clock.wake)
        fleet.start()
        if isinstance(self.screen, RelayScreen) and self._first_screen == "start":
            self._first_screen = "logs"
            self.open_screen("logs")
        self._clock.soon()

    def open_hosts(self, hosts: list[HostSpec], *, with_demo: bool) -> None:
        """Watch what was chosen on the start page."""
        if with_demo:
            from relaytui.demo.demo import Demo

            demo = Demo()
            self.closers.append(lambda: demo.__exit__(None, None, None))
            hosts = [*hosts, *demo.__enter__().specs()]
        if hosts:
            self.use(self.make_fleet(hosts))

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def wake(self) -> None:
        """Do a frame soon: a screen has changed what is looked for."""
        if self._clock:
            self._clock.soon()

    def _frame(self) -> float:
        if not self.fleet:
            return QUICK
        lines = self.fleet.drain()
        change = self.store.take(lines, self.fleet.statuses(), time.time())
        self._ask()
        screen = self._shown()
        painted = screen.frame(change) if screen else 0
        if change.searching:
            self.wake()
        if self.slow:
            return SLOW
        return PAGE if painted > self.size.height // 2 else QUICK

    def _tick(self) -> None:
        screen = self._shown()
        if screen:
            screen.tick()

    def _shown(self) -> RelayScreen | None:
        """The screen of ours that is seen, also behind a card."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, RelayScreen):
                return screen
        return None

    def _ask(self) -> None:
        questions = self.fleet.questions() if self.fleet else ()
        if self._asking or not questions:
            return
        self._asking = question = questions[0]

        def answered(yes: bool | None) -> None:
            self._asking = None
            if self.fleet:
                self.fleet.answer(question, bool(yes))
            self.wake()

        self.push_screen(HostKeyDialog(question), answered)

    # --- screens ---

    @property
    def specs(self) -> tuple[ScreenSpec, ...]:
        """The screens that there are."""
        return self._specs

    def open_screen(self, name: str) -> None:
        """Show a screen, unless it is shown."""
        installed = self.get_screen(name)
        if self.screen is not installed:
            while len(self.screen_stack) > 2 and not isinstance(self.screen, RelayScreen):
                self.pop_screen()
            self.switch_screen(name)

    def title_of(self, screen: Screen[Any]) -> str:
        """The title of a screen of ours."""
        titles = {id(self.get_screen(spec.name)): spec.title for spec in self._specs}
        return titles.get(id(screen), "")

    def screen_words(self) -> list[Word]:
        """The screens and their keys, for the line of keys; the one that is shown stands out."""
        shown = self._shown()
        return [
            Word(
                spec.title,
                "bar_on" if shown and self.get_screen(spec.name) is shown else "bar",
                4,
                spec.key,
            )
            for spec in self._specs
            if spec.key and self.fleet
        ]

    def own_bindings(self) -> list[Binding]:
        """The keys that work everywhere."""
        screens = [
            Binding(spec.key, "", spec.title, tooltip=f"Screen: {spec.title}", id=spec.name)
            for spec in self._specs
            if spec.key
        ]
        return [binding for _, binding in self._bindings if binding.tooltip] + screens

    def action_open(self, digit: str) -> None:
        """The screen of a key; where there is none yet, nothing happens."""
        for spec in self._specs:
            if spec.key == digit and self.fleet:
                self.open_screen(spec.name)

    def action_leave(self) -> None:
        """Back to the first screen, and from there out."""
        self.exit(0)


def offers() -> list[tuple[str, HostSpec | None]]:
    """What the start page offers: this machine, the aliases of ssh, the demo (None)."""
    from relaytui.config.offers import local_mail_log, ssh_aliases
    from relaytui.config.paths import user_ssh_config

    log = local_mail_log()
    here: list[tuple[str, HostSpec | None]] = (
        [(f"this machine ({log})", HostSpec(name="local"))] if log else []
    )
    aliases = [(name, HostSpec(name=name, target=name)) for name in ssh_aliases(user_ssh_config())]
    return [*here, *aliases, ("the demo: simulated relays", None)]


def run_console(hosts: Sequence[HostSpec], *, theme: str | None, link: str) -> int:
    """Open the console on hosts, or on the start page. Returns the exit status."""
    look = choose_theme(theme, os.environ, slow=link == "slow")
    fleet = Fleet(list(hosts)) if hosts else None
    app = RelayApp(fleet, look=look, link=link)
    try:
        status = app.run()
    finally:
        if app.fleet:
            app.fleet.close()
        for close in app.closers:
            close()
    return app.return_code or status or 0
