"""All about a pending package, and about a host's updates, as paragraphs; and a host in a line."""

from relaytui.analysis.updates import UpdateRow, problems, tried_ago, waiting_for
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import safe
from relaytui.facts.changelog import Changes
from relaytui.facts.updates import Updates
from relaytui.state.ages import long_span_words, moment_words
from relaytui.updates.base import Pending
from relaytui.widgets.table import Cell
from relaytui.widgets.text_panel import Paragraph

#: Hosts of one package that are shown.
_HOSTS = 200


def lists_words(pending: Pending, asked_at: float, late: float = 0.0) -> str:
    """How old the lists are; `late` are the seconds since they were looked at. Where new ones were
    looked for later: nothing new was there, or it failed, which nothing on the host tells."""
    if pending.fetched is None:
        return "lists of unknown age"
    age = max(0.0, asked_at - pending.fetched + late)
    words = f"lists {long_span_words(age)} old"
    tried = tried_ago(pending, asked_at, late)
    if tried is not None:
        words += f" (tried {long_span_words(tried)} ago)"
    return words


def host_line(relay: str, updates: Updates, late: float) -> Cell:
    """A host in a line: how much is pending, by how old lists, what wants a restart."""
    parts, token = [], "text"
    for one in updates.pending:
        security = sum(each.security is True for each in one.updates)
        told = f", {security} security" if security else ""
        plus = "≥" if one.incomplete else ""
        parts.append(
            f"{one.manager} {plus}{len(one.updates)} pending{told}, "
            + lists_words(one, updates.asked_at, late)
        )
        if one.stale or one.incomplete or one.fetched is None:
            token = "warning"
    if updates.failed:
        parts += [str(one.reason) for one in updates.failed]
        token = "bad"
    if updates.reboot:
        parts.append("REBOOT")
    parts += waiting_for(updates)
    if updates.reboot or updates.outdated or updates.services:
        token = "warning" if token == "text" else token
    if isinstance(updates.unseen, Failed):
        parts.append("services to restart not seen")
    return safe(f"{relay}: " + " · ".join(parts), 400), token


def host_paragraphs(relay: str, updates: Updates, now: float) -> list[Paragraph]:
    """All that is known of a host but its packages; `now` is the host's clock."""
    shown = [Paragraph(safe(relay, 100), "host", "accent")]
    for one in updates.pending:
        shown.append(Paragraph(f"{one.manager}: {len(one.updates)} pending", "manager"))
        token = "warning" if one.stale or one.fetched is None else "text"
        fetched = "nobody knows when" if one.fetched is None else moment_words(one.fetched, now)
        shown.append(Paragraph(fetched, "lists of", token))
        if not one.tells_security:
            shown.append(Paragraph("it does not tell which are for security", "security", "muted"))
        if one.held:
            shown.append(Paragraph(", ".join(one.held[:50]), "held"))
    for failed in updates.failed:
        shown += _failed(failed, "not seen")
    shown += [Paragraph(words, "look out", "warning") for words in problems(updates)]
    reboot = {True: "wanted", False: "not wanted", None: "nothing here tells"}[updates.reboot]
    if updates.reboot_for:
        reboot += ": " + ", ".join(updates.reboot_for)
    shown.append(Paragraph(reboot, "reboot", "warning" if updates.reboot else "text"))
    shown += [Paragraph(one.words, "restart", "bad") for one in updates.outdated]
    shown += [Paragraph(one, "restart", "warning") for one in updates.services]
    shown += [Paragraph(one, "session", "muted") for one in updates.sessions]
    if isinstance(updates.unseen, Failed):
        shown += _failed(updates.unseen, "restart")
    elif isinstance(updates.unseen, Absent):
        shown.append(Paragraph(updates.unseen.words, "restart", "muted"))
    elif not updates.services:
        shown.append(Paragraph("no service wants it", "restart"))
    return shown


def _failed(failed: Failed, name: str) -> list[Paragraph]:
    shown = [Paragraph(failed.reason, name, "bad")]
    if failed.remedy:
        words = failed.remedy.words
        command = f": {failed.remedy.command}" if failed.remedy.command else ""
        shown.append(Paragraph(words + command, "do", literal=False))
    return shown


def update_paragraphs(row: UpdateRow) -> list[Paragraph]:
    """A package on each of its hosts."""
    shown = [Paragraph(row.name, "package", "accent")]
    if row.mail:
        shown.append(Paragraph("it belongs to the mail system, or guards it", ""))
    for one in row.held[:_HOSTS]:
        update = one.update
        versions = f"{update.old or 'not installed'} → {update.new}"
        if update.arch:
            versions += f" ({update.arch})"
        shown += [Paragraph("", ""), Paragraph(safe(one.relay, 100), "host", "accent")]
        shown += [Paragraph(versions, one.manager), Paragraph(update.origin, "from")]
        security = {
            True: (f"yes {update.severity.lower()}".strip(), "bad"),
            False: ("no", "text"),
            None: ("not told", "muted"),
        }[update.security]
        shown.append(Paragraph(security[0], "security", security[1]))
        shown += [Paragraph(each, "advisory") for each in update.advisories]
        if update.held:
            shown.append(Paragraph("held: somebody said it must stay as it is", "state", "warning"))
        elif update.phased:
            shown.append(Paragraph("phased: not offered to this host yet", "state"))
        elif update.kept_back:
            words = "kept back: it needs what the manager does not do by itself"
            shown.append(Paragraph(words, "state", "warning"))
    return [one for one in shown if one.text or not one.name]


def changes_paragraphs(relay: str, found: Changes | Failed) -> list[Paragraph]:
    """What was found of the changes in a package, on one host."""
    shown = [Paragraph("")]
    if isinstance(found, Failed):
        return shown + _failed(found, "changes")
    if found.advisories:
        shown.append(Paragraph(f"Advisories, as {relay} has them", token="accent", literal=False))
        shown += [Paragraph(one) for one in found.advisories]
    if found.about:
        shown.append(Paragraph(f"What {relay} knows of it", token="accent", literal=False))
        shown += [Paragraph(one) for one in found.about]
    if found.installed:
        words = f"Changelog of the version that {relay} has; that of the new one is in the archive"
        shown.append(Paragraph(words, token="accent", literal=False))
        shown += [Paragraph(one) for one in found.installed]
    return shown
