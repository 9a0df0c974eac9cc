"""What is pending on a host, for programs."""

from typing import Any

import msgspec

from relaytui.analysis.updates import is_mail, problems
from relaytui.cli.facts import finding_object, iso
from relaytui.facts.updates import Updates
from relaytui.updates.base import Pending, Update


def updates_object(relay: str, updates: Updates) -> dict[str, Any]:
    """A host as an object; what is not known is null."""
    return {
        "relay": relay,
        "complete": updates.complete,
        "security": updates.security,
        "managers": [_manager(one, updates.asked_at) for one in updates.pending],
        "failed": [finding_object(one) for one in updates.failed],
        "problems": problems(updates),
        "reboot": updates.reboot,
        "reboot_for": list(updates.reboot_for),
        "services": list(updates.services),
        "sessions": list(updates.sessions),
        "services_seen": updates.unseen is None,
        "services_unseen": finding_object(updates.unseen),
        "outdated": [
            {
                "package": one.package,
                "runs": one.runs or None,
                "installed": one.installed,
                "started": iso(one.started),
                "installed_at": iso(one.installed_at),
            }
            for one in updates.outdated
        ],
        "asked_at": iso(updates.asked_at),
    }


def _manager(one: Pending, asked_at: float) -> dict[str, Any]:
    age = None if one.fetched is None else round(max(0.0, asked_at - one.fetched))
    return {
        "manager": one.manager,
        "lists_fetched": iso(one.fetched),
        "lists_age_seconds": age,
        "lists_tried": iso(one.tried),
        "stale": one.stale,
        "incomplete": one.incomplete,
        "tells_security": one.tells_security,
        "held": list(one.held),
        "removals": list(one.removals),
        "vulnerable": list(one.vulnerable),
        "subscription": list(one.subscription),
        "updates": [_update(each) for each in one.updates],
    }


def _update(one: Update) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(one)
    fields["advisories"] = list(one.advisories)
    return {**fields, "mail": is_mail(one.name)}
