"""Lines that attack a terminal: every class of character, and what Textual takes for markup."""

import unicodedata

PAYLOADS = [
    "\x1b]0;owned\x07", "\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x1b[6n", "\x1b[2J\x1b[H", "\x1bc", "\x1b[?1049h", "\x1bP$q\x1b\\",
    "\x9b2J", "\x9d0;x\x9c", "\x90q\x9c", "[/]", "[/foo]", "[bold red]x", "[@click=app.quit]x[/]",
    "[link=http://evil.example]x[/link]", "\u202egnp.exe", "\u2066x\u2069", "a\u200bb", "a\u2060b",
    "line\u2028separator", "paragraph\u2029separator", "next\x85line", "\ufeffbom", "\u00adsoft",
    "e" + "\u0301" * 50, "\U000e0041tag", "\ue000private", "\u115f\u1160\u3164\uffa0", "\u034f",
    "\x00nul", "\x7fdel", "\r\rreturn", "\ttab", "\x08\x08back", "\x0c", "\x0b", "漢字カタカナ",
]  # fmt: skip
BROKEN = [b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x9b31m"]
FORMS = (
    "NOQUEUE: reject: EHLO from unknown[192.0.2.71]: 504 5.5.2 <{0}>: Helo command rejected: "
    "need fully-qualified hostname; proto=SMTP helo=<{0}>",
    "warning: unknown[192.0.2.72]: SASL LOGIN authentication failed: x, sasl_username={0}",
    "{0}",
)


def hostile_lines(count: int, *, long: bool = True) -> list[bytes]:
    """So many attacking lines, each with a header; one of 1 MiB among them."""
    points = [
        chr(point)
        for point in range(0xE01F0)
        if unicodedata.category(chr(point)) in ("Cc", "Cf", "Zl", "Zp") and point != 0x0A
    ]
    texts = [text.encode() for text in PAYLOADS + [f"<{one}>" for one in points]] + BROKEN
    lines = []
    for number in range(count):
        text = texts[number % len(texts)]
        form = FORMS[number // len(texts) % len(FORMS)].encode()
        header = f"2026-02-09T05:31:{number % 60:02d}.{number:06d}+00:00 mx1 postfix/smtpd[1]: "
        lines.append(header.encode() + form.replace(b"{0}", text))
    if long:
        lines.append(
            b"2026-02-09T05:32:00+00:00 mx1 postfix/smtpd[1]: " + b"\x1b]0;x\x07" * 150_000
        )
    return lines
