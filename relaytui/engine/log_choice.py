"""What a host is, and which of its logs is read."""

import time

from relaytui.domain.host_spec import HostSpec
from relaytui.sources.choose import LogChoice, choose
from relaytui.sources.places import choose_places, is_pattern
from relaytui.sources.probe import HostProbe, parse_probe, probe_script
from relaytui.ssh.link import Link


def probed(link: Link, spec: HostSpec) -> tuple[HostProbe, float]:
    """What the host says of itself, and its clock minus ours (seconds)."""
    begun = time.time()
    answer = link.run(probe_script(_wish(spec), spec.container))
    probe = parse_probe(answer.stdout)
    return probe, _skew(probe.clock, begun, time.time())


def log_of(link: Link, spec: HostSpec, probe: HostProbe) -> LogChoice:
    """The log that is read, or why none can be."""
    wish = _wish(spec)
    if is_pattern(wish) or (spec.aggregator and wish in ("auto", "journal")):
        places = choose_places(wish, lambda ask, sudo: link.run(ask, sudo=sudo).stdout)
        if places:
            return places
    return choose(probe, wish, spec.container)


def _wish(spec: HostSpec) -> str:
    return "\n".join((spec.logs, *spec.more_logs))


def _skew(clock: float | None, begun: float, ended: float) -> float:
    """The host's clock minus ours, in seconds; 0 where it is no more than the time it took to
    ask, since correcting by that would only blur the host's own times."""
    if clock is None:
        return 0.0
    skew = clock - (begun + ended) / 2
    return skew if abs(skew) > max(0.2, ended - begun) else 0.0
