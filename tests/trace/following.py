"""A chase over logs in memory, as recorded cases hold them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from relaytui.domain.line import Line
from relaytui.engine.readings import Readings
from relaytui.sources.base import RawLine
from relaytui.trace.chase import Chase
from relaytui.trace.outcome import outcome_of
from relaytui.trace.recipients import recipients_of
from relaytui.trace.search import Search
from relaytui.trace.sought import Sought
from relaytui.trace.steps import steps_of
from relaytui.trace.story import Story

#: Rounds after which a chase should have ended.
MOST = 12


def followed(record: dict[str, Any]) -> Chase:
    """The chase of a case's word over its logs, to the end."""
    chase = Chase(Sought(record["word"]), record.get("limit", 20))
    for _ in range(MOST):
        searches = {relay: chase.search(relay, {relay}) for relay in record["logs"]}
        if not any(searches.values()):
            return chase
        for relay, search in searches.items():
            if search is not None:
                chase.take(_found(record, relay, search))
    raise AssertionError("the chase has no end")


def _found(record: dict[str, Any], relay: str, search: Search) -> Iterator[Line]:
    """What grep would find; of the whole log, whatever the time."""
    context = record["context"]
    readings = Readings(relay, "mail.log", ZoneInfo(context["tz"]))
    now = datetime.fromisoformat(context["now"]).timestamp()
    for number, text in enumerate(record["logs"][relay], 1):
        line = readings.line(RawLine(text.encode("utf-8", "surrogateescape")), now)
        assert line
        line.n = number
        held = text.lower() if search.folded else text
        if any((one.lower() if search.folded else one) in held for one in search.needles):
            yield line


def problems(record: dict[str, Any]) -> Iterator[str]:
    """Compare what stands in `expect`."""
    chase, expect = followed(record), record["expect"]
    stories = chase.stories()
    if record.get("any_order"):
        stories = sorted(stories, key=lambda story: story.relays())
    if len(stories) != len(expect["mails"]):
        yield f"{len(stories)} mails: {[_ids(story) for story in stories]}"
    if chase.more != expect["more"]:
        yield f"{chase.more} more"
    for story, wanted in zip(stories, expect["mails"], strict=False):
        yield from _story_problems(story, wanted)


def _ids(story: Story) -> list[str]:
    return [f"{life.relay}:{life.queue_id}" for life in story.lives]


def _story_problems(story: Story, wanted: dict[str, Any]) -> Iterator[str]:
    recipients = recipients_of(story)
    got: dict[str, Any] = {
        "ids": _ids(story),
        "relays": story.relays(),
        "sender": story.first("sender"),
        "outcome": outcome_of(story, recipients),
        "refused": len(story.beside),
    }
    for name, value in wanted.items():
        if name in got and got[name] != value:
            yield f"{name}: {got[name]!r}, not {value!r}"
    outcomes = {one.address: one.outcome for one in recipients}
    for address, outcome in wanted.get("recipients", {}).items():
        if outcomes.get(address) != outcome:
            yield f"{address}: {outcomes.get(address)}, not {outcome}: {outcomes}"
    said = [f"{step.line.relay} {step.words}" for step in steps_of(story)]
    yield from _unsaid(said, wanted)


def _unsaid(said: list[str], wanted: dict[str, Any]) -> Iterator[str]:
    """`says` in this order, `all` in any."""
    at = 0
    for words in wanted.get("says", []):
        place = next((n for n in range(at, len(said)) if words in said[n]), None)
        if place is None:
            yield f"not said in its place: {words!r} in {said}"
        else:
            at = place
    for words in wanted.get("all", []):
        if not any(words in one for one in said):
            yield f"not said: {words!r} in {said}"
