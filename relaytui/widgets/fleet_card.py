"""What Fleet's card tells of a host's figures."""

from relaytui.analysis.health import growth_words
from relaytui.domain.text import safe
from relaytui.facts.machine import MACHINE, Machine
from relaytui.layers.block_count import BlockCount
from relaytui.state.ages import bytes_words
from relaytui.state.store import Store
from relaytui.widgets.text_panel import Paragraph


def measured(store: Store, relay: str, count: BlockCount | None) -> list[Paragraph]:
    """Its fullest disk, the disks that fill, and how many it keeps out."""
    shown = []
    known = store.facts.get(relay, MACHINE)
    if known and isinstance(known.value, Machine) and known.value.fullest:
        disk = known.value.fullest
        words = f"{disk.place} {disk.percent} % of {bytes_words(disk.size)}"
        if disk.inodes_percent is not None:
            words += f", {disk.inodes_percent} % of its inodes"
        words = "; ".join((words, *(growth_words(one) for one in store.facts.growths(relay))))
        shown.append(Paragraph(safe(words, 300), "disk", "muted" if known.stale else "text"))
    if count and count.word:
        words = count.word + (f", {count.idle:,} without effect" if count.idle else "")
        if count.unseen:
            words += f"; not seen: {', '.join(count.unseen)}"
        shown.append(Paragraph(safe(words, 300), "blocked"))
    return shown
