#!/usr/bin/env python3
"""The programs that are compared with: those of this machine, and those in build/peers.

Run by itself it installs the latter from the package index, each set in an environment of its own,
and says which packages of the system's the others are in.
"""

import shutil
import subprocess
import sys

from bars import ROOT

PLACE = ROOT / "build" / "peers"
#: Environment and the packages in it: they can't live in one.
ENVIRONMENTS = {
    "toolong": ("toolong==1.5.0",),
    "fleet": ("ansible-core==2.19.14", "parallel-ssh==2.16.0"),
}
#: Programs of the system's packages (Debian's names).
SYSTEM = {"lnav": "lnav", "less": "less", "clush": "clustershell", "pflogsumm": "pflogsumm",
          "fail2ban-regex": "fail2ban", "sshd": "openssh-server"}


def where(program: str) -> str | None:
    """The path of a program; None where it is missing."""
    for name in ENVIRONMENTS:
        path = PLACE / name / "bin" / program
        if path.exists():
            return str(path)
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")


def main() -> int:
    """Install."""
    for name, packages in ENVIRONMENTS.items():
        place = PLACE / name
        if not (place / "bin" / "pip").exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([place / "bin" / "pip", "install", "-q", *packages], check=True)
        print(f"{place.relative_to(ROOT)}: {', '.join(packages)}")
    for program, package in SYSTEM.items():
        if where(program) is None:
            print(f"{program} is missing: apt-get install {package}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
