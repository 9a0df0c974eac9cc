"""The terminal's clipboard, by OSC 52: it works over SSH, where the terminal allows it."""

from collections.abc import Sequence

from textual.app import App

from relaytui.errors import UsageError

#: Bytes at most: more is cut without a word by some terminals.
MOST_BYTES = 48 * 1024


def copy(app: App[int], texts: Sequence[str], what: str) -> None:
    """Copy gated texts, a line each, and tell how much; UsageError for too much."""
    whole = "\n".join(texts)
    size = len(whole.encode("utf-8", "backslashreplace"))
    if size > MOST_BYTES:
        raise UsageError(
            f"{what}: {size / 1024:,.0f} KiB are too much for a clipboard ({MOST_BYTES // 1024} at "
            "most)",
            "Write them: `:write FILE`",
        )
    app.copy_to_clipboard(whole)
    app.notify(f"Copied {what}, {size:,} bytes", markup=False, timeout=2)
