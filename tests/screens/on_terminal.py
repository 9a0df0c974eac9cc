"""The console in a pseudo-terminal, driven by keys."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def _tool(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


terminal = _tool("terminal")


class Console:
    """The console in a pseudo-terminal."""

    def __init__(
        self,
        size: tuple[int, int],
        *args: str,
        module: str = "tests.screens.console_main",
        folder: str = "",
        **environment: str,
    ) -> None:
        own = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        env = terminal.environment(os.environ["HOME"], {**own, **environment})
        argv = [sys.executable, "-m", module, *args]
        if folder:  # that the console is started in
            argv = ["env", "-C", folder, *argv]
        self.it = terminal.Terminal(argv, size, env)

    def shows(self, *texts: str) -> None:
        """Wait until all texts stand on the screen."""
        self.it.draw(20, lambda: all(self.it.shows(text) for text in texts))
        missing = [text for text in texts if not self.it.shows(text)]
        assert not missing, f"{missing} not on\n{self.it.text()}"

    def types(self, text: str) -> None:
        """Type keys."""
        self.it.write(text.encode())

    def leaves(self) -> None:
        """Wait for its end."""
        self.it.draw(20, lambda: self.it.ended)
        assert self.it.ended

    @property
    def output(self) -> bytes:
        """All that was written."""
        return b"".join(piece for _, piece in self.it.output)
