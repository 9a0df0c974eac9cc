"""Rows of `relaytui rates --json`; docs/json.md describes them."""

from typing import Any

from relaytui.analysis.limit_use import Use
from relaytui.analysis.rate_rows import RateRow, RelayShare
from relaytui.analysis.rate_snapshot import Snapshot
from relaytui.cli.facts import finding_object, iso
from relaytui.domain.limits import Limits, ServiceLimits
from relaytui.facts.limits import LIMITS
from relaytui.facts.rspamd_limits import RSPAMD_LIMITS, Bucket
from relaytui.state.geo import Geo


def relay_object(
    snapshot: Snapshot, share: RelayShare, known: dict[str, Any], first: float | None
) -> dict[str, Any]:
    """A relay: all that it did in the window, what was too small to keep, its limits."""
    fields: dict[str, Any] = {
        "row": "relay",
        "relay": share.relay,
        "window": snapshot.window,
        "from": iso(snapshot.begin),
        "until": iso(snapshot.now),
        "first_line": iso(first),
        "at_least": share.at_least,
        "total": share.total._asdict(),
        "others": share.others._asdict(),
    }
    for name in (LIMITS.name, RSPAMD_LIMITS.name):
        one = known.get(name)
        if isinstance(one, Limits):
            fields[name] = _limits_object(one)
        elif isinstance(one, tuple):
            fields[name] = [_bucket_object(each) for each in one]
        elif (why := finding_object(one)) is not None:
            fields[name] = why
    return fields


def group_object(snapshot: Snapshot, row: RateRow, geo: Geo | None = None) -> dict[str, Any]:
    """A group: its counts over all relays, on each where it was on several, its limit."""
    fields: dict[str, Any] = {
        "row": "group",
        "by": snapshot.grouping,
        "key": row.key,
        "window": snapshot.window,
        "at_least": snapshot.at_least,
        **row.tally._asdict(),
        "relays": {relay: one._asdict() for relay, one in row.relays.items()},
    }
    if geo is not None and (snapshot.grouping == "client" or snapshot.grouping.startswith("net")):
        fields["asn"], fields["country"] = geo.operator_of(row.key), geo.country_of(row.key) or None
    use = snapshot.use_of(row)
    if use is not None:
        fields["over"] = use.is_over
        fields["limit"] = _use_object(use)
    if row.hit is not None:
        hit = row.hit._asdict()
        fields["last_hit"] = {**hit, "at": iso(row.hit.at)}
    return fields


def _use_object(use: Use) -> dict[str, Any]:
    fields = use._asdict()
    fields["counted"] = round(use.counted, 1)
    if not use.exempt:
        fields["percent"] = round(100 * use.part)
        del fields["exempt"]
    if use.stress is None:
        del fields["stress"]
    return fields


def _limits_object(limits: Limits) -> dict[str, Any]:
    return {
        "seconds": limits.seconds,
        "counted_as_one": {f"ipv{version}": bits for version, bits in limits.bits},
        "services": [_service_object(one) for one in limits.services],
        "problems": list(limits.problems),
    }


def _service_object(service: ServiceLimits) -> dict[str, Any]:
    return {
        "service": service.name,
        "limits": {
            one.name: {
                "value": one.value,
                "place": one.place,
                **({} if one.stress is None else {"stress": one.stress}),
            }
            for one in service.limits
        },
        "exempt": [str(net) if is_exempt else f"!{net}" for net, is_exempt in
                   service.exceptions.nets],
        "exempt_unread": list(service.exceptions.unread),
    }  # fmt: skip


def _bucket_object(bucket: Bucket) -> dict[str, Any]:
    return {
        "name": bucket.name,
        "rate": bucket.rate,
        "burst": bucket.burst,
        "selector": bucket.selector,
    }
