"""Who and what a host must never lock out: where we come from, who else is logged in, its own
addresses, its gateways, its resolvers, its relay host."""

from dataclasses import dataclass

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts import surroundings_forms as forms
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact

# A program that knows not all of these options is asked again without.
_LOGGED_IN = r"""
either() { label=$1; shift; ask "$label" sh -c 'eval "$1" 2>/dev/null || eval "$2"' sh "$@"; }
if [ -n "${SSH_CONNECTION:-}" ]; then ask came printf '%s\n' "$SSH_CONNECTION"; fi
ask ports sh -c 'cat /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf 2>/dev/null |
  grep -i -E "^[[:space:]]*(port|listenaddress)[[:space:]]"; true'
if have ss; then either talks 'ss -Htn state established' 'ss -tn state established'
elif have sockstat; then ask talks sockstat -c -P tcp
elif [ "$(uname)" = Linux ]; then either talks 'netstat -tnW' 'netstat -tn'
else ask talks netstat -an -p tcp; fi
either who 'who --ips' who
ask names_who who
"""
_SCRIPT = (
    _LOGGED_IN
    + r"""
if have ip; then ask addresses ip -o addr show; ask routes ip route show default
  ask routes6 ip -6 route show default
else ask addresses ifconfig -a; ask routes netstat -rn; fi
ask resolvers cat /etc/resolv.conf
for file in /run/systemd/resolve/resolv.conf /run/NetworkManager/resolv.conf; do
  if [ -r "$file" ]; then ask "resolvers:$file" cat "$file"; fi
done
ask names cat /etc/hosts
if have postconf; then
  ask relayhost postconf -h relayhost
  name=$(postconf -h relayhost 2>/dev/null | sed -n 's/^\[\([A-Za-z0-9._-]*\)\].*/\1/p')
  if [ -n "$name" ] && have getent; then
    ask next sh -c 'getent ahosts "$1" || getent hosts "$1"' sh "$name"
  fi
fi
ask smarthosts sh -c 'sed -n "s/^dc_smarthost=//p" /etc/exim4/update-exim4.conf.conf
  sed -n "s/^[^#]*relay host //p" /etc/smtpd.conf /etc/mail/smtpd.conf; true' 2>/dev/null
"""
)
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An address that must be let in, and what it is."""

    net: Net
    what: SafeText


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`own` are the host's addresses. `unseen`: what could not be looked at, in a word each."""

    neighbours: tuple[Neighbour, ...] = ()
    own: tuple[Net, ...] = ()
    unseen: tuple[SafeText, ...] = ()


def parse_surroundings(answers: Answers) -> Surroundings:
    """All of them."""
    found: dict[Net, str] = {}

    def add(texts: list[str], what: str) -> None:
        for text in texts:
            net = forms.net_of(text)
            if net is not None and len(found) < _MOST:
                found.setdefault(net, what)

    came = answers["came"].text.split()
    add(came[:1], "this connection comes from it")
    ports = {"22", *came[3:4], *forms.sshd_ports(answers["ports"].lines)}
    add(forms.peers(answers["talks"].lines, frozenset(ports)), "somebody is logged in from it")
    for label in ("who", "names_who"):
        add(forms.logged_in(answers[label].lines), "somebody is logged in from it")
    routes = [*answers["routes"].lines, *answers["routes6"].lines]
    add(forms.gateways(routes), "it is the host's gateway")
    for one in (answers["resolvers"], *answers.labelled("resolvers:").values()):
        add(forms.resolvers(one.lines), "it is the host's resolver")
    names = forms.host_names(answers["names"].lines)
    hops = f"{answers['relayhost'].text}\n{answers['smarthosts'].text}"
    add(forms.next_hops(hops, names), "it is the host's relayhost")
    resolved = [line.split()[0] for line in answers["next"].lines if line.split()]
    add(resolved, "it is the host's relayhost")
    neighbours = tuple(Neighbour(net, safe(what)) for net, what in found.items())
    own = forms.own_addresses(answers["addresses"].lines)
    nets = tuple(dict.fromkeys(net for one in own if (net := parse_net(one.partition("%")[0]))))
    return Surroundings(neighbours, nets, tuple(map(safe, _unseen(answers))))


def _unseen(answers: Answers) -> list[str]:
    words = {"talks": "who is connected", "addresses": "its own addresses"}
    return [what for name, what in words.items() if answers[name].status != 0]


SURROUNDINGS = Fact("surroundings", _SCRIPT, parse_surroundings, every=30.0)
#: Of them, who is logged in: it changes while a plan is read, the rest is looked at for the plan.
LOGGED_IN = Fact("logged-in", _LOGGED_IN, parse_surroundings)
