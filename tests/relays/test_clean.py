"""After `clean` a host is byte for byte as before its first change."""

import subprocess
import sys

import pytest

from tests.relays.lab import SSH_CONFIG, root

pytestmark = pytest.mark.lab

_STATE = """
find /etc -type f -o -type l | sort | while read -r one; do
  stat -c '%n %a %U:%G' "$one"; sha256sum <"$one" 2>/dev/null; readlink "$one"
done | sha256sum
nft list ruleset | sed -e '/^table inet f2b-table/,/^}/d' -e '/expires/d' \\
  -e 's/packets [0-9]* bytes [0-9]*//' | sha256sum
ls /etc/systemd/system /run/systemd/transient /etc/cron.d 2>/dev/null
systemctl list-unit-files --no-pager 2>/dev/null | grep -i relaytui
ls -d /var/lib/relaytui 2>/dev/null; true
"""


def relaytui(*words: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "relaytui", *words, "-F", str(SSH_CONFIG)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("relay", ["relay1", "relay3"])
def test_a_host_is_as_before(relays: tuple[str, ...], relay: str) -> None:
    """With systemd on the one, with cron on the other; bans go on by themselves meanwhile."""
    relaytui("clean", relay, "--write", "--yes", "1")  # of what other tests have left
    before = root(relay, _STATE)
    for net in ("10.77.1.88", "2001:db8:88::/48"):
        done = relaytui("block", net, "--write", "--yes", "1", "--hosts", relay)
        assert done.returncode == 0, done.stdout + done.stderr
    assert root(relay, _STATE) != before
    shown = relaytui("clean", relay)
    assert shown.returncode == 0
    for words in ("table inet relaytui", "/etc/", "records"):
        assert words in shown.stdout, shown.stdout + shown.stderr
    assert root(relay, _STATE) != before
    cleaned = relaytui("clean", relay, "--write", "--yes", "1")
    assert cleaned.returncode == 0, cleaned.stdout + cleaned.stderr
    assert root(relay, _STATE) == before
    again = relaytui("clean", relay)
    assert "nothing of ours is there" in again.stdout


def test_a_block_that_holds_and_one_that_does_not(relays: tuple[str, ...]) -> None:
    """The rules are made worthless behind our back."""
    net = "10.77.1.89"
    held = relaytui("block", net, "--write", "--yes", "1", "--wait", "2s", "--hosts", "relay1")
    assert held.returncode == 0, held.stdout + held.stderr
    assert "holding: nothing came since" in held.stdout
    root("relay1", "nft flush chain inet relaytui prerouting")
    # The next block makes the rules anew; what is worthless is a rule before ours.
    root("relay1", "nft insert rule inet relaytui prerouting ip saddr 10.77.1.0/24 accept")
    assert relaytui("clean", "relay1", "--write", "--yes", "1").returncode == 0
