"""Who else may write a configuration: whoever can, can send the user to hosts of theirs."""

import os
import shlex
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from relaytui.config.problem import Problem
from relaytui.domain.text import safe

#: (user id, group id) to whether the group has that user alone.
GroupTest = Callable[[int, int], bool]


def group_of_one(uid: int, gid: int) -> bool:
    """Whether a group is the private one of a user, as many systems make it for each.

    Its name, its id and its members are looked at; a list of all users is never asked for, since
    a directory service may have a hundred thousand.
    """
    import grp
    import pwd

    try:
        user, group = pwd.getpwuid(uid), grp.getgrgid(gid)
    except KeyError:
        return False
    return (
        user.pw_gid == gid and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}
    )


def others_write(
    named: str, path: str, info: os.stat_result, me: int, alone: GroupTest = group_of_one
) -> Iterator[Problem]:
    """Problems of a file or folder that belongs to others or that others may write.

    In a folder with the sticky bit, as /tmp, a file is safe from all but its owner.
    """
    target = safe(shlex.quote(path))
    is_folder = stat.S_ISDIR(info.st_mode)
    if info.st_uid not in (0, me):
        step = "Keep it in one of yours" if is_folder else f"chown {_own_name(me)} {target}"
        yield Problem(0, 0, f"{named} belongs to {owner_name(info.st_uid)}", step)
    if is_folder and info.st_mode & stat.S_ISVTX:
        return
    if info.st_mode & stat.S_IWOTH:
        yield Problem(0, 0, f"{named} can be written by everybody", f"chmod go-w {target}")
    elif info.st_mode & stat.S_IWGRP and not alone(info.st_uid, info.st_gid):
        yield Problem(0, 0, f"{named} can be written by its group", f"chmod go-w {target}")


def folder_problems(path: Path, me: int, alone: GroupTest = group_of_one) -> Iterator[Problem]:
    """The same for the folder in which a file stands, and for the link that leads to it."""
    absolute = os.path.abspath(path)
    real = os.path.realpath(absolute)
    for folder in dict.fromkeys((os.path.dirname(absolute), os.path.dirname(real))):
        yield from others_write("its folder", folder, os.stat(folder), me, alone)
    link = os.lstat(absolute)
    if stat.S_ISLNK(link.st_mode) and link.st_uid not in (0, me):
        yield Problem(
            0, 0, f"it is a link that {owner_name(link.st_uid)} has made", f"Name {real} itself"
        )


def owner_name(uid: int) -> str:
    """The name of a user, or the number where it has none."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _own_name(uid: int) -> str:
    name = owner_name(uid)
    return str(uid) if " " in name else name
