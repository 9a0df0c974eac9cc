"""Linux-PAM's own lines, which several programs log in their name (pam_unix(8))."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.scan import first_word

#: Programs in whose name PAM speaks on a relay.
SPEAKERS = ("pam_unix(", "pam_sss(", "pam_ldap(", "pam_winbind(")


def pam_line(event: Event, text: str) -> bool:
    """`pam_unix(SERVICE:auth): authentication failure; logname= … ruser=U rhost=A  user=U`.

    One database said no; another may still say yes, and the program's own line counts. A user's
    name may hold `rhost=`, so the last one is the host.
    """
    if not text.startswith(SPEAKERS):
        return False
    at = text.find("): ")
    words = text[at + 3 :] if at > 0 else ""
    if words.startswith("authentication failure; "):
        event.kind, event.duplicate = "auth_failed", True
        event.reason = "authentication failure"
        host = words.rfind(" rhost=")
        if host >= 0:
            behind = words[host + 7 :]
            event.client_ip = canonical_address(first_word(behind))
            ruser = words.find(" ruser=")
            remote = words[ruser + 7 : host].strip() if 0 <= ruser < host else ""
            event.user = behind.partition(" user=")[2].strip() or remote or None
    return True
