"""A mail's story on the screen: out of the rows at once, out of the hosts on request."""

from collections.abc import Callable, Sequence

import pytest

from relaytui.demo.demo import Demo
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.engine.tracing import Target, Tracing
from relaytui.errors import LinkError
from relaytui.fleet import Fleet
from relaytui.ssh.link import Link
from relaytui.trace.sought import Sought
from tests.screens.driving import SIZES, console
from tests.screens.fake_fleet import HOSTILE, FakeFleet

#: Ten o'clock on that day.
TEN = 1_770_631_200.0
MX1 = [
    "2026-02-09T10:00:00.100000+00:00 mx1 postfix/smtpd[1]: connect from a.example[192.0.2.7]",
    "2026-02-09T10:00:00.200000+00:00 mx1 postfix/smtpd[1]: 4Tq1zR2wYlz9sT7: "
    "client=a.example[192.0.2.7]",
    "2026-02-09T10:00:00.300000+00:00 mx1 postfix/cleanup[2]: 4Tq1zR2wYlz9sT7: "
    "message-id=<m1@a.example>",
    "2026-02-09T10:00:00.400000+00:00 mx1 postfix/qmgr[3]: 4Tq1zR2wYlz9sT7: "
    "from=<ann@example.com>, size=9, nrcpt=1 (queue active)",
    "2026-02-09T10:00:01.200000+00:00 mx1 postfix/smtp[4]: 4Tq1zR2wYlz9sT7: "
    "to=<bob@example.net>, relay=mx2[192.0.2.2]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, "
    "status=sent (250 2.0.0 Ok: queued as 4Tq1zS0000z1bb2)",
    "2026-02-09T10:00:01.300000+00:00 mx1 postfix/qmgr[3]: 4Tq1zR2wYlz9sT7: removed",
]
MX2 = [
    "2026-02-09T10:00:01.000000+00:00 mx2 postfix/cleanup[2]: 4Tq1zS0000z1bb2: "
    "message-id=<m1@a.example>",
    "2026-02-09T10:00:02.200000+00:00 mx2 postfix/local[4]: 4Tq1zS0000z1bb2: "
    "to=<bob@example.net>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent "
    "(delivered to mailbox)",
]


class Tracer(FakeFleet):
    """Hosts that hold lines which the console has not read, and one that is away."""

    def __init__(self) -> None:
        super().__init__(["mx1", "mx2"])
        self.traced: list[str] = []

    def tracing(self, sought: Sought, known: Sequence[Line] = ()) -> Tracing:
        """A search that finds what stands in MX2 and knows one host that is away."""
        self.traced.append(sought.text)
        away = Target(HostSpec(name="mx3", target="mx3"), _away)
        found = [self.parsed("mx2", raw, TEN + at) for at, raw in enumerate(MX2, 1)]
        return Tracing([away], sought, known=[*known, *found])


def _away() -> Link:
    raise LinkError("mx3 may not read the log", "Ask its admin")


def _filled(change: Callable[[str], str] = str) -> Tracer:
    fleet = Tracer()
    for at, raw in enumerate(MX1):
        fleet.says("mx1", change(raw), at=TEN + at / 10)
    return fleet


@pytest.mark.parametrize("size", SIZES)
async def test_enter_shows_the_story_and_r_asks_the_hosts(size: tuple[int, int]) -> None:
    fleet = _filled()
    async with console(fleet, size) as driver:
        await driver.press("2")
        await driver.shows("rem")
        await driver.press("enter")
        await driver.shows("ann@example.com → bob@")
        await driver.shows("delivered")
        assert "search hosts" in driver.rows()[-1]
        assert fleet.traced == []
        await driver.press("r")
        await driver.shows("on 2 relays")
        assert fleet.traced == ["4Tq1zR2wYlz9sT7"]
        await driver.press("end")
        await driver.shows("Line")
        await driver.press("home", "escape")
        await driver.lacks("on 2 relays")


async def test_what_a_host_could_not_show_is_said() -> None:
    async with console(_filled(), (160, 50)) as driver:
        await driver.press("2", "enter")
        await driver.shows("r searches all hosts")
        await driver.press("r")
        await driver.shows("mx3 may not read the log")
        await driver.shows("local: delivered")


async def test_a_line_of_no_mail_has_its_card_alone() -> None:
    fleet = Tracer()
    fleet.says("mx1", MX1[0])
    async with console(fleet, (160, 50)) as driver:
        await driver.press("2")
        await driver.shows("connect from")
        await driver.press("enter")
        await driver.shows("192.0.2.7")
        assert "search hosts" not in driver.text()


async def test_a_word_is_traced_over_rows_and_hosts() -> None:
    fleet = _filled()
    async with console(fleet, (160, 50)) as driver:
        await driver.press("colon")
        await driver.type("trace ANN@example.com")
        await driver.press("enter")
        await driver.shows("mx1 mx2")
        assert fleet.traced == ["ANN@example.com"]
        await driver.press("!")
        await driver.shows("Ask its admin")
        await driver.press("escape", "enter")
        await driver.shows("passed on as")
        await driver.shows("local: delivered")
        await driver.press("escape", "r")
        await driver.until(lambda: len(fleet.traced) == 2)


async def test_what_is_no_word_is_refused() -> None:
    async with console(_filled(), (80, 24)) as driver:
        await driver.press("colon")
        await driver.type("trace <>")
        await driver.press("enter")
        await driver.until(
            lambda: any("nothing to look for" in one.message for one in driver.app._notifications)
        )


@pytest.mark.parametrize("hostile", HOSTILE[:7])
async def test_hostile_text_stays_text(hostile: str) -> None:
    fleet = _filled(lambda raw: raw.replace("ann", hostile.replace(">", "")[:60]))
    async with console(fleet, (80, 24)) as driver:
        await driver.press("2", "enter")
        await driver.shows("delivered")
        assert not any(ord(one) < 32 or ord(one) == 0x7F for one in driver.text().replace("\n", ""))


async def test_the_demos_hosts_are_searched() -> None:
    with Demo(hosts=2) as demo:
        fleet = Fleet(demo.specs())
        async with console(fleet, (160, 50)) as driver:
            await driver.until(lambda: driver.app.store.ready() == 2)
            await driver.until(lambda: driver.app.store.ring.end > 50)
            ring = driver.app.store.ring
            rows = (ring.line(row) for row in range(ring.end - 1, ring.first, -1))
            mail = next(one.event.queue_id for one in rows if one.event.kind == "removed")
            await driver.press("colon")
            await driver.type(f"trace {mail}")
            await driver.press("enter")
            await driver.shows("2/2 searched")
            await driver.press("enter")
            await driver.shows("left the queue")
