"""Locked key files: asked for once, when the server would take them, and never in vain."""

import subprocess
import threading
from pathlib import Path

import msgspec
import paramiko
import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import LoginRefused
from relaytui.ssh import keys
from relaytui.ssh.key_load import KeyLocked, KeyUnusable, load
from relaytui.ssh.key_ring import KeyRing
from relaytui.ssh.passphrase import PassphraseQuestion
from relaytui.ssh.script import script
from tests.ssh.conftest import Connect
from tests.ssh.server import ShellServer

FORMS = {
    "ed25519": ["-t", "ed25519"],
    "ecdsa": ["-t", "ecdsa", "-b", "384"],
    "rsa": ["-t", "rsa", "-b", "2048"],
    "gcm": ["-t", "ed25519", "-Z", "aes256-gcm@openssh.com"],
    "rsa pem": ["-t", "rsa", "-b", "2048", "-m", "PEM"],
    "rsa pkcs8": ["-t", "rsa", "-b", "2048", "-m", "PKCS8"],
    "ecdsa pem": ["-t", "ecdsa", "-m", "PEM"],
    "ecdsa pkcs8": ["-t", "ecdsa", "-m", "PKCS8"],
}
WORDS = "correct \u00e9 horse"


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> KeyRing:
    from relaytui.ssh import auth

    one = KeyRing()
    monkeypatch.setattr(keys, "RING", one)
    monkeypatch.setattr(auth, "RING", one)
    return one


def _made(path: Path, options: list[str], words: str = WORDS) -> str:
    command = ["ssh-keygen", "-q", *options, "-a", "1", "-N", words, "-f", str(path)]
    subprocess.run(command, check=True)
    return str(path)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_opened(form: str, tmp_path: Path) -> None:
    path = _made(tmp_path / "id", FORMS[form])
    with pytest.raises(KeyLocked):
        load(path)
    with pytest.raises(KeyLocked):
        load(path, "wrong")
    key = load(path, WORDS)
    assert Path(f"{path}.pub").read_text().split()[1] == key.get_base64()
    assert key.can_sign()


def test_a_cipher_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    path = _made(tmp_path / "id", ["-t", "ed25519", "-Z", "chacha20-poly1305@openssh.com"])
    with pytest.raises(KeyUnusable, match="can't be opened here"):
        load(path, WORDS)


class Asked:
    """Answers in turn."""

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.questions: list[PassphraseQuestion] = []

    def __call__(self, question: PassphraseQuestion) -> str | None:
        self.questions.append(question)
        return self.answers.pop(0)


def _running() -> bool:
    return False


@pytest.fixture
def locked(tmp_path: Path) -> str:
    return _made(tmp_path / "id", FORMS["ed25519"])


def test_a_wrong_one_is_asked_again_three_times(ring: KeyRing, locked: str) -> None:
    asked = Asked("a", "b", WORDS)
    assert ring.unlock(locked, asked, 0.0, _running)
    assert [question.wrong for question in asked.questions] == [0, 1, 2]
    assert ring.unlock(locked, Asked(), 1.0, _running) is ring.held(locked)
    other = _made(Path(f"{locked}2"), FORMS["ed25519"])
    assert ring.unlock(other, Asked("a", "b", "c"), 0.0, _running) is None


def test_who_declines_is_not_asked_again_until_the_next_try(ring: KeyRing, locked: str) -> None:
    import time

    began = time.monotonic()
    assert ring.unlock(locked, Asked(None), began, _running) is None
    assert ring.unlock(locked, Asked(), began, _running) is None
    assert ring.unlock(locked, Asked(WORDS), time.monotonic() + 0.001, _running)


def test_a_changed_file_is_asked_for_again(ring: KeyRing, locked: str) -> None:
    assert ring.unlock(locked, Asked(WORDS), 0.0, _running)
    for name in (locked, f"{locked}.pub"):
        Path(name).unlink()
    _made(Path(locked), FORMS["rsa"], "other words")
    assert ring.held(locked) is None
    key = ring.unlock(locked, Asked("other words"), 0.0, _running)
    assert isinstance(key, paramiko.RSAKey)


def test_no_passphrase_is_kept(ring: KeyRing, locked: str) -> None:
    assert ring.unlock(locked, Asked("wrong words", WORDS), 0.0, _running)
    assert WORDS not in repr(vars(ring))
    assert "wrong words" not in repr(vars(ring))


def test_many_who_need_a_key_ask_once_and_others_go_on(ring: KeyRing, locked: str) -> None:
    answer = threading.Event()
    asked: list[PassphraseQuestion] = []

    def slow(question: PassphraseQuestion) -> str:
        asked.append(question)
        answer.wait(20)
        return WORDS

    got: list[object] = []
    threads = [
        threading.Thread(target=lambda: got.append(ring.unlock(locked, slow, 0.0, _running)))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    other = _made(Path(f"{locked}2"), FORMS["ed25519"])
    assert ring.unlock(other, Asked(WORDS), 0.0, _running)  # while the first is still open
    assert not got
    answer.set()
    for thread in threads:
        thread.join(20)
    assert len(asked) == 1
    assert len(got) == 10
    assert len(set(map(id, got))) == 1


@pytest.fixture
def locked_spec(server: ShellServer) -> HostSpec:
    """A host whose key file is locked now."""
    spec = server.spec()
    path = str(spec.identity_file)
    command = ["ssh-keygen", "-q", "-p", "-a", "1", "-P", "", "-N", WORDS, "-f", path]
    Path(path).chmod(0o600)
    subprocess.run(command, check=True)
    return spec


def test_a_login_with_a_locked_key(
    locked_spec: HostSpec, server: ShellServer, connected: Connect
) -> None:
    asked = Asked("wrong", WORDS)
    link = connected(locked_spec, ask_passphrase=asked)
    assert link.run(script("t", "echo 1")).stdout == b"1\n"
    assert len(asked.questions) == 2
    again = connected(locked_spec, ask_passphrase=Asked())
    assert again.run(script("t", "echo 2")).stdout == b"2\n"


def test_without_anybody_to_ask_it_says_what_to_do(
    locked_spec: HostSpec, connected: Connect
) -> None:
    with pytest.raises(LoginRefused, match="no key to offer") as caught:
        connected(locked_spec)
    assert f"ssh-add {locked_spec.identity_file}" in caught.value.next_step


def test_one_that_is_not_given_says_so(locked_spec: HostSpec, connected: Connect) -> None:
    with pytest.raises(LoginRefused) as caught:
        connected(locked_spec, ask_passphrase=Asked(None))
    assert f"the passphrase of {locked_spec.identity_file} was not given" in caught.value.next_step
    assert not caught.value.retry


def test_a_key_that_the_server_would_not_take_is_not_asked_for(
    server: ShellServer, connected: Connect, locked: str
) -> None:
    spec = msgspec.structs.replace(server.spec(), identity_file=locked)
    with pytest.raises(LoginRefused, match=f"took none of 1 keys: {locked}"):
        connected(spec, ask_passphrase=Asked())
    assert len(server.offered) >= 1


@pytest.mark.parametrize("form", ["rsa", "ecdsa"])
def test_other_kinds_are_asked_about_as_well(
    form: str, server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    path = _made(tmp_path / "id", FORMS[form])
    server.client_key = load(path, WORDS)
    spec = msgspec.structs.replace(server.spec(), identity_file=path)
    link = connected(spec, ask_passphrase=Asked(WORDS))
    assert link.run(script("t", "echo 1")).stdout == b"1\n"
