"""What doctor asks a host: one script as the account, and one as root where that is allowed.

The answer of the first is that of sources/probe.py, then a line `WORD VALUE` each:

    os PRETTY_NAME="Debian GNU/Linux 12"     tool nft /usr/sbin/nft
    version nft nftables v1.0.6              runs master
    try fail2ban 255 Permission denied …     right, exit status, first line of the complaint
    queue postqueue TEXT                     nothing, or what it says in place of a queue
    map r cidr:/etc/postfix/client_access    r: readable, -: not, !: not there
    last /var/log/mail.log 2026-11-25T…      how a log's last line begins
    disk /var 91 % inodes 12                 metadata apt 1795584018
    sudo 1 a password is required            exit status and complaint of `sudo -n -ll`
    rule …                                   its lines
    clock-end 1795584019.5
"""

from relaytui.facts.rights import TRIALS
from relaytui.sources.places import is_pattern
from relaytui.sources.probe import BODY, LOG_FILES
from relaytui.ssh.script import Script, script

#: Programs that are looked for.
TOOLS = (
    "postconf postqueue exim smtpctl sendmail doveadm fail2ban-client nft ipset iptables "
    "iptables-save ip6tables-save ufw firewall-cmd cscli rspamadm apt-get dnf zypper pacman apk "
    "pkg needrestart checkrestart journalctl systemctl sshd openssl sudo doas"
)
#: Processes that tell which servers run.
SERVERS = "master exim exim4 smtpd sendmail dovecot rspamd fail2ban-server crowdsec firewalld sshd"

# A function hides the program: the log is looked for without sudo.
_NO_SUDO = "sudo() { return 1; }\n"

_TRIALS = r"""
unset IFS
PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE
limit=; if command -v timeout >/dev/null 2>&1; then limit='timeout 8'; fi
short() { head -n 1 | cut -c 1-200; }
printf '%s\n' "$trials" | while read -r name words; do
  command -v "${words%% *}" >/dev/null 2>&1 || continue
  said=$($limit $words 2>&1 >/dev/null </dev/null); status=$?
  printf 'try %s %s %s\n' "$name" "$status" "$(printf '%s\n' "$said" | short)"
done
"""

_LOOK = r"""
unset -f sudo
printf 'uname %s\n' "$(uname -srm)"
printf 'uid %s\n' "$(id -u)"
grep -E '^(ID|PRETTY_NAME)=' /etc/os-release 2>/dev/null | sed 's/^/os /'
shell=$(getent passwd "$(id -un)" 2>/dev/null); shell=${shell##*:}
printf 'shell %s\n' "${shell:-$SHELL}"
for tool in $tools; do
  path=$(command -v "$tool" 2>/dev/null) && printf 'tool %s %s\n' "$tool" "$path"
done
version() {
  name=$1; shift; command -v "$1" >/dev/null 2>&1 || return 0
  printf 'version %s %s\n' "$name" "$($limit "$@" 2>&1 </dev/null | grep '[0-9]' | short)"
}
package() {
  command -v "$1" >/dev/null 2>&1 || return 0
  said=$({ dpkg-query -W -f='${Version}' "$2" || rpm -q --qf '%{VERSION}' "$2"; } 2>/dev/null)
  printf 'version %s %s\n' "$1" "$(printf '%s\n' "$said" | grep '^[0-9]' | short)"
}
version postconf postconf -h mail_version
version exim exim -bV
version doveadm dovecot --version
version nft nft --version
version ipset ipset --version
version iptables iptables --version
version cscli cscli version
version rspamadm rspamadm --version
version apt-get apt-get --version
version zypper zypper --version
version pacman pacman --version
version apk apk --version
version pkg pkg --version
version journalctl journalctl --version
version systemctl systemctl --version
version openssl openssl version
version sudo sudo --version
for one in fail2ban-client:fail2ban ufw:ufw firewall-cmd:firewalld dnf:dnf \
  needrestart:needrestart smtpctl:opensmtpd; do package "${one%%:*}" "${one#*:}"; done
{ ps -A -o comm= 2>/dev/null || ps -o comm 2>/dev/null; } | sort -u | while read -r name; do
  for one in $servers; do [ "$name" = "$one" ] && printf 'runs %s\n' "$name"; done
done
if command -v postqueue >/dev/null 2>&1; then
  said=$($limit postqueue -j 2>&1 </dev/null | short)
  case $said in '{'*) said= ;; esac
  printf 'queue postqueue %s\n' "$said"
fi
how() { if [ -r "$1" ]; then echo r; elif [ -e "$1" ]; then echo -; else echo !; fi; }
postconf -n 2>/dev/null | grep -oE '(cidr|hash|lmdb|btree|cdb|texthash|pcre|regexp):/[^ ,;{}]+' |
  sort -u | head -n 60 | while read -r map; do
  printf 'map %s %s\n' "$(how "${map#*:}")" "$map"
done
for path in /etc/postfix/main.cf /etc/ssh/sshd_config /etc/fail2ban/jail.conf; do
  printf 'map %s file:%s\n' "$(how "$path")" "$path"
done
cat /etc/ssh/sshd_config.d/*.conf /etc/ssh/sshd_config 2>/dev/null |
  awk 'tolower($1) == "match" { exit }
    tolower($1) == "maxsessions" { print "maxsessions", $2; exit }'
printf '%s\n' "$files" | sort -u | while IFS= read -r file; do
  if [ -f "$file" ] && [ -r "$file" ]; then
    printf 'last %s %s\n' "$file" "$(tail -n 1 "$file" 2>/dev/null | cut -c 1-40)"
  fi
done
inodes() { df -P -i "$1" 2>/dev/null | awk 'NR == 2 && NF == 6 && $5 ~ /%/ { print $5 + 0 }'; }
df -P -k / /var /var/log /var/spool /tmp 2>/dev/null | awk 'NR > 1 { print $6, $5 + 0 }' |
  sort -u | while read -r place percent; do
  printf 'disk %s %s %% inodes %s\n' "$place" "$percent" "$(inodes "$place")"
done
grep -E '^[^ ]+ / [^ ]+ ro[, ]' /proc/mounts 2>/dev/null | sed 's/.*/read-only \//'
for one in apt:/var/lib/apt/periodic/update-success-stamp apt:/var/lib/apt/lists \
  dnf:/var/cache/dnf zypper:/var/cache/zypp/raw pacman:/var/lib/pacman/sync apk:/lib/apk/db \
  pkg:/var/db/pkg; do
  if [ -e "${one#*:}" ]; then
    changed=$(changed "${one#*:}" 2>/dev/null)
    printf 'metadata %s %s\n' "${one%%:*}" "${changed%% *}"
  fi
done
if [ "$ask" = 1 ] && command -v sudo >/dev/null 2>&1; then
  said=$($limit sudo -n -ll 2>&1 </dev/null); status=$?
  printf 'sudo %s %s\n' "$status" "$(printf '%s\n' "$said" | short)"
  [ "$status" = 0 ] && printf '%s\n' "$said" | head -n 400 | cut -c 1-1000 | sed 's/^/rule /'
fi
"""

_END = "date '+clock-end %s.%N'"

_AS_ROOT = r"""
seen=$(journalctl --quiet --no-pager -o short-unix -n 1 SYSLOG_FACILITY=2 2>/dev/null)
printf 'journal-last %s\n' "${seen%% *}"
sshd -T 2>/dev/null | grep -i '^maxsessions '
fail2ban-client status 2>/dev/null | sed -n 's/.*Jail list:[[:space:]]*/jails /p'
"""


_IF_ROOT = f'if [ "$(id -u)" = 0 ]; then{_AS_ROOT}fi\n'


def _trials() -> str:
    return "\n".join(f"{name} {' '.join(words)}" for name, words in TRIALS.items())


def doctor_script(wish: str = "auto", *, ask_sudo: bool = False) -> Script:
    """As the account; `wish` is the log that the host's configuration names.

    With `ask_sudo` it asks `sudo -n -ll` once. Where sudo would want a password, the host logs
    that, and may mail root; so nothing but the user's word makes it ask.
    """
    files = LOG_FILES if wish in ("auto", "journal") or is_pattern(wish) else (wish,)
    return script(
        "doctor",
        f"{_NO_SUDO}{BODY}{_TRIALS}{_IF_ROOT}{_LOOK}{_END}",
        files="\n".join(files), must="", container="auto", ask=int(ask_sudo), tools=TOOLS,
        servers=SERVERS, trials=_trials(),
    )  # fmt: skip


def root_script() -> Script:
    """As root: which of the commands work, and what only root sees. It changes nothing."""
    return script("doctor-root", f"{_TRIALS}{_AS_ROOT}", trials=_trials())
