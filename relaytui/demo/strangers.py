"""Clients that are turned away on an ordinary day, and the small troubles of a relay."""

from relaytui.demo.deliveries import Scene
from relaytui.demo.entry import stamp_in_text
from relaytui.demo.machine import Machine
from relaytui.demo.sessions import inbound
from relaytui.demo.world import BLOCK_LISTS, OWN_DOMAINS, PEOPLE, Peer, domain_of

_HELOS = ("localhost", "ylmf-pc", "WIN-8KQ2V5", "[203.0.113.7]", "user")


def rejected(machine: Machine) -> Scene:
    """A stranger's recipient, name or reputation is refused."""
    r = machine.rng
    peer = r.choice(machine.world.strangers)
    helo = peer.name if peer.name != "unknown" else r.choice(_HELOS)
    sender = f"{r.choice(PEOPLE)}{r.randrange(90)}@example.org"
    verdict, recipient = _refusal(machine, peer, helo)
    with machine.worker("smtpd") as smtpd:
        if peer.name == "unknown" and r.random() < 0.3:
            name = f"static-{peer.address.replace('.', '-').replace(':', '-')}.example.org"
            text = f"hostname {name} does not resolve to address {peer.address}"
            smtpd.warn(f"{text}: Name or service not known")
        smtpd.say(f"connect from {peer}")
        yield r.uniform(0.2, 0.8)
        smtpd.say(
            f"NOQUEUE: reject: RCPT from {peer}: {verdict}; "
            f"from=<{sender}> to=<{recipient}> proto=ESMTP helo=<{helo}>"
        )
        yield r.uniform(0.05, 0.4)
        if r.random() < 0.4:
            smtpd.say(f"lost connection after RCPT from {peer}")
            smtpd.say(f"disconnect from {peer} ehlo=1 mail=1 rcpt=0/1 commands=2/3")
        else:
            smtpd.say(f"disconnect from {peer} ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4")


def _refusal(machine: Machine, peer: Peer, helo: str) -> tuple[str, str]:
    r = machine.rng
    recipient = r.choice(machine.world.accounts)
    chance = r.random()
    if chance < 0.4:
        zone = r.choice(BLOCK_LISTS)
        text = f"554 5.7.1 Service unavailable; Client host [{peer.address}] blocked using {zone}"
        return f"{text}; https://www.example.org/query?ip={peer.address}", recipient
    if chance < 0.7:
        recipient = f"{r.choice(PEOPLE)}.{r.randrange(99)}@{r.choice(OWN_DOMAINS)}"
        text = "Recipient address rejected: User unknown in virtual mailbox table"
        return f"550 5.1.1 <{recipient}>: {text}", recipient
    if chance < 0.8:
        recipient = f"{r.choice(PEOPLE)}@example.com"
        return f"454 4.7.1 <{recipient}>: Relay access denied", recipient
    if chance < 0.9:
        text = f"Client host rejected: cannot find your hostname, [{peer.address}]"
        return f"450 4.7.25 {text}", recipient
    return f"504 5.5.2 <{helo}>: Helo command rejected: need fully-qualified hostname", recipient


def greylisted(machine: Machine) -> Scene:
    """A partner is asked to come again, and does after five minutes."""
    r = machine.rng
    peer = r.choice(machine.world.partners)
    sender = f"{r.choice(PEOPLE)}@{domain_of(peer)}"
    recipient = r.choice(machine.world.accounts)
    with machine.worker("smtpd") as smtpd:
        smtpd.say(f"connect from {peer}")
        yield r.uniform(0.2, 0.5)
        text = "Recipient address rejected: Greylisted, see https://www.example.org/greylist"
        smtpd.say(
            f"NOQUEUE: reject: RCPT from {peer}: 450 4.2.0 <{recipient}>: {text}; "
            f"from=<{sender}> to=<{recipient}> proto=ESMTP helo=<{peer.name}>"
        )
        yield r.uniform(0.05, 0.2)
        smtpd.say(f"disconnect from {peer} ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4")
    yield r.uniform(300, 330)
    yield from inbound(machine, peer)


def screened(machine: Machine) -> Scene:
    """postscreen meets a bot, or lets an old acquaintance pass."""
    r = machine.rng
    address = r.choice(machine.world.strangers).address
    peer = f"[{address}]:{r.randrange(1024, 65_000)}"
    say = machine.postscreen.say
    say(f"CONNECT from {peer} to [{machine.address}]:25")
    chance = r.random()
    if chance < 0.3:
        say(f"PASS OLD {peer}")
        return
    yield r.uniform(0.1, 2)
    if chance < 0.6:
        said = f"{r.randrange(11, 24)} after {r.uniform(0, 1):.2f} from {peer}"
        say(f"PREGREET {said}: EHLO User\\r\\n")
    else:
        yield 4.0
        say(f"DNSBL rank {r.randrange(3, 9)} for {peer}")
    yield r.uniform(0.1, 1)
    say(f"DISCONNECT {peer}")


def bad_handshake(machine: Machine) -> Scene:
    """A scanner offers ciphers of another age."""
    peer = machine.rng.choice(machine.world.strangers)
    with machine.worker("smtpd") as smtpd:
        smtpd.say(f"connect from {peer}")
        yield machine.rng.uniform(0.1, 0.3)
        smtpd.say(f"SSL_accept error from {peer}: -1")
        where = "../ssl/statem/statem_srvr.c:1657:"
        smtpd.warn(
            f"TLS library problem: error:0A000102:SSL routines::unsupported protocol:{where}"
        )
        smtpd.say(f"lost connection after STARTTLS from {peer}")
        smtpd.say(f"disconnect from {peer} ehlo=1 starttls=0/1 commands=1/2")


def statistics(machine: Machine) -> Scene:
    """anvil's report of the busiest client."""
    r = machine.rng
    peer = r.choice(machine.world.partners)
    end = f"for (smtp:{peer.address}) at {stamp_in_text(machine.now - 60)}"
    machine.anvil.say(f"statistics: max connection rate {r.randrange(2, 9)}/60s {end}")
    machine.anvil.say(f"statistics: max connection count {r.randrange(1, 4)} {end}")
    machine.anvil.say(
        f"statistics: max cache size {r.randrange(4, 30)} at {stamp_in_text(machine.now - 20)}"
    )
    yield 0.0


def trouble(machine: Machine) -> Scene:
    """A warning of a relay that runs well enough."""
    r = machine.rng
    chance = r.random()
    if chance < 0.4:
        domain = domain_of(r.choice(machine.world.partners))
        used = r.randrange(4000, 5000)
        machine.qmgr.warn(
            f"mail for {domain} is using up {used} of {used + 900} active queue entries"
        )
    elif chance < 0.7:
        with machine.worker("trivial-rewrite") as rewrite:
            text = f"do not list domain {OWN_DOMAINS[2]} in BOTH virtual_alias_domains"
            rewrite.warn(f"{text} and relay_domains")
    else:
        with machine.worker("smtpd") as smtpd:
            peer = r.choice(machine.world.strangers)
            smtpd.say(f"connect from {peer}")
            yield 2.0
            smtpd.say(f"timeout after END-OF-MESSAGE from {peer}")
            smtpd.say(f"disconnect from {peer} ehlo=1 mail=1 rcpt=1 data=0/1 commands=3/4")
    yield 0.0
