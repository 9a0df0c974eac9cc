"""What keeps ends on a host where a layer has none, and blocks after a boot: at most one script,
one unit and one timer of ours, or lines for cron where there is no systemd."""

from collections.abc import Iterable

from relaytui.changes.plan import Command, Put, Run, Step
from relaytui.domain.finding import Failed
from relaytui.facts.own import CRON, ENDS, KEEPER, LISTS, SERVICE, TIMER, Own
from relaytui.layers.keeper_script import KEEPER_TEXT

SERVICE_TEXT = f"""# Made and removed by relaytui.
[Unit]
Description=relaytui: ends of blocks, and blocks after a boot
After=nftables.service firewalld.service ufw.service
Before=postfix.service exim4.service opensmtpd.service

[Service]
Type=oneshot
ExecStart=/bin/sh {KEEPER}
LogLevelMax=notice

[Install]
WantedBy=multi-user.target
"""
TIMER_TEXT = """# Made and removed by relaytui.
[Unit]
Description=relaytui: ends of blocks

[Timer]
OnCalendar=minutely
AccuracySec=1s

[Install]
WantedBy=timers.target
"""
CRON_TEXT = f"""# Made and removed by relaytui.
@reboot root /bin/sh {KEEPER}
"""
CRON_TIMED = f"{CRON_TEXT}* * * * * root /bin/sh {KEEPER}\n"

_RELOAD = Command(("systemctl", "daemon-reload"))
_NOTHING = "nothing runs what ends blocks: neither systemd nor /etc/cron.d is here"


def keeping(own: Own, *, timed: bool) -> list[Step] | Failed:
    """What makes blocks hold after a boot, or with `timed` ends them at their time."""
    texts = {KEEPER: KEEPER_TEXT}
    if own.systemd:
        texts[SERVICE] = SERVICE_TEXT
        if timed:
            texts[TIMER] = TIMER_TEXT
    elif own.cron:
        texts[CRON] = CRON_TIMED if timed or own.text(CRON) == CRON_TIMED else CRON_TEXT
    else:
        return Failed(_NOTHING)
    steps: list[Step] = []
    for path, text in texts.items():
        before = own.text(path)
        if isinstance(before, Failed):
            return before
        # One that is there already is named as well: undoing what made it must not take it away.
        # A new service is for the next boot, which reads it anyway: a reload takes its time.
        read = path == TIMER or (path == SERVICE and before is not None)
        then = (_RELOAD,) if read and before != text else ()
        mode = 0o700 if path == KEEPER else 0o644
        steps.append(Put(path, before, text, then=then, mode=mode))
    if own.systemd:
        steps.append(_enabling(own, SERVICE if not timed else TIMER))
    return steps


def _enabling(own: Own, path: str) -> Run:
    unit = path.rpartition("/")[2]
    # A timer that is enabled may have been stopped.
    how = "--now" if path == TIMER else "--no-reload"
    # Another change may need it yet: the script sees whether there is anything left to do.
    retire = Command(("/bin/sh", KEEPER, "retire", unit))
    enable = Command(("systemctl", "enable", how, unit))
    return Run(enable, None if unit in own.enabled else retire)


def ending(own: Own, until: float | None, *things: tuple[str, str, str]) -> list[Step] | Failed:
    """What ends things (kind, place, what) at a time, in seconds since the epoch; None: never."""
    if until is None or not things:
        return []
    steps = keeping(own, timed=True)
    if isinstance(steps, Failed):
        return steps
    lines = [" ".join((str(round(until)), *one)) for one in things]
    return _with_lines(own, steps, ENDS, lines)


def not_ending(own: Own, kind: str, places: Iterable[tuple[str, str]]) -> list[Step] | Failed:
    """What forgets the ends of things (place, what) that are lifted."""
    before = own.text(ENDS)
    if isinstance(before, Failed):
        return before
    gone = {f"{kind} {place} {what}" for place, what in places}
    lines = (before or "").split("\n")[:-1]
    after = "".join(f"{one}\n" for one in lines if one.partition(" ")[2] not in gone)
    return [] if after == (before or "") else [Put(ENDS, before, after, mode=0o600)]


def sweeping(own: Own, kind: str, name: str, path: str) -> list[Step] | Failed:
    """What takes entries of a list out at the time that stands in the remark above them. `kind`:
    postfix (name: the configuration's folder), postmap (name: the type of the table), opensmtpd
    (name: the table), or file, where nothing is to be told to a daemon."""
    steps = keeping(own, timed=True)
    if isinstance(steps, Failed):
        return steps
    return _with_lines(own, steps, LISTS, [f"{kind} {name} {path}"])


def _with_lines(
    own: Own, steps: list[Step], path: str, lines: Iterable[str]
) -> list[Step] | Failed:
    before = own.text(path)
    if isinstance(before, Failed):
        return before
    # A file that is named stays when another change is undone; so it is named in any case.
    known = set((before or "").split("\n"))
    after = (before or "") + "".join(f"{one}\n" for one in lines if one not in known)
    return [*steps, Put(path, before, after, mode=0o600)]


def left_there(steps: Iterable[Step]) -> list[str]:
    """The files of ours that steps make, in words."""
    return [f"{one.path}, made now" for one in steps
            if isinstance(one, Put) and one.before is None and one.after is not None]  # fmt: skip
