#!/usr/bin/env python3
"""Makes docs/console.svg: the console on the demo, half a minute after its start."""

import asyncio
import os
import re
import time
from pathlib import Path

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

from relaytui.app import RelayApp  # noqa: E402  (after the setting that Textual reads)
from relaytui.demo.demo import ATTACK_AFTER, Demo  # noqa: E402
from relaytui.fleet import Fleet  # noqa: E402
from relaytui.theming import choose_theme  # noqa: E402

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "console.svg"


async def picture() -> str:
    """The console's own picture of itself."""
    with Demo(hosts=3) as demo:
        fleet = Fleet(demo.specs(), prompts=False)
        app = RelayApp(fleet, look=choose_theme("night", {"TERM": "xterm-256color"}, slow=False))
        try:
            async with app.run_test(size=(118, 26)):
                limit = time.monotonic() + ATTACK_AFTER + 6
                while time.monotonic() < limit:
                    await asyncio.sleep(0.2)
                return app.export_screenshot(title="relaytui mx1 mx2 mx3")
        finally:
            fleet.close()


def main() -> None:
    """Write the picture, without the fonts that it would fetch."""
    text = re.sub(r"@font-face \{.*?\}\s*", "", asyncio.run(picture()), flags=re.DOTALL)
    PICTURE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
