"""Clients with honest mail: partners, people and applications."""

from relaytui.demo.deliveries import Message, Scene, accepted, delivered
from relaytui.demo.machine import Machine
from relaytui.demo.world import OWN_DOMAIN, OWN_DOMAINS, PEOPLE, Peer, domain_of


def _somebody(machine: Machine, partner: Peer | None = None) -> str:
    partner = partner or machine.rng.choice(machine.world.partners)
    return f"{machine.rng.choice(PEOPLE)}@{domain_of(partner)}"


def _own(machine: Machine) -> str:
    return machine.rng.choice(machine.world.accounts)


def _size(machine: Machine) -> int:
    return int(machine.rng.lognormvariate(9.3, 1.3)) + 700


def inbound(machine: Machine, partner: Peer | None = None) -> Scene:
    """A partner's relay brings mail for our mailboxes."""
    r = machine.rng
    peer = partner or r.choice(machine.world.partners)
    recipients = sorted({_own(machine) for _ in range(r.choices((1, 2, 4), (88, 9, 3))[0])})
    message = Message("", _somebody(machine, peer), recipients, _size(machine))
    with machine.worker("smtpd") as smtpd:
        smtpd.say(f"connect from {peer}")
        yield r.uniform(0.05, 0.3)
        encrypted = r.random() < 0.9
        if encrypted:
            smtpd.say(f"Anonymous TLS connection established from {peer}: {machine.tls()}")
            yield r.uniform(0.05, 0.3)
        message.queue_id = machine.queue_id()
        smtpd.say(f"{message.queue_id}: client={peer}")
        yield r.uniform(0.02, 0.2)
        yield from accepted(machine, message, machine.message_id(domain_of(peer)))
        yield r.uniform(0.02, 0.2)
        smtpd.say(f"disconnect from {peer} {_commands(message, encrypted)}")
    yield from delivered(machine, message)


def _commands(message: Message, encrypted: bool, login: bool = False) -> str:
    number = len(message.recipients)
    start, words = ("ehlo=2 starttls=1", 3) if encrypted else ("ehlo=1", 1)
    auth = " auth=1" if login else ""
    total = words + login + number + 3
    return f"{start}{auth} mail=1 rcpt={number} data=1 quit=1 commands={total}"


def submission(machine: Machine) -> Scene:
    """One of our people sends a message after a login."""
    r = machine.rng
    peer, account = r.choice(machine.world.road_warriors), _own(machine)
    inside = r.random() < 0.3
    recipients = [_own(machine) if inside else _somebody(machine)]
    message = Message("", account, recipients, _size(machine))
    with machine.worker("submission/smtpd") as smtpd:
        smtpd.say(f"connect from {peer}")
        yield r.uniform(0.05, 0.3)
        smtpd.say(f"Anonymous TLS connection established from {peer}: {machine.tls()}")
        yield r.uniform(0.1, 0.4)
        message.queue_id = machine.queue_id()
        method = r.choice(("PLAIN", "PLAIN", "LOGIN"))
        login = f"sasl_method={method}, sasl_username={account}"
        smtpd.say(f"{message.queue_id}: client={peer}, {login}")
        yield r.uniform(0.05, 0.4)
        yield from accepted(machine, message, machine.message_id(OWN_DOMAIN))
        yield r.uniform(0.02, 0.2)
        smtpd.say(f"disconnect from {peer} {_commands(message, True, login=True)}")
    yield from delivered(machine, message)


def application(machine: Machine) -> Scene:
    """A program of ours sends to several customers, from an address that we trust."""
    r = machine.rng
    peer = r.choice(machine.world.applications)
    role = peer.name.partition(".")[0]
    recipients = sorted({_somebody(machine) for _ in range(r.choice((1, 1, 2, 3)))})
    message = Message("", f"{role}@{OWN_DOMAINS[1]}", recipients, _size(machine))
    with machine.worker("smtpd") as smtpd:
        smtpd.say(f"connect from {peer}")
        yield r.uniform(0.01, 0.05)
        message.queue_id = machine.queue_id()
        smtpd.say(f"{message.queue_id}: client={peer}")
        yield r.uniform(0.01, 0.05)
        yield from accepted(machine, message, machine.message_id(peer.name))
        yield r.uniform(0.01, 0.05)
        smtpd.say(f"disconnect from {peer} {_commands(message, False)}")
    yield from delivered(machine, message)


def wrong_password(machine: Machine) -> Scene:
    """One of our people mistypes, and gets in at the second try."""
    peer, account = machine.rng.choice(machine.world.road_warriors), _own(machine)
    with machine.worker("submission/smtpd") as smtpd:
        smtpd.say(f"connect from {peer}")
        yield machine.rng.uniform(0.3, 1)
        text = "SASL PLAIN authentication failed: authentication failure"
        smtpd.warn(f"{peer}: {text}, sasl_username={account}")
        yield machine.rng.uniform(1, 2)
        smtpd.say(f"disconnect from {peer} ehlo=2 starttls=1 auth=0/1 quit=1 commands=4/5")
    yield machine.rng.uniform(5, 15)
    yield from submission(machine)
