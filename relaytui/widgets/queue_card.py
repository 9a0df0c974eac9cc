"""All about one message in a queue, and its headers, as paragraphs."""

from relaytui.analysis.queue_message import Origin, QueueMessage
from relaytui.domain.finding import Failed
from relaytui.domain.queued import Queued
from relaytui.domain.text import safe
from relaytui.facts.message_headers import Headers
from relaytui.state.ages import moment_words, span_words
from relaytui.widgets.text_panel import Paragraph

#: Recipients of one message that are shown.
_RECIPIENTS = 500


def message_paragraphs(
    item: QueueMessage, now: float, origin: Origin | None = None
) -> list[Paragraph]:
    """All that the list tells of it; reads the list once more, which may take a moment."""
    shown = [
        Paragraph(item.id, "id", "accent"),
        Paragraph(safe(f"{item.relay}, {item.place.name}: {item.queue}", 200), "in"),
        Paragraph(item.sender or "none: a bounce", "from"),
    ]
    if origin and origin.account:
        shown.append(Paragraph(safe(origin.account, 200), "account"))
    if origin and origin.client:
        shown.append(Paragraph(safe(origin.client, 60), "client"))
    if item.arrived:
        shown.append(Paragraph(moment_words(item.arrived, now), "since"))
    if item.size is not None:
        shown.append(Paragraph(f"{item.size:,} bytes", "size"))
    whole = item.in_full()
    if whole is None:
        return shown
    if whole.forced:
        shown.append(Paragraph("is returned at the next try", "forced", "warning"))
    if whole.next_try is not None:
        shown.append(Paragraph(_tries(whole), "tries"))
    reason = None
    for one in whole.recipients[:_RECIPIENTS]:
        token = "good" if one.delivered else "text"
        shown.append(Paragraph(one.address + (" (has it)" if one.delivered else ""), "to", token))
        if one.reason and one.reason != reason:
            shown.append(Paragraph(one.reason, "why", "warning"))
        reason = one.reason
    if (more := len(whole.recipients) - _RECIPIENTS) > 0:
        shown.append(Paragraph(f"and {more:,} more", "to", "muted"))
    return shown


def _tries(whole: Queued) -> str:
    seconds = whole.next_try or 0
    if whole.state == "inflight":
        return f"{whole.retries}, on its way for {span_words(abs(seconds))}"
    due = f"due for {span_words(-seconds)}" if seconds < 0 else f"next in {span_words(seconds)}"
    return f"{whole.retries}, {due}"


def header_paragraphs(found: Headers | Failed) -> list[Paragraph]:
    """What was found of a message's headers."""
    if isinstance(found, Headers):
        shown = [Paragraph(line) for line in found.lines]
        if found.notes:
            shown += [Paragraph(""), *(Paragraph(line, token="muted") for line in found.notes)]
        return shown
    shown = [Paragraph(found.reason, token="bad")]
    if found.remedy:
        shown.append(Paragraph(found.remedy.words, literal=False))
    return shown
