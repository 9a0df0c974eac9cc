"""What the hosts' own tools say, read by other means than relaytui's: sets of entries to compare.

An entry is a tuple of words that begins with the panel and what is compared there; networks are
written as `first-last`, so that a prefix, a mask and a range that mean the same are the same.
"""

import ast
import csv
import ipaddress
import json
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ORACLE = (HERE / "oracle.sh").read_text("utf-8")
FILL = (HERE / "filled.sh").read_text("utf-8")
Entry = tuple[str, ...]
Sections = dict[str, str]

_TABLE = re.compile(r"^table (\S+ \S+) \{\n(.*?)^\}", re.DOTALL | re.MULTILINE)
_SET = re.compile(r"\tset (\S+) \{(.*?)\n\t\}", re.DOTALL)
_ELEMENTS = re.compile(r"elements = \{(.*?)\}", re.DOTALL)
#: Where relaytui's name of a limit is not that of the setting.
_LIMITS = {"connection_count": "connection_concurrency", "new_tls_session_rate": "tls_session_rate"}
_UPDATE = re.compile(r"^(\S+)/\S+ (\S+) ", re.MULTILINE)


def sections(text: str) -> Sections:
    """The oracle's output by name."""
    found = {}
    for part in text.split("\n@@ ")[1:]:
        name, _, said = part.partition("\n")
        found[name] = said
    return found


def span(text: str) -> str:
    """A network as `first-last`; what is none stays as it is."""
    word = text.strip().replace("[", "").replace("]", "")
    first, dash, last = word.partition("-")
    try:
        if dash:
            return f"{ipaddress.ip_address(first)}-{ipaddress.ip_address(last)}"
        net = ipaddress.ip_network(word, strict=False)
    except ValueError:
        return word
    return f"{net[0]}-{net[-1]}"


def blocked(said: Sections) -> Iterator[Entry]:
    """Who is kept out."""
    yield from (("nft", place, net) for place, net, verdict in _nft(said) if verdict == "drop")
    for name in ("iptables", "ip6tables"):
        for line in said.get(name, "").splitlines():
            rule = re.match(r"-A INPUT -s (\S+) .*-j (?:DROP|REJECT)", line)
            if rule:
                yield name, "", span(rule[1])
    dropped = set(re.findall(r"--match-set (\S+) src -j DROP", said.get("iptables", "")))
    for line in said.get("ipset", "").splitlines():
        words = line.split()
        if words[0] == "add" and words[1] in dropped:
            yield "ipset", "", span(words[2])
    for jail in ast.literal_eval(said.get("bans") or "[]"):
        for name, nets in jail.items():
            yield from (("fail2ban", name, span(net)) for net in nets)
    for row in csv.DictReader(said.get("decisions", "").splitlines()):
        scope, _, value = row["ip"].partition(":")
        yield "crowdsec", "", span(value if scope in ("Ip", "Range") else f"{scope} {value}")
    yield from (("postfix-access", *one) for one in _access(said, good=False))
    for line in said.get("exim-block", "").splitlines():
        word = line.partition("#")[0].strip()
        if word and word[0] != "!":
            yield "exim", "", span(word)


def allowed(said: Sections) -> Iterator[Entry]:
    """Who is trusted."""
    yield from (("nft", place, net) for place, net, verdict in _nft(said) if verdict == "accept")
    for name, text in said.items():
        if name.startswith("ignore "):
            for line in text.splitlines()[1:]:
                yield "fail2ban", name.partition(" ")[2], span(line.lstrip("|`- "))
    for line in said.get("ignore-files", "").splitlines():
        yield from (("fail2ban-files", "", span(net)) for net in ast.literal_eval(line)[3:])
    for word in said.get("mynetworks", "").replace(",", " ").split():
        yield "mynetworks", "", span(word)
    yield from (("postfix-access", *one) for one in _access(said, good=True))
    for word in said.get("exim-relay", "").split(" : "):
        if word.strip():
            yield "exim", "", span(word.strip().replace("::::", "::"))
    for line in said.get("exim-block", "").splitlines():
        if line.startswith("!"):
            yield "exim", "", span(line[1:])
    if table := re.search(r"table trusted \{(.*?)\}", said.get("smtpd.conf", "")):
        yield from (("opensmtpd", "", span(word)) for word in table[1].split(","))


def _nft(said: Sections) -> Iterator[tuple[str, str, str]]:
    """Table and set, network, and what a rule does with whom the set holds."""
    for table, body in _TABLE.findall(said.get("nft", "")):
        if table.split()[1].startswith(("f2b-", "crowdsec")):
            continue  # those programs tell of their own
        for name, inside in _SET.findall(body):
            held = _ELEMENTS.search(inside)
            rule = re.search(rf"saddr @{name}\s.*?(drop|reject|accept)", body)
            if held and rule:
                verdict = "accept" if rule[1] == "accept" else "drop"
                for one in re.sub(r'"[^"]*"', "", held[1]).split(","):
                    yield f"{table} {name}", span(one.split()[0]), verdict


def _access(said: Sections, good: bool) -> Iterator[tuple[str, str]]:
    """File and line, and network, by what postmap answers."""
    for name, text in said.items():
        if not name.startswith("access "):
            continue
        for at, line in enumerate(text.split("\n"), 1):
            words = line.partition("#")[0].split()
            answer = said.get(f"lookup {words[0]}", "") if words else ""
            if answer.strip() and (answer.split()[0] == "OK") is good:
                yield f"{name.partition(' ')[2]}:{at}", span(words[0])


def queue(said: Sections) -> Iterator[Entry]:
    """Messages that wait: id, queue, sender."""
    for line in said.get("queue-json", "").splitlines():
        if line:
            one = json.loads(line)
            state = one["queue_name"] if one["queue_name"] == "hold" else "waits"
            if not one["sender"].startswith("view"):
                yield "postfix", one["queue_id"], state, one["sender"]
    for word in said.get("queue-exim", "").split():
        yield "exim", word
    for line in said.get("queue-smtpd", "").splitlines():
        if "|" in line:
            yield "opensmtpd", line.split("|")[0]


def updates(said: Sections) -> Iterator[Entry]:
    """Packages that are pending, with the new version; which are for security; what is held."""
    for name, new in _UPDATE.findall(said.get("apt", "")):
        yield "apt", name, new
    for line in said.get("apt", "").splitlines():
        if "-security" in line.partition(" ")[0]:
            yield "apt security", line.partition("/")[0]
    yield from (("apt held", name) for name in said.get("apt-held", "").split())
    for line in said.get("dnf", "").partition("Obsoleting")[0].splitlines():
        words = line.split()
        if len(words) == 3:
            yield "dnf", words[0].rpartition(".")[0], words[1]
    for line in said.get("dnf-security", "").splitlines():
        words = line.split()
        if len(words) == 3:
            yield "dnf security", words[2].rpartition("-")[0].rpartition("-")[0]
    for line in said.get("zypper", "").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) >= 6 and cells[0] == "v":
            yield "zypper", cells[2], cells[4]
    for line in said.get("pacman", "").splitlines():
        words = line.split()
        if len(words) >= 4:
            yield "pacman", words[0], words[3]
    for line in said.get("needrestart", "").splitlines():
        if line.startswith("NEEDRESTART-SVC: "):
            yield "restart", line.partition(": ")[2]
    if said.get("reboot", "").strip():
        yield ("reboot",)


def limits(said: Sections) -> Iterator[Entry]:
    """The limits of the service on port 25."""
    for name, text in said.items():
        if name.startswith("limit ") and text.strip() != "0":
            kind = name.partition(" ")[2]
            yield _LIMITS.get(kind, kind), text.strip()


def machine(said: Sections) -> Iterator[Entry]:
    """The disk, the ports of mail that listen, the day the certificate ends, what waits."""
    size = said["disks"].splitlines()[1].split()[1]
    yield "size of /", size
    for line in said["listening"].splitlines():
        port = line.split()[3].rpartition(":")[2]
        if port in ("22", "25", "465", "587"):
            yield "listens", port
    if "mynetworks" in said:
        ends = said["certificate"].partition("=")[2].strip()
        yield "certificate ends", " ".join(ends.split())
    if said.get("running", "").strip():
        yield "waiting", str(sum(int(number) for number in said["files"].split()))
