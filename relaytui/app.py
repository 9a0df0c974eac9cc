"""The console: a frame clock, the store, and screens that it does not know."""

import asyncio
import gc
import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.timer import Timer
from textual.widgets import Input

from relaytui.config.said import words_of_hosts
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import safe
from relaytui.offers import FleetMaker, fleet_of
from relaytui.plugins import find_screens
from relaytui.state.notices import Notices
from relaytui.theming import ConsoleTheme, choose_theme
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.commands import commands_of
from relaytui.widgets.console_commands import ConsoleCommands
from relaytui.widgets.environment import environment_words
from relaytui.widgets.keys import key
from relaytui.widgets.link_speed import LinkSpeed
from relaytui.widgets.looks import Looks
from relaytui.widgets.relay_screen import RelayScreen
from relaytui.widgets.screen_list import ScreenList

if TYPE_CHECKING:
    from relaytui.fleet import Fleet
    from relaytui.state.geo import Geo
    from relaytui.state.store import Store
    from relaytui.widgets.change_desk import ChangeDesk
    from relaytui.widgets.frames import Frames


def _settle() -> None:
    """What is loaded stays: it is not looked through again and again for garbage."""
    gc.enable()
    gc.collect()
    gc.freeze()


def _commands() -> type[Provider]:
    from relaytui.widgets.palette import ScreenCommands

    return ScreenCommands


def _look_commands() -> type[Provider]:
    from relaytui.widgets.look_commands import LookCommands

    return LookCommands


class RelayApp(ConsoleCommands, inherit_bindings=False):
    """The console over a fleet; without one it begins at the start page."""

    COMMANDS: ClassVar = {_commands, _look_commands}
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("q", "leave", "quit", "Quit", id="app.leave"),
        key("ctrl+c", "leave", "quit", "Quit, also while typing", id="app.quit", priority=True),
        key("colon", "command_line", "command", "Type a command", id="app.command_line"),
        key("ctrl+p", "command_palette", "commands", "Find a command", id="app.palette"),
        key("ctrl+t", "theme", "colours", "The next theme", id="app.theme"),
        *[
            key(digit, f"open('{digit}')", "", "", id=f"app.screen_{digit}")
            for digit in "1234567890"
        ],
    ]

    def __init__(
        self,
        fleet: "Fleet | None",
        *,
        look: ConsoleTheme,
        link: str = "auto",
        hosts: Sequence[HostSpec] = (),
        make_fleet: FleetMaker = fleet_of,
        first_screen: str = "logs",
        keymap: Mapping[str, str] | None = None,
        look_chosen: bool = True,
        said: Sequence[str] | None = None,
        geo: "Geo | None" = None,
        notices: Notices | None = None,
        protect: Sequence[str] = (),
        write: bool = False,
    ) -> None:
        super().__init__(ansi_color=look.native)  # Textual settles here how it obeys NO_COLOR
        self.set_reactive(App.ansi_color, None)  # from now on as the theme says
        self.looks = Looks(self, look, chosen=look_chosen)
        self.animation_level = "none"
        self.slow = link == "slow"
        self.link = LinkSpeed(self, link)
        self.make_fleet = make_fleet
        self.fleet = fleet
        #: Keys by the ids of actions, where the user has moved them.
        self.keymap: Mapping[str, str] = {}
        #: The words of a command line that names these hosts; None where none can.
        self.said = said
        #: Whose a network is, where the user has named files that tell it.
        self.geo = geo
        self._protect, self._write = tuple(protect), write
        self._desk: ChangeDesk | None = None
        #: Words from other threads.
        self.notices = notices or Notices()
        self._wanted_keys = keymap or {}
        self._hosts = list(hosts)
        #: What is known of the hosts; there from the first screen on.
        self.store: Store
        self.screens = ScreenList(self)
        self.closers: list[Callable[[], None]] = []
        self._first_screen = first_screen
        self._frames: Frames | None = None
        self._ticking: Timer | None = None

    def get_driver_class(self) -> type[Driver]:
        """Ours in the place of Textual's own for terminals."""
        from relaytui.widgets.driver import ConsoleDriver

        chosen = super().get_driver_class()
        return ConsoleDriver if chosen in ConsoleDriver.__mro__ else chosen

    @property
    def armed(self) -> bool:
        """Whether hosts may be changed."""
        return self.desk.armed if self._desk or self._write else False

    @property
    def desk(self) -> "ChangeDesk":
        """The way to all changes of hosts."""
        if self._desk is None:
            from relaytui.widgets.change_desk import ChangeDesk

            self._desk = ChangeDesk(self, self._protect, write=self._write)
        return self._desk

    @property
    def look(self) -> ConsoleTheme:
        """The colours that are worn."""
        return self.looks.worn

    def compose(self) -> ComposeResult:
        """What stands there until the screens are loaded: whom they will be about."""
        bar = Bar()
        names = " ".join(one.name for one in self._hosts) or "opening"
        bar.show([Word("relaytui", "bar_on"), Word(safe(names, 120), "bar", 9)])
        yield bar

    def on_mount(self) -> None:
        """Paint first; everything else after that."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        # All this is loaded when there is something to see already.
        from relaytui.state.store import Store
        from relaytui.widgets.command_line import load_history
        from relaytui.widgets.frames import Frames

        self._frames = Frames(self)
        if self._hosts:
            self.fleet = self.make_fleet(self._hosts)
        if self.fleet:
            self.use(self.fleet)  # hosts answer while the screens are loaded
        else:
            self.store = Store([])
        self.screens.load(find_screens())
        self._move_keys()
        first = self.screens.first(self._first_screen if self.fleet else "start")
        if first is None:
            self.exit(1, 1, "relaytui has no screens: it is not installed as a whole")
            return
        self.push_screen(first)
        self._start_ticking()
        self.run_worker(self.looks.begin())
        self.run_worker(load_history(self.history))
        self.call_after_refresh(self.link.begin)
        self.call_after_refresh(_settle)

    def _move_keys(self) -> None:
        """Now that all actions are known, give them the user's keys."""
        if self._wanted_keys:
            from relaytui.widgets.keymap import checked_keymap

            self.keymap, problems = checked_keymap(self._wanted_keys)
            self.set_keymap(dict(self.keymap))
            for problem in problems:
                self.notify(problem, title="Keys", severity="warning", markup=False, timeout=20)

    def use(self, fleet: "Fleet") -> None:
        """Watch these hosts."""
        from relaytui.state.store import Store

        self.fleet = fleet
        assert self._frames is not None
        self.store = Store([host.name for host in fleet.hosts], self._frames.wake)
        fleet.on_wake(self._frames.wake)
        fleet.start()
        self._frames.soon()

    async def open_hosts(self, hosts: list[HostSpec], *, with_demo: bool) -> None:
        """Watch what was chosen on the start page."""
        if with_demo:
            from relaytui.demo.demo import Demo

            demo = Demo()
            self.closers.append(lambda: demo.__exit__(None, None, None))
            # Keys are made and a server is started: that takes longer than a frame.
            await asyncio.to_thread(demo.__enter__)
            hosts = [*hosts, *demo.specs()]
        if hosts:
            self.said = None if with_demo else words_of_hosts(hosts)
            self.use(self.make_fleet(hosts))
            self.open_screen(self._first_screen)

    def environment_words(self) -> list[Word]:
        """What the bars at the top say of the hosts before anything else."""
        words = environment_words(self.fleet.hosts) if self.fleet else []
        armed = self.desk.words() if self._desk or self._write else []
        return [*armed, *words]

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def wake(self) -> None:
        """Do a frame soon: a screen has changed what is looked for."""
        if self._frames:
            self._frames.soon()

    def wake_from_thread(self) -> None:
        """The same, from any thread."""
        if self._frames:
            self._frames.wake()

    def watch_theme(self, name: str) -> None:
        """Another theme was set by its name."""
        self.looks.put_on(name)

    async def action_theme(self, name: str = "") -> None:
        """Wear a theme; without a name the next one."""
        await self.looks.wear(name)

    def set_slow(self, slow: bool) -> None:
        """The line to this terminal is slow, or is not any more."""
        if slow != self.slow:
            self.slow = slow
            self._start_ticking()
            self.run_worker(self.looks.fit(slow=slow))
            self._tick()

    def action_link(self, wanted: str) -> None:
        """Take the line as `fast` or `slow`, or measure it: `auto`."""
        self.link.set(wanted)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A cursor that blinks would cost bytes for as long as somebody thinks."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    def on_cursor_position(self, event: events.CursorPosition) -> None:
        """The terminal has answered."""
        self.link.answered(event.time)

    async def on_event(self, event: events.Event) -> None:
        """Keys go on without what only looks like keys."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            for one in self.link.keys(event):
                await self.pass_key(one)
        else:
            await super().on_event(event)

    async def pass_key(self, event: events.Key) -> None:
        """To whom it was typed for."""
        await super().on_event(event)

    def exit(
        self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End."""
        self.link.before_end(partial(super().exit, result, return_code, message))

    def _start_ticking(self) -> None:
        if self._ticking:
            self._ticking.stop()
        self._ticking = self.set_interval(2.0 if self.slow else 1.0, self._tick)

    def _tick(self) -> None:
        for words in self.notices.take():
            self.notify(safe(words, 500), severity="warning", markup=False, timeout=20)
        if screen := self.screens.ready():
            self.want_facts_of(screen)
            self.store.facts.judge(self.store.statuses, time.time())
            screen.tick()

    def want_facts_of(self, screen: RelayScreen) -> None:
        """Have the facts kept fresh that the screen shows."""
        from relaytui.facts.alive import ALIVE

        if self.fleet:
            wants = screen.wants()
            # With facts on the screen, one that costs nothing tells soon that a host is silent.
            self.fleet.want((*wants, ALIVE) if wants else wants)

    def open_screen(self, name: str) -> AwaitComplete | None:
        """Show a screen, unless it is shown; the result ends when it stands."""
        if self.screens.shown() is self.get_screen(name):
            return None
        while len(self.screen_stack) > 2 and not self.screens.title_of(self.screen):
            self.pop_screen()
        return self.switch_screen(name)

    def ask_why(self, subject: str) -> None:
        """Tell why somebody is kept out or let in."""
        for one in commands_of(self):
            if one.name == "why" and isawaitable(asked := one.run(subject)):
                self.run_worker(asked)

    def action_open(self, digit: str) -> None:
        """The screen of a key; where there is none yet, nothing happens."""
        if (spec := self.screens.of_key(digit)) and self.fleet:
            self.open_screen(spec.name)

    def action_leave(self) -> None:
        """Out."""
        self.exit(0)


def run_console(
    hosts: Sequence[HostSpec],
    *,
    theme: str | None,
    link: str,
    keymap: Mapping[str, str] | None = None,
    said: Sequence[str] | None = None,
    geo: "Geo | None" = None,
    notices: Notices | None = None,
    protect: Sequence[str] = (),
    write: bool = False,
) -> int:
    """Open the console on hosts, or on the start page. Returns the exit status."""
    look = choose_theme(theme, os.environ, slow=link == "slow")
    app = RelayApp(
        None,
        look=look,
        link=link,
        hosts=hosts,
        look_chosen=theme is not None,
        keymap=keymap,
        said=said,
        geo=geo,
        notices=notices,
        protect=protect,
        write=write,
    )
    try:
        status = app.run()
    finally:
        if app.fleet:
            app.fleet.close()
        for close in app.closers:
            close()
    return app.return_code or status or 0
