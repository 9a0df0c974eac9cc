#!/usr/bin/env python3
"""One command on many hosts, over the product's own links: run_on_all.py CONFIG HOSTS COMMAND."""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import RelaytuiError
from relaytui.ssh.connect import connect
from relaytui.ssh.script import script

AT_ONCE = 32


def answer(config: str, command: str, name: str) -> str:
    """What a host says, or why it does not."""
    spec = HostSpec(name=name, target=name, ssh_config=config)
    try:
        link = connect(
            spec, ask=lambda _: False, on_state=lambda _: None, on_quiet=lambda _: None,
            stopped=lambda: False,
        )  # fmt: skip
        try:
            return f"{name}: {link.run(script('race', command)).stdout.decode()}"
        finally:
            link.close()
    except RelaytuiError as error:
        return f"{name}: {error}\n"


def main() -> None:
    """Run."""
    config, hosts, command = sys.argv[1:]
    names = Path(hosts).read_text().split()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for words in pool.map(partial(answer, config, command), names):
            sys.stdout.write(words)


if __name__ == "__main__":
    main()
