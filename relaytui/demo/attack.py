"""An attack in waves: guessed passwords, floods of connections, probes for an open relay.

Some of the attackers write text that is meant for the eyes of the operator: markup of screen
libraries, HTML, templates, shell text, and characters that turn the writing direction.
"""

from collections.abc import Generator, Iterator

from relaytui.demo.deliveries import Scene
from relaytui.demo.machine import Machine
from relaytui.demo.world import Peer

#: Seconds that a wave lasts, and seconds from the begin of a wave to the next.
WAVE, PERIOD = 100.0, 240.0
_BAN_AFTER = 12
_BAN_TIME = 600.0
_HOSTILE_USERS = (
    "[bold red]root[/]",
    "[/]",
    "[link=https://www.example.com]admin[/link]",
    "<script>alert(1)</script>",
    "$(reboot)",
    "{0.__class__}%s%n",
)
_HOSTILE_HELOS = ("[bold red]OWNED[/]", "[/]", "[@click=app.quit]ok[/]", "$(id).example.org")


def campaign(machine: Machine, at: float) -> Scene:
    """Waves of all attackers, from a moment on (seconds since the epoch)."""
    yield max(at - machine.now, 0.0)
    while True:
        end = machine.now + WAVE
        scenes = [_guesser(machine, peer, end) for peer in machine.world.guessers]
        scenes += [_flooder(machine, peer, end) for peer in machine.world.flooders]
        scenes += [_prober(machine, end)]
        yield from _together(machine, scenes)
        yield max(end - WAVE + PERIOD - machine.now, 0.0)


def _together(machine: Machine, scenes: list[Scene]) -> Scene:
    """Play scenes side by side until all are over."""
    due = dict.fromkeys(range(len(scenes)), machine.now)
    while due:
        number = min(due, key=lambda one: (due[one], one))
        yield max(due[number] - machine.now, 0.0)
        wait = next(scenes[number], None)
        if wait is None:
            del due[number]
        else:
            due[number] = machine.now + wait


def _neighbours(peer: Peer) -> Iterator[Peer]:
    """The addresses that an attacker has: one of IPv4, a whole /64 of IPv6."""
    yield peer
    if ":" in peer.address:
        prefix = peer.address.rpartition("::")[0]
        for number in range(0x26, 0x60):
            yield Peer("unknown", f"{prefix}::{number:x}")


def _guesser(machine: Machine, peer: Peer, end: float) -> Scene:
    """Guess until banned, then go on from the next address, if there is one."""
    r = machine.rng
    yield r.uniform(0, 6)
    for address in _neighbours(peer):
        failures = 0
        while failures < _BAN_AFTER:
            if machine.now >= end:
                return
            failures += yield from _guesses(machine, address)
            yield r.uniform(1.5, 5)
        _ban(machine, address)


def _guesses(machine: Machine, peer: Peer) -> Generator[float, None, int]:
    r = machine.rng
    count = r.choice((1, 1, 2, 3))
    service = r.choice(("smtpd", "submission/smtpd", "submission/smtpd"))
    with machine.worker(service) as smtpd:
        smtpd.say(f"connect from {peer}")
        for _ in range(count):
            yield r.uniform(0.3, 1.2)
            hostile = r.random() < 0.12
            user = r.choice(_HOSTILE_USERS if hostile else machine.world.targets)
            method = r.choice(("LOGIN", "PLAIN"))
            why = "UGFzc3dvcmQ6" if method == "LOGIN" else "authentication failure"
            text = f"SASL {method} authentication failed: {why}, sasl_username={user}"
            smtpd.warn(f"{peer}: {text}")
        yield r.uniform(0.05, 0.3)
        smtpd.say(f"lost connection after AUTH from {peer}")
        smtpd.say(f"disconnect from {peer} ehlo=1 auth=0/{count} commands=1/{count + 1}")
    return count


def _ban(machine: Machine, peer: Peer) -> None:
    machine.log("fail2ban.actions", 812, f"NOTICE [postfix-sasl] Ban {peer.address}", 5)
    machine.waiting.append(_unban(machine, peer))


def _unban(machine: Machine, peer: Peer) -> Scene:
    yield _BAN_TIME
    machine.log("fail2ban.actions", 812, f"NOTICE [postfix-sasl] Unban {peer.address}", 5)


def _flooder(machine: Machine, peer: Peer, end: float) -> Scene:
    """Connect far more often than allowed."""
    r = machine.rng
    yield r.uniform(5, 20)
    count = 30
    while machine.now < end:
        count += r.choice((1, 1, 2))
        with machine.worker("smtpd") as smtpd:
            smtpd.say(f"connect from {peer}")
            smtpd.warn(f"Connection rate limit exceeded: {count} from {peer} for service smtp")
            yield 0.01
            smtpd.say(f"disconnect from {peer} commands=0/0")
        yield r.expovariate(0.4)


def _prober(machine: Machine, end: float) -> Scene:
    """Look for an open relay, from several addresses, with a HELO that wants to be seen."""
    r = machine.rng
    yield r.uniform(2, 8)
    while machine.now < end:
        peer, helo = r.choice(machine.world.probers), r.choice(_HOSTILE_HELOS)
        victim = f"probe{r.randrange(100)}@example.org"
        sender = r.choice(("spam@example.com", "\u202egpj.eciovni@example.com"))
        with machine.worker("smtpd") as smtpd:
            smtpd.say(f"connect from {peer}")
            yield r.uniform(0.1, 0.4)
            smtpd.say(
                f"NOQUEUE: reject: RCPT from {peer}: 454 4.7.1 <{victim}>: Relay access denied; "
                f"from=<{sender}> to=<{victim}> proto=ESMTP helo=<{helo}>"
            )
            yield 0.1
            smtpd.say(f"disconnect from {peer} ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4")
        yield r.uniform(2, 6)
