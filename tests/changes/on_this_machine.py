"""The write protocol run by the shells of this machine, on files of a test."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from relaytui.changes.deed import (
    Answered,
    confirm_script,
    do_script,
    forget_script,
    parse_answered,
    settle_script,
    undo_script,
)
from relaytui.changes.plan import Plan, Proof, Step
from relaytui.changes.protocol import HOME
from relaytui.domain.intent import Unblock
from relaytui.domain.net import Net
from relaytui.ssh.script import Script

MARK = "mark0123456789"
NET = Net(4, 3221225985, 3221225985)
SHELLS = [one for one in (["dash"], ["bash"], ["busybox", "ash"]) if shutil.which(one[0])]
Change = Callable[[str], str]


def plan_of(*steps: Step) -> Plan:
    """A plan with these steps."""
    return Plan(Unblock(NET), "test", steps, Proof((), lambda facts: ""))


class Machine:
    """This machine as the host: its root, and its folder of ours, are the test's."""

    def __init__(self, folder: Path, shell: Sequence[str]) -> None:
        self.home = folder / "var-lib"
        self.shell = list(shell)

    def do(
        self, *steps: Step, identity: str = "one", change: Change | None = None, switch: int = 0
    ) -> Answered:
        """Do these steps."""
        asked = do_script(identity, '{"what":1}', [plan_of(*steps)], MARK, switch)
        return self._run(asked, steps, change)

    def confirm(self, identity: str = "one") -> Answered:
        """Let it stay."""
        return self._run(confirm_script(identity, MARK), (), None)

    def forget(self) -> Answered:
        """Take the records away."""
        return self._run(forget_script(MARK), (), None)

    def undo(self, identity: str = "one", change: Change | None = None) -> Answered:
        """Take them back."""
        return self._run(undo_script(identity, MARK), (), change)

    def settle(self, change: Change | None = None) -> Answered:
        """Settle what was left."""
        return self._run(settle_script(MARK), (), change)

    def _run(self, asked: Script, steps: Sequence[Step], change: Change | None) -> Answered:
        text = asked.text.replace(HOME, str(self.home))
        # The scripts ask only whether they are root, and whether there is a logger.
        text = text.replace("umask 077\n", "umask 077\nid() { echo 0; }\nlogger() { :; }\n")
        if change:
            text = change(text)
        done = subprocess.run(
            self.shell, input=text.encode("utf-8", "surrogateescape"), capture_output=True,
            timeout=60, check=False,
        )  # fmt: skip
        self.stderr = done.stderr
        return parse_answered(done.stdout, MARK, steps)
