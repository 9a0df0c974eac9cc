"""ssh configurations and what they mean: tests/data/ssh/config.jsonl, also asked of `ssh -G`.

`{dir}` stands for the folder of the configuration, `{home}` for the user's, `{account}` for the
one of the account, which ssh puts into some answers by itself.
"""

import json
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.ssh.config import parse_target, resolve

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data/ssh/config.jsonl").read_text().split("\n")
    if line
]

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="needs the ssh program")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_configuration(case: dict[str, Any], tmp_path: Path, own_home: Path) -> None:
    for name, text in case.get("files", {}).items():
        (tmp_path / name).write_text(text)
    config = tmp_path / "config"
    config.write_text(case["config"].replace("{dir}", str(tmp_path)))
    host = resolve(HostSpec(name="x", target=case["target"], ssh_config=str(config)))
    expected = json.dumps(case["expect"]).replace("{home}", str(own_home))
    expected = expected.replace("{account}", pwd.getpwuid(os.getuid()).pw_dir)
    for name, wanted in json.loads(expected).items():
        found = getattr(host, name)
        found = list(found) if isinstance(found, tuple) else found
        assert found == wanted, name
    target = parse_target(case["target"])
    words = ["-l", target.user] if target.user else []
    words += ["-p", str(target.port)] if target.port else []
    command = ["ssh", "-G", "-F", str(config), *words, target.host]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    settings = dict(line.split(" ", 1) for line in said.split("\n") if " " in line)
    named = (settings["hostname"], settings["port"], settings["user"])
    assert (host.hostname, str(host.port), host.user) == named
