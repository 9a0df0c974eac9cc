"""Who there is: the people, partners, strangers and attackers of the simulated relays.

All hosts of a demo live in one world, so that a partner or an attacker is met on each of
them. Names are of example.com, example.net and example.org, addresses of the documentation
networks: 192.0.2.0/24 is ours, 198.51.100.0/24 the partners', 203.0.113.0/24 the strangers'.
"""

import random
import zlib
from dataclasses import dataclass

OWN_DOMAIN = "example.net"
#: Domains that our relays take mail for.
OWN_DOMAINS = ("example.net", "shop.example.net", "clinic.example.net", "office.example.net")
BLOCK_LISTS = ("zen.dnsbl.example.org", "bl.dnsbl.example.com")
# fmt: off
PEOPLE = (
    "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy",
    "mallory", "niaj", "olivia", "peggy", "rupert", "sybil", "trent", "victor", "wendy",
    "yara",
)
ROLES = (
    "info", "sales", "support", "billing", "newsletter", "noreply", "orders", "crm", "erp",
    "scanner", "monitor",
)
_PARTNERS = (
    "bank", "travel", "books", "garden", "museum", "school", "railway", "bakery", "theatre",
    "harbour", "library", "post", "insurance", "brewery", "press", "energy", "textile",
    "optics",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Peer:
    """A machine at the other end."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name}[{self.address}]"


class World:
    """Fixed populations, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"world {seed}")
        self.accounts = [f"{who}@{rng.choice(OWN_DOMAINS)}" for who in (*PEOPLE, *ROLES)]
        self.partners = [self._partner(rng, number) for number in range(len(_PARTNERS))]
        self.road_warriors = [
            Peer(f"client-{number}.dsl.example.com", f"198.51.100.{number}")
            for number in range(120, 150)
        ]
        self.applications = [
            Peer(f"{role}.{OWN_DOMAIN}", f"192.0.2.{130 + number}")
            for number, role in enumerate(ROLES[4:])
        ]
        self.strangers = [self._stranger(rng, number) for number in range(1, 90)]
        self.guessers = [Peer("unknown", f"203.0.113.{n}") for n in (117, 144, 181, 212, 240)]
        self.guessers += [Peer("unknown", f"2001:db8:bad:{n:x}::25") for n in (1, 2, 0x1F)]
        self.flooders = [Peer("unknown", "203.0.113.166"), Peer("unknown", "203.0.113.167")]
        self.probers = [Peer("unknown", f"203.0.113.{number}") for number in range(190, 196)]
        self.targets = ("alice@example.net", "info@shop.example.net")

    @staticmethod
    def _partner(rng: random.Random, number: int) -> Peer:
        name = f"mx.{_PARTNERS[number]}.{rng.choice(('example.com', 'example.org'))}"
        if number % 6 == 5:
            return Peer(name, f"2001:db8:25:{number:x}::{rng.randrange(1, 0xFFFF):x}")
        return Peer(name, f"198.51.100.{number * 6 + rng.randrange(1, 6)}")

    @staticmethod
    def _stranger(rng: random.Random, number: int) -> Peer:
        address = f"203.0.113.{number}"
        if number % 9 == 0:
            address = f"2001:db8:{rng.randrange(0x1000, 0xFFFF):x}::{number:x}"
        named = number % 3 == 0
        return Peer(f"host-{number}.pool.example.org" if named else "unknown", address)


def domain_of(partner: Peer) -> str:
    """The mail domain that a partner's relay serves."""
    return partner.name.partition(".")[2]


def own_address(host: str) -> str:
    """The address of one of our relays."""
    return f"192.0.2.{10 + zlib.crc32(host.encode()) % 90}"
