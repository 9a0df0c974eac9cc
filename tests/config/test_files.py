"""Files that nobody should use are refused without waiting; modes and owners are looked at."""

import errno
import itertools
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from relaytui.config.load import load
from relaytui.config.rights import folder_problems, group_of_one, others_write
from relaytui.errors import ConfigError
from tests.config.cases import Case, cases

GOOD = "hosts: [mx1]\n"
STRANGER = 54321


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


def _link_to_pipe(path: Path) -> None:
    os.mkfifo(path.parent / "pipe")
    path.symlink_to("pipe")


def _link(path: Path) -> None:
    (path.parent / "real.yaml").write_text(GOOD)
    (path.parent / "real.yaml").chmod(0o600)
    path.symlink_to("real.yaml")


def _denied(path: object, *_: object) -> int:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


MAKERS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: None,
    "below-a-file": lambda path: path.parent.rmdir() or path.parent.write_text(GOOD),  # type: ignore[func-returns-value]
    "folder": _folder,
    "pipe": _pipe,
    "socket": _socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "link-to-pipe": _link_to_pipe,
    "circle": lambda path: path.symlink_to(path.name),
    "link": _link,
    "file": lambda path: path.write_text(GOOD),
    "bytes": lambda path: path.write_bytes(b"hosts:\n - \xff"),
    "utf16": lambda path: path.write_bytes(GOOD.encode("utf-16")),
}


@pytest.mark.parametrize("case", cases("files"), ids=lambda case: case["id"])
def test_files(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_root = os.geteuid() == 0
    if "owner" in case and not is_root:
        pytest.skip("only root can give files away; test_every_mode_and_owner has the rule")
    if case["id"] == "unreadable" and is_root:  # root can read all
        monkeypatch.setattr("os.open", _denied)
    path = tmp_path / "folder" / "relays.yaml"
    path.parent.mkdir(mode=0o700)
    MAKERS[case["make"]](path)
    if case["make"] in ("file", "bytes", "utf16"):
        path.chmod(case.get("mode", 0o600))
    if "owner" in case:
        os.chown(path, STRANGER, -1)
    if "folder_mode" in case:
        path.parent.chmod(case["folder_mode"])
    if not case["words"]:
        assert [host.name for host in load(path).hosts] == ["mx1"]
        return
    with pytest.raises(ConfigError) as caught:
        load(path)
    told = str(caught.value)
    assert told.startswith(f"{path}{case.get('place', '')}: ")
    assert case["words"] in told
    assert case["step"] in told


ME, OTHER, ROOT = 1000, 1001, 0
OWNERS = (ROOT, ME, OTHER)
MODES = (0o600, 0o640, 0o644, 0o660, 0o664, 0o602, 0o646, 0o666)


ALL = list(itertools.product(MODES, OWNERS, (True, False)))


@pytest.mark.parametrize(("mode", "owner", "alone"), ALL)
def test_every_mode_and_owner(mode: int, owner: int, alone: bool) -> None:
    info: os.stat_result = SimpleNamespace(st_mode=stat.S_IFREG | mode, st_uid=owner, st_gid=9)  # type: ignore[assignment]
    told = [one.words for one in others_write("it", "f", info, ME, lambda uid, gid: alone)]
    others = bool(mode & 0o002) or (bool(mode & 0o020) and not alone)
    assert any("can be written by" in one for one in told) == others
    assert any("belongs to" in one for one in told) == (owner == OTHER)
    assert len(told) == others + (owner == OTHER)


def test_a_remedy_can_be_pasted(tmp_path: Path) -> None:
    path = tmp_path / "my relays.yaml"
    path.write_text(GOOD)
    path.chmod(0o666)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.next_step == f"chmod go-w '{path}'"
    os.system(caught.value.next_step)
    assert load(path).hosts


def test_both_folders_of_a_link_are_looked_at(tmp_path: Path) -> None:
    for name in ("named", "real"):
        (tmp_path / name).mkdir(mode=0o700)
    real = tmp_path / "real" / "relays.yaml"
    real.write_text(GOOD)
    link = tmp_path / "named" / "relays.yaml"
    link.symlink_to(real)
    me = os.geteuid()
    assert not list(folder_problems(link, me))
    for name in ("named", "real"):
        (tmp_path / name).chmod(0o777)
        told = [one.words for one in folder_problems(link, me)]
        assert told == ["its folder can be written by everybody"]
        (tmp_path / name).chmod(0o700)


def test_a_link_of_a_stranger_is_not_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text(GOOD)
    link.symlink_to(real)
    if os.geteuid() == 0:  # root's links are everybody's
        os.chown(link, STRANGER, -1, follow_symlinks=False)
    told = [one.words for one in folder_problems(link, 4242, lambda uid, gid: True)]
    assert any(one.startswith("it is a link that ") for one in told)


GROUPS = {
    "private": (("ann", 500), ("ann", []), True),
    "private, the owner listed": (("ann", 500), ("ann", ["ann"]), True),
    "a second member": (("ann", 500), ("ann", ["ann", "bob"]), False),
    "a common group": (("ann", 500), ("users", []), False),
    "not the owner's own": (("ann", 501), ("ann", []), False),
}


@pytest.mark.parametrize("name", GROUPS)
def test_groups_of_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (user, own), (group, members), alone = GROUPS[name]
    monkeypatch.setattr("pwd.getpwuid", lambda uid: SimpleNamespace(pw_name=user, pw_gid=own))
    monkeypatch.setattr("grp.getgrgid", lambda gid: SimpleNamespace(gr_name=group, gr_mem=members))
    assert group_of_one(1000, 500) == alone


def test_a_user_without_a_name_has_no_group_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(number: int) -> object:
        raise KeyError(number)

    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert not group_of_one(4242, 4242)
