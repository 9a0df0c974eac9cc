"""Messages on their way through a simulated relay: to mailboxes, to partners, back to senders."""

from collections.abc import Generator
from dataclasses import dataclass

from relaytui.demo.machine import Machine
from relaytui.demo.world import OWN_DOMAINS, Peer, domain_of

#: What happens on a machine, in steps: each yield says how many seconds pass until the next.
Scene = Generator[float, None, None]
_RETRY = 300.0  # Postfix's minimal_backoff_time


@dataclass(slots=True)
class Message:
    """A message in the queue."""

    queue_id: str
    sender: str
    recipients: list[str]
    size: int
    age: float = 0.0


def accepted(machine: Machine, message: Message, message_id: str) -> Scene:
    """cleanup and qmgr take a message over."""
    with machine.worker("cleanup") as cleanup:
        cleanup.say(f"{message.queue_id}: message-id=<{message_id}>")
        yield machine.rng.uniform(0.01, 0.08)
    active(machine, message)


def active(machine: Machine, message: Message) -> None:
    """qmgr begins to deliver."""
    text = f"from=<{message.sender}>, size={message.size}, nrcpt={len(message.recipients)}"
    machine.qmgr.say(f"{message.queue_id}: {text} (queue active)")


def delivered(machine: Machine, message: Message) -> Scene:
    """A message goes to its recipients; who is deferred gets it at a later try."""
    left = []
    for recipient in message.recipients:
        yield machine.rng.uniform(0.05, 0.6)
        local = recipient.partition("@")[2] in OWN_DOMAINS
        done = yield from (_mailbox if local else _partner)(machine, message, recipient)
        if not done:
            left.append(recipient)
    if left:
        yield _RETRY + machine.rng.uniform(0, 20)
        message.recipients, message.age = left, message.age + _RETRY
        active(machine, message)
        yield from delivered(machine, message)
    else:
        yield machine.rng.uniform(0.001, 0.02)
        machine.qmgr.say(f"{message.queue_id}: removed")


def _delays(machine: Machine, message: Message) -> str:
    r = machine.rng
    parts = (message.age + r.uniform(0.02, 0.4), r.uniform(0, 0.02), r.uniform(0, 0.4))
    last = r.uniform(0.05, 1.2)
    spelled = "/".join(f"{part:.2g}" if part < 100 else f"{part:.0f}" for part in (*parts, last))
    return f"delay={sum(parts) + last:.3g}, delays={spelled}"


def _mailbox(machine: Machine, message: Message, recipient: str) -> Generator[float, None, bool]:
    r = machine.rng
    with machine.worker("lmtp") as lmtp:
        yield r.uniform(0.02, 0.2)
        saved = f"250 2.0.0 <{recipient}> {r.getrandbits(48):012x} Saved"
        lmtp.say(
            f"{message.queue_id}: to=<{recipient}>, relay={machine.name}[private/dovecot-lmtp], "
            f"{_delays(machine, message)}, dsn=2.0.0, status=sent ({saved})"
        )
    return True


def _partner(machine: Machine, message: Message, recipient: str) -> Generator[float, None, bool]:
    r = machine.rng
    domain = recipient.partition("@")[2]
    peer = next(one for one in machine.world.partners if domain_of(one) == domain)
    with machine.worker("smtp") as smtp:
        if r.random() < 0.7:
            trust = r.choice(("Trusted", "Trusted", "Verified", "Untrusted"))
            smtp.say(f"{trust} TLS connection established to {peer}:25: {machine.tls()}")
            yield r.uniform(0.1, 0.5)
        chance = r.random() + (0.5 if message.age else 0)
        relay, dsn, status, answer = _verdict(machine, peer, recipient, chance)
        smtp.say(
            f"{message.queue_id}: to=<{recipient}>, relay={relay}, "
            f"{_delays(machine, message)}, dsn={dsn}, status={status} ({answer})"
        )
    if status == "bounced" and message.sender:
        yield from _returned(machine, message)
    return status != "deferred"


def _verdict(
    machine: Machine, peer: Peer, recipient: str, chance: float
) -> tuple[str, str, str, str]:
    relay = f"{peer}:25"
    said = f"host {peer} said: "
    if chance < 0.025:
        return "none", "4.4.1", "deferred", f"connect to {relay}: Connection timed out"
    if chance < 0.05:
        text = "451 4.7.1 Greylisting in action, please come back later"
        return relay, "4.7.1", "deferred", f"{said}{text} (in reply to RCPT TO command)"
    if chance < 0.065:
        text = f"452 4.2.2 <{recipient}>: Mailbox full"
        return relay, "4.2.2", "deferred", f"{said}{text} (in reply to RCPT TO command)"
    if chance < 0.09:
        text = f"550 5.1.1 <{recipient}>: Recipient address rejected: User unknown"
        return relay, "5.1.1", "bounced", f"{said}{text} (in reply to RCPT TO command)"
    if chance < 0.1:
        text = f"550 5.7.1 Service unavailable; client [{machine.address}] blocked"
        return relay, "5.7.1", "bounced", f"{said}{text} (in reply to end of DATA command)"
    remote = f"{machine.rng.getrandbits(40):010X}"
    return relay, "2.0.0", "sent", f"250 2.0.0 Ok: queued as {remote}"


def _returned(machine: Machine, message: Message) -> Scene:
    """The sender is told in a message of its own."""
    yield 0.02
    size = message.size + 2300
    notice = Message(machine.queue_id(), "", [message.sender], size)
    yield from accepted(machine, notice, machine.message_id(machine.name))
    with machine.worker("bounce") as bounce:
        text = f"sender non-delivery notification: {notice.queue_id}"
        bounce.say(f"{message.queue_id}: {text}")
    yield from delivered(machine, notice)
