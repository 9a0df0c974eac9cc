"""The question of an unknown host key."""

import time
from collections.abc import Callable

from relaytui.domain.text import safe
from relaytui.fleet import Question
from relaytui.widgets.confirm import Confirm
from relaytui.widgets.text_panel import Paragraph


class HostKeyDialog(Confirm):
    """Who, which key, and what to compare it with."""

    def __init__(self, question: Question, clock: Callable[[], float] = time.monotonic) -> None:
        words = [
            Paragraph("This host has never been seen from here.", literal=False),
            Paragraph(""),
            Paragraph(safe(question.address, 200), "host"),
            Paragraph(safe(question.key_type, 80), "key"),
            Paragraph(question.fingerprint, "print", "accent"),
            Paragraph(""),
            Paragraph(
                "Compare it with the host's own, on its console or with its admin: "
                "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
                literal=False,
            ),
        ]
        title = f"Unknown host key of {safe(question.relay, 60)}"
        super().__init__(title, words, yes="take it", no="do not connect", clock=clock)
        self.question = question
