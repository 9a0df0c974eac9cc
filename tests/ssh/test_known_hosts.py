"""known_hosts: the same answers as ssh-keygen -F, and nothing but appended lines afterwards."""

import base64
import random
import shutil
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from relaytui.errors import HostKeyRefused, HostKeyUnknown
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.host_key import HostKeyQuestion, check, known_keys, wanted_algorithms
from relaytui.ssh.known_hosts import append, fingerprint, host_word, look_up
from tests.ssh.known_hosts_files import blob

KEYGEN = shutil.which("ssh-keygen")


def _blob(key_type: str, seed: int) -> bytes:
    return blob(key_type, random.Random(seed))


ED = _blob("ssh-ed25519", 1)
OTHER = _blob("ssh-ed25519", 2)
ECDSA = _blob("ecdsa-sha2-nistp256", 3)


def _line(hosts: str, blob: bytes = ED, marker: str = "") -> str:
    key_type = blob[4 : 4 + int.from_bytes(blob[:4], "big")].decode()
    return f"{marker}{hosts} {key_type} {base64.b64encode(blob).decode()} comment"


def _hashed(word: str) -> str:
    import hmac

    salt = b"s" * 20
    digest = hmac.digest(salt, word.encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


CASES = {
    "exact": (_line("mx1"), "mx1", 22, True),
    "another": (_line("mx1"), "mx11", 22, False),
    "list": (_line("a,mx1,192.0.2.1"), "192.0.2.1", 22, True),
    "port": (_line("[mx1]:2222"), "mx1", 2222, True),
    "port of another": (_line("[mx1]:2222"), "mx1", 22, False),
    "plain name, other port": (_line("mx1"), "mx1", 2222, False),
    "hashed": (_line(_hashed("mx1")), "mx1", 22, True),
    "hashed port": (_line(_hashed("[mx1]:2222")), "mx1", 2222, True),
    "hashed other": (_line(_hashed("mx1")), "mx2", 22, False),
    "star": (_line("*.example.org"), "mx1.example.org", 22, True),
    "question mark": (_line("mx?"), "mx1", 22, True),
    "negated": (_line("*.example.org,!mx1.example.org"), "mx1.example.org", 22, False),
    "negation alone": (_line("!mx2"), "mx1", 22, False),
    "upper case": (_line("MX1"), "mx1", 22, True),
    "asked in upper case": (_line("mx1"), "MX1", 22, True),
    "double blanks": (_line("mx1").replace(" ", "  "), "mx1", 22, True),
    "tab": (_line("mx1").replace(" ", "\t"), "mx1", 22, True),
    "leading blanks": ("   " + _line("mx1"), "mx1", 22, True),
    "v6": (_line("2001:db8::1"), "2001:db8::1", 22, True),
    "v6 and port": (_line("[2001:db8::1]:2222"), "2001:db8::1", 2222, True),
    "comment": ("# " + _line("mx1"), "mx1", 22, False),
}


@pytest.mark.parametrize("name", CASES)
def test_the_answer_is_that_of_ssh_keygen(name: str, tmp_path: Path) -> None:
    text, host, port, known = CASES[name]
    path = tmp_path / "known_hosts"
    path.write_text(text + "\n")
    assert bool(look_up([str(path)], host, port).keys) is known
    if KEYGEN:
        command = [KEYGEN, "-F", host_word(host, port), "-f", str(path)]
        run = subprocess.run(command, capture_output=True, text=True)
        assert (run.returncode == 0) is known


def test_broken_lines_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    broken = ["mx1", "mx1 ssh-ed25519", "mx1 ssh-ed25519 !!!", "@odd mx1 ssh-ed25519 AAAA",
              "mx1 ssh-ed25519 AAAAC3Nz", f"mx1 ssh-rsa {base64.b64encode(ED).decode()}",
              ]  # fmt: skip
    path.write_text("\n".join([*broken, _line("mx1")]))
    found = look_up([str(path), str(tmp_path / "none")], "mx1", 22)
    assert [key.blob for key in found.keys] == [ED]
    assert len(found.warnings) == len(broken)
    assert f"{path}:3 " in found.warnings[2]


def _host(path: Path, **settings: str) -> ResolvedHost:
    return ResolvedHost(
        alias="mx1", hostname="mx1", user="ops", known_hosts=(str(path),),
        strict=settings.get("strict", "ask"), hash_known_hosts=settings.get("hash") == "yes",
    )  # fmt: skip


def _no(_question: HostKeyQuestion) -> bool:
    raise AssertionError("nobody must be asked")


def test_verdicts(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(_line("mx1") + "\n" + _line("mx1", ECDSA) + "\n")
    host = _host(path)
    known = look_up(host.known_hosts, "mx1", 22)
    check(host, known, "ssh-ed25519", ED, _no)
    check(host, known, "ecdsa-sha2-nistp256", ECDSA, _no)
    with pytest.raises(HostKeyRefused, match="CHANGED") as caught:
        check(host, known, "ssh-ed25519", OTHER, _no)
    for words in (f"{path}:1", fingerprint(OTHER), fingerprint(ED), "ssh-keygen -f"):
        assert words in str(caught.value)
    assert wanted_algorithms(host, known, ("rsa-sha2-512", "ecdsa-sha2-nistp256", "ssh-ed25519"))[
        :2
    ] == ("ssh-ed25519", "ecdsa-sha2-nistp256")


def test_a_revoked_key_is_refused_though_it_is_known(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(_line("mx1") + "\n" + _line("*", ED, "@revoked ") + "\n")
    host = _host(path)
    with pytest.raises(HostKeyRefused, match="revoked"):
        check(host, look_up(host.known_hosts, "mx1", 22), "ssh-ed25519", ED, _no)


def test_an_unknown_key_asks_and_is_kept_by_a_yes_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "known_hosts"
    host = _host(path)
    known = look_up(host.known_hosts, "mx1", 22)
    asked: list[HostKeyQuestion] = []

    def no(question: HostKeyQuestion) -> bool:
        asked.append(question)
        return False

    with pytest.raises(HostKeyUnknown, match="SHA256:"):
        check(host, known, "ssh-ed25519", ED, no)
    assert asked[0].fingerprint == fingerprint(ED)
    assert not path.exists()
    check(host, known, "ssh-ed25519", ED, lambda question: True)
    assert path.read_text() == f"mx1 ssh-ed25519 {base64.b64encode(ED).decode()}\n"
    assert path.stat().st_mode & 0o777 == 0o600
    check(host, look_up(host.known_hosts, "mx1", 22), "ssh-ed25519", ED, _no)


def test_a_host_on_another_port_is_known_by_its_plain_name(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(_line("mx1") + "\n" + _line("mx1", OTHER, "@revoked ") + "\n")
    host = replace(_host(path), port=2222)
    known = known_keys(host)
    check(host, known, "ssh-ed25519", ED, _no)
    assert known.types() == ("ssh-ed25519",)
    with pytest.raises(HostKeyRefused, match="revoked"):
        check(host, known, "ssh-ed25519", OTHER, _no)
    # Another key there is a new one, not a changed one.
    with pytest.raises(HostKeyUnknown):
        check(host, known, "ecdsa-sha2-nistp256", ECDSA, lambda question: False)


def test_an_alias_stands_without_a_port(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    host = replace(_host(path), port=2222, host_key_alias="cluster")
    check(host, known_keys(host), "ssh-ed25519", ED, lambda question: True)
    assert path.read_text().startswith("cluster ssh-ed25519 ")
    check(host, known_keys(host), "ssh-ed25519", ED, _no)


def test_a_new_key_never_goes_into_the_systems_file(tmp_path: Path) -> None:
    system = tmp_path / "system"
    host = replace(_host(system), known_hosts=(), global_known_hosts=(str(system),))
    check(host, known_keys(host), "ssh-ed25519", ED, lambda question: True)
    assert not system.exists()
    system.write_text(_line("mx1") + "\n")
    check(host, known_keys(host), "ssh-ed25519", ED, _no)


@pytest.mark.parametrize("strict", ["no", "off", "false", "ask"])
def test_nothing_but_accept_new_is_a_yes(strict: str, tmp_path: Path) -> None:
    host = _host(tmp_path / "known_hosts", strict=strict)
    with pytest.raises(HostKeyUnknown):
        check(host, known_keys(host), "ssh-ed25519", ED, lambda question: False)


def test_keys_that_cannot_be_asked_for_make_no_changed_key(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(_line("mx1", _blob("sk-ssh-ed25519@openssh.com", 4)) + "\n")
    host = _host(path, strict="accept-new")
    asked: list[HostKeyQuestion] = []

    def no(question: HostKeyQuestion) -> bool:
        asked.append(question)
        return False

    with pytest.raises(HostKeyUnknown):
        check(host, known_keys(host), "ssh-ed25519", ED, no)
    assert asked


def test_an_authority_makes_no_host_known(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(_line("*", ED, "@cert-authority ") + "\n")
    found = look_up([str(path)], "mx1", 22)
    assert not found.keys
    assert found.authorities
    with pytest.raises(HostKeyUnknown):
        check(_host(path), found, "ssh-ed25519", ED, lambda question: False)


def test_a_file_is_read_again_only_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(_line("mx1") + "\n")
    assert look_up([str(path)], "mx1", 22).keys
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda self: pytest.fail("read again"))
        assert look_up([str(path)], "mx1", 22).keys
    append(str(path), "mx2", 22, "ssh-ed25519", ED, hashed=False)
    assert look_up([str(path)], "mx2", 22).keys


@pytest.mark.skipif(not KEYGEN, reason="needs ssh-keygen")
def test_a_fingerprint_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run([str(KEYGEN), "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    said = subprocess.run([str(KEYGEN), "-lf", key], capture_output=True, text=True).stdout
    blob = base64.b64decode(Path(f"{key}.pub").read_text().split()[1])
    assert fingerprint(blob) == said.split()[1]


def test_consoles_at_once_lose_no_line(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "known_hosts")
    threads = [
        threading.Thread(target=append, args=(path, f"mx{n}", 22, "ssh-ed25519", ED, True))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(look_up([path], f"mx{n}", 22).keys for n in range(20))
    assert not look_up([path], "mx1", 22).warnings
    assert Path(path).parent.stat().st_mode & 0o777 == 0o700


def test_strict_refuses_and_accept_new_takes(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    with pytest.raises(HostKeyUnknown, match="StrictHostKeyChecking"):
        check(_host(path, strict="true"), look_up([], "mx1", 22), "ssh-ed25519", ED, _no)
    check(_host(path, strict="accept-new"), look_up([], "mx1", 22), "ssh-ed25519", ED, _no)
    assert look_up([str(path)], "mx1", 22).keys


def test_a_file_is_only_ever_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    before = b"# mine\n@cert-authority *.x ssh-dss AAAA\nbroken line\n" + _line("a").encode()
    path.write_bytes(before)  # without a newline at the end
    append(str(path), "mx1", 2222, "ssh-ed25519", ED, hashed=True)
    after = path.read_bytes()
    assert after.startswith(before + b"\n|1|")
    assert after.count(b"\n") == before.count(b"\n") + 2
    assert look_up([str(path)], "mx1", 2222).keys
    if KEYGEN:
        command = [KEYGEN, "-F", "[mx1]:2222", "-f", str(path)]
        assert subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("pattern", "word", "matches"),
    [
        ("*********", "mx1", True),
        ("*a*b*c*d*e*f*g*h*i*", "abcdefghi", True),
        ("*a*b*c*d*e*f*g*h*i*", "abcdefgh", False),
        ("*x1", "mx1x1", True),
        ("m*?1", "mx1", True),
        ("m??1", "mx1", False),
        ("*" * 4000 + "b", "a" * 250, False),
        ("a*" * 2000 + "b", "a" * 250, False),
    ],
)
def test_patterns_of_any_number_of_stars(
    pattern: str, word: str, matches: bool, tmp_path: Path
) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(_line(pattern) + "\n")
    assert bool(look_up([str(path)], word, 22).keys) is matches
    path.write_text(_line(f"*,!{pattern}") + "\n")
    assert bool(look_up([str(path)], word, 22).keys) is not matches
