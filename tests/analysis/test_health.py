"""What is wrong with a host, out of its facts."""

from typing import Any

import pytest

from relaytui.analysis.health import troubles
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.certificates import NO_PERMISSION, Certificate, Certificates
from relaytui.facts.fail2ban import Fail2ban, Jail
from relaytui.facts.fail2ban_files import JailFiles
from relaytui.facts.machine import Disk, Machine
from relaytui.facts.queue_size import PlaceSize, QueueSizes
from relaytui.facts.updates import Updates
from relaytui.updates.base import Pending, Update
from relaytui.updates.daemons import Outdated

NOW = 1_795_600_000.0
WELL = Machine(
    disks=(Disk(safe("/"), 100, 50, 50, 10),),
    load=0.5,
    cores=2,
    servers=frozenset({"postfix"}),
    listening=frozenset({25}),
)


def disk(used: int, inodes: int = 1) -> Machine:
    return Machine(
        (Disk(safe("/var"), 100, used, 100 - used, inodes),), 0.1, 2, WELL.servers, WELL.listening
    )


def certificate(days: float, problem: str = "") -> Certificates:
    ends = None if problem else NOW + days * 86400
    return Certificates((Certificate(safe("/x.pem"), ends, problem=safe(problem)),))


def queue(count: int) -> QueueSizes:
    return QueueSizes((PlaceSize(safe("postfix"), ((safe("deferred"), count),)),))


def pending(security: int) -> Pending:
    name = safe("openssl")
    return Pending("apt", (Update(name, name, security=True),) * security + (Update(name, name),))


def jails(*names: str, blind: str = "") -> Fail2ban:
    return Fail2ban(tuple(Jail(name=safe(one), blind=safe(blind)) for one in names))


def to_run(*names: str) -> JailFiles:
    return JailFiles(tuple(safe(one) for one in names), ())


OLD_POSTFIX = Outdated(safe("postfix"), safe("3.7.11"), NOW - 9000, NOW - 3000)


@pytest.mark.parametrize(
    ("facts", "short", "bad"),
    [
        ({"machine": WELL}, "", False),
        ({"machine": WELL, "queue-size": queue(12), "certificates": certificate(60)}, "", False),
        ({"machine": Machine(servers=frozenset())}, "no mail server", True),
        ({"machine": Machine(servers=frozenset({"postfix"}), listening=frozenset({22}))},
         "not listening", True),
        ({"machine": Machine(servers=frozenset({"postfix"}), listening=None)}, "", False),
        ({"machine": disk(91)}, "/var 91%", False),
        ({"machine": disk(98)}, "/var 98%", True),
        ({"machine": disk(5, 99)}, "/var inodes 99%", True),
        ({"machine": Machine(load=5.0, cores=2, servers=WELL.servers)}, "load 5", False),
        ({"machine": Machine(load=40.0, cores=2, servers=WELL.servers)}, "load 40", True),
        ({"machine": Machine(load=40.0, servers=WELL.servers)}, "", False),
        ({"certificates": certificate(12)}, "cert 12 d", False),
        ({"certificates": certificate(3)}, "cert 3 d", True),
        ({"certificates": certificate(-2)}, "certificate over", True),
        ({"certificates": certificate(0, "there is no such file")}, "certificate?", False),
        ({"certificates": certificate(0, NO_PERMISSION)}, "", False),
        ({"certificates": Absent("none")}, "", False),
        ({"queue-size": queue(1500)}, "queue 1,500", False),
        ({"queue-size": queue(50_000)}, "queue 50,000", True),
        ({"machine": Failed("no answer")}, "machine?", False),
        ({"fail2ban": Failed("fail2ban is not running: x")}, "fail2ban is down", True),
        ({"fail2ban": Failed("no permission: sudo fail2ban-client")}, "", False),
        ({"updates": Updates(reboot=True)}, "reboot", False),
        ({"updates": Updates(reboot=False)}, "", False),
        ({"updates": Updates((pending(2),))}, "2 security", False),
        ({"updates": Updates(services=(safe("ssh.service"), safe("x.service")))}, "2 to restart",
         False),
        ({"updates": Updates(outdated=(OLD_POSTFIX,))}, "old postfix", False),
        ({"fail2ban": jails("sshd"), "fail2ban-files": to_run("sshd")}, "", False),
        ({"fail2ban": jails("sshd"), "fail2ban-files": to_run("sshd", "sasl")},
         "jail sasl rejected", False),
        ({"fail2ban": jails("sshd"), "fail2ban-files": Failed("no permission")}, "", False),
        ({"fail2ban": Failed("no permission: x"), "fail2ban-files": to_run("sshd")}, "", False),
        ({"fail2ban": jails("sshd", blind="it asks the journal for another unit")},
         "jail sshd blind", False),
        ({}, "", False),
    ],
)  # fmt: skip
def test_trouble(facts: dict[str, Any], short: str, bad: bool) -> None:
    found = troubles(HostFacts(facts), NOW)
    assert [one.short for one in found] == ([short] if short else [])
    assert [one.bad for one in found] == ([bad] if short else [])


def test_the_worst_comes_first() -> None:
    facts = HostFacts({"machine": disk(92), "certificates": certificate(1)})
    assert [one.bad for one in troubles(facts, NOW)] == [True, False]
