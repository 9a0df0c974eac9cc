"""Secrets that mail programs write into their logs.

Forms: Dovecot `(given password: X)` and `(SHA1 of given password: X)` (auth_verbose_passwords),
`resp=` and `pass=` (auth_debug_passwords); courier `cmd: AUTH PLAIN X`; Exim `"AUTH LOGIN X"`;
Postfix dialogues (debug_peer_list) and dumps of what a client sent (`non-SMTP command from`,
`pipelining after`, `PREGREET`), which hold AUTH answers in base64.
"""

import base64
import binascii
import re

REDACTED = "[redacted]"

_PASSWORD_VALUE = re.compile(
    r"""(?i)(?:password|passwd|passphrase|passwort|(?<![a-z0-9])(?:pass|pwd|secret|resp|authtok)
        |init_response|decoded\ (?:initial\ )?response)
        (?:\s?=\s?|(?<=password):\s?|(?<=passphrase):\s?|(?<=response)\s)
        (?!<hidden>|\[redacted)("[^"]*"?|'[^']*'?|[^\s,;&]+)""",
    re.X,
)
_AUTH = re.compile(
    r"(?i)\bAUTH (PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|EXTERNAL|XOAUTH2|OAUTHBEARER"
    r"|SCRAM-[A-Z0-9-]{1,20}) ([A-Za-z0-9+/=_-]+)"
)
_HTTP_LOGIN = re.compile(r"(?i)(authorization: ?[a-z]{1,20} )(\S+)")
# An answer in an AUTH dialogue stands alone on its line; lines are parted by \r\n, as printed.
_ANSWER = re.compile(r"(?:(?<=: )|(?<=\\n))[A-Za-z0-9+/]{6,}={0,2}(?=\\r|\\n|\?|$)")
_DUMPS = ("on-SMTP", "ON-SMTP", "ipelining", "IPELINING", "PREGREET", "]: < ", "]: > ")
_PROSE = {"from", "authentication", "failed", "failure", "mechanism", "for", "in", "and", "not"}
_GIVEN = "given password: "


def _auth(found: re.Match[str]) -> str:
    """Keep the mechanism, and the account where the answer names it."""
    mechanism, answer = found[1], found[2]
    if answer.lower() in _PROSE:
        return found[0]
    account = ""
    if mechanism.upper() == "PLAIN":
        try:
            parts = base64.b64decode(answer, validate=True).decode().split("\0")
        except (binascii.Error, ValueError):
            parts = []
        if len(parts) == 3 and parts[1].isprintable() and parts[1].isascii():
            account = f" user=<{parts[1]}>"
    return f"{found[0][: -len(answer)]}[redacted{account}]"


def _given_password(text: str) -> str:
    # A password may hold anything, also `)`: whatever follows goes.
    start = text.find(_GIVEN)
    if start < 0:
        return text
    return text[: start + len(_GIVEN)] + REDACTED + ")" + ("]" if text.endswith(")]") else "")


def redact(text: str) -> tuple[str, bool]:
    """Take secrets out of a line. Returns the text and whether something was taken out.

    Linear in the length of the text; a line without one of the words costs a few searches.
    """
    if "ass" in text or "esp" in text or "ecret" in text or "wd=" in text or "PASS" in text:
        shown = _PASSWORD_VALUE.sub(
            lambda found: found[0][: found.start(1) - found.start()] + REDACTED,
            _given_password(text),
        )
    else:
        shown = text
    if "AUTH " in text or "uth " in text:
        shown = _AUTH.sub(_auth, shown)
    if any(word in text for word in _DUMPS):
        shown = _HTTP_LOGIN.sub(r"\1" + REDACTED, _ANSWER.sub(REDACTED, shown))
    return shown, shown is not text and shown != text
