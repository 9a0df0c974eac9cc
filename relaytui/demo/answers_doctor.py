"""What the scripts of doctor/script.py print, for an account that reads and has no sudo."""

from relaytui.demo.answers_probe import ANSWERS as PROBES
from relaytui.demo.host import Reply, SimulatedHost, Values

_LOOKS = """\
try nft 1 Operation not permitted (you must be root)
try fail2ban 255 Permission denied to socket: /var/run/fail2ban/fail2ban.sock, (you must be root)
uname Linux 6.1.0-demo x86_64
uid 1000
os PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
shell /bin/sh
tool postconf /usr/sbin/postconf
tool postqueue /usr/sbin/postqueue
tool fail2ban-client /usr/bin/fail2ban-client
tool nft /usr/sbin/nft
tool apt-get /usr/bin/apt-get
tool sudo /usr/bin/sudo
version postconf 3.7.11
version nft nftables v1.0.6 (Lester Gooch #5)
version apt-get apt 2.6.1 (amd64)
version fail2ban-client 1.0.2-2
version sudo Sudo version 1.9.13p3
runs master
runs fail2ban-server
queue postqueue
map r cidr:/etc/postfix/client_access
disk / 31 % inodes 4
"""


def _doctor(host: SimulatedHost, values: Values) -> Reply:
    probe, _, _ = PROBES["log-probe"](host, values)
    asked = "sudo 1 sudo: a password is required\n" if values["ask"] == "1" else ""
    end = f"clock-end {host.clock():.9f}\n"
    return probe + f"{_LOOKS}{asked}{end}".encode(), b"", 0


ANSWERS = {"doctor": _doctor}
