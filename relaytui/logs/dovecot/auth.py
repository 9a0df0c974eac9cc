"""Dovecot's auth processes: what one password database says.

The next database may still accept, and the login process or the SMTP daemon logs the outcome:
such a line is a duplicate.
"""

from relaytui.domain.event import Event
from relaytui.logs.dovecot.process import Login, Process, login_of, take_severity

#: What a database says of a login, and whether that is the client's fault.
_WRONG = (
    "password mismatch", "unknown user", "user not known", "authentication failure",
    "invalid credentials", "user denied", "username character disallowed", "empty username",
    "invalid username", "invalid input", "user is disabled", "account is", "policy server refusal",
    "password didn't match", "no password", "empty password", "credentials lookup",
    "password query failed: no such user", "user login disabled", "token is not valid",
    "invalid_token", "expired",
)  # fmt: skip
#: Trouble of the database itself.
_OURS = (
    "query failed", "connection refused", "connect(", "timed out", "timeout", "temporary",
    "internal failure", "lookup failed", "can't", "cannot", "no such file", "permission denied",
    "unavailable", "too many connections", "gone away", "is read only", "disconnected",
)  # fmt: skip
_ENDS = 16


def auth_line(event: Event, process: Process, text: str) -> None:
    """`[conn …: ]DB(USER,ADDRESS[,<SESSION>]): WHY`, or 2.4's `DB: WHY` behind user and address."""
    text = _without_connection(text)
    if text.startswith(("master: ", "auth: ")):
        text = take_severity(event, text.partition(": ")[2])
    found = (Login(None, None), text) if process.inside == "" else _database(text)
    if found is None and process.inside and "," in process.inside:
        login = login_of(process.inside)
        words = text.partition(": ")[2] or text
        found = (login, words)
    if found is None:
        _of_the_server(event, text)
        return
    (event.user, event.client_ip), words = found
    event.reason = words
    lower = words.lower()
    if "unknown user" in lower or "user not known" in lower or "no such user" in lower:
        event.reason_class = "unknown_user"
    if event.severity == "debug":
        return
    wrong = any(one in lower for one in _WRONG)
    ours = any(one in lower for one in _OURS)
    if event.severity in ("error", "fatal", "panic") or (ours and not wrong):
        event.kind = "auth_error"
    elif wrong or "failed" in lower:
        event.kind, event.duplicate = "auth_failed", True


def _without_connection(text: str) -> str:
    """The text behind `conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: `."""
    if text.startswith("conn "):
        at = text.find(">: ", 0, 256)
        if at > 0:
            return text[at + 3 :]
    return text


def _database(text: str) -> tuple[Login, str] | None:
    """User, address and words of `DB(USER,ADDRESS): WORDS`.

    A name may hold brackets and addresses, and the words may quote it: where that gives two
    addresses, none is believed.
    """
    begin = text.find("(", 0, 32)
    if begin <= 0 or not text[:begin].replace("-", "").replace("_", "").isalnum():
        return None
    logins: list[tuple[Login, str]] = []
    at = begin
    for _ in range(_ENDS):
        at = text.find("): ", at + 1)
        if at < 0:
            break
        login = login_of(text[begin + 1 : at])
        if login.address or not logins:
            logins.append((login, text[at + 3 :]))
    if not logins:
        return None
    if len({login.address for login, _ in logins if login.address}) > 1:
        return Login(None, None), logins[0][1]
    return next((one for one in logins if one[0].address), logins[0])


def _of_the_server(event: Event, text: str) -> None:
    lower = text.lower()
    if event.severity in ("error", "fatal", "panic") or (
        event.severity != "debug" and any(one in lower for one in _OURS)
    ):
        event.kind = "auth_error"
