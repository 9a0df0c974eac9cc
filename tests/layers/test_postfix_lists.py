"""Postfix's own lists: out of what its settings and files say, who is let in and kept out."""

from typing import Any

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import parse_postfix_lists
from relaytui.layers import mynetworks, postfix_access, postscreen

LAYERS = (mynetworks.LAYER, postfix_access.LAYER, postscreen.LAYER)
SETTINGS = """\
mynetworks = 127.0.0.0/8, [::1]/128, !192.0.2.9, 192.0.2.0/24, cidr:/etc/postfix/nets
mynetworks_style = host
smtpd_client_restrictions = check_client_access proxy:cidr:/etc/postfix/access, permit
smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders
smtpd_recipient_restrictions = check_client_access pcre:/etc/postfix/names.pcre
postscreen_access_list = permit_mynetworks, cidr:/etc/postfix/screen
postscreen_denylist_action = ignore
"""
MAIN = """\
# nets
mynetworks = 127.0.0.0/8, [::1]/128,
  !192.0.2.9, 192.0.2.0/24,
  cidr:/etc/postfix/nets
"""
ACCESS = "# partner\n198.51.100.7 OK\n203.0.113.0/24 REJECT spam run\n203.0.113.5/24 REJECT\n"
SENDERS = "bad@example.com REJECT\n"
SCREEN = "198.51.100.9 permit\n198.51.100.10 OK\n203.0.113.77 reject\n"


def said(text: str = "", status: int = 0, stderr: str = "") -> Answer:
    return Answer(status, text.encode(), stderr.encode())


def facts(**more: Answer) -> HostFacts:
    config = "/etc/postfix"
    labels = {
        f"settings:{config}": said(SETTINGS),
        f"overrides:{config}": said(),
        f"main:{config}": said(MAIN),
        "table:cidr:/etc/postfix/nets": said("10.0.0.0/8 permit\n"),
        "table:cidr:/etc/postfix/access": said(ACCESS),
        "table:hash:/etc/postfix/senders": said(SENDERS),
        "made:hash:/etc/postfix/senders": said(
            "200 /etc/postfix/senders\n100 /etc/postfix/senders.db\n"
        ),
        "table:cidr:/etc/postfix/screen": said(SCREEN),
    }
    labels |= {name.replace("__", ":/etc/postfix/"): one for name, one in more.items()}
    return HostFacts({"postfix-lists": parse_postfix_lists(Answers(labels))})


def of(name: str, kind: str, known: HostFacts) -> Any:
    layer = next(one for one in LAYERS if one.name == name)
    read = getattr(layer, kind)
    return read(known)


def test_access_tables_keep_out_and_let_in() -> None:
    blocked = of("postfix-access", "blocked", facts())
    told = [(one.what, str(one.net), one.place, one.effective) for one in blocked]
    assert told == [
        ("203.0.113.0/24", "203.0.113.0/24", "/etc/postfix/access:3", True),
        ("203.0.113.5/24", "None", "/etc/postfix/access:4", False),
        ("sender bad@example.com", "None", "/etc/postfix/senders:1", False),
        ("pcre:/etc/postfix/names.pcre", "None", "check_client_access", None),
    ]
    assert "203.0.113.0/24" in blocked[1].why
    assert "run postmap" in blocked[2].why
    assert blocked[0].reason == "REJECT spam run"
    (trust,) = of("postfix-access", "trusted", facts())
    assert (str(trust.net), trust.comment) == ("198.51.100.7", "")


def test_mynetworks_tells_exceptions_and_what_its_tables_hold() -> None:
    found = of("mynetworks", "trusted", facts())
    assert [(one.what, one.negated, one.place) for one in found] == [
        ("127.0.0.0/8", False, "/etc/postfix/main.cf:2"),
        ("[::1]/128", False, "/etc/postfix/main.cf:2"),
        ("!192.0.2.9", True, "/etc/postfix/main.cf:3"),
        ("192.0.2.0/24", False, "/etc/postfix/main.cf:3"),
        ("10.0.0.0/8", False, "/etc/postfix/nets:1"),
    ]


def test_postscreen_that_ignores_refuses_nobody() -> None:
    (block,) = of("postscreen", "blocked", facts())
    assert (block.what, block.effective) == ("203.0.113.77", False)
    assert "ignore" in block.why
    one, other = of("postscreen", "trusted", facts())
    assert (one.what, one.problems) == ("198.51.100.9", ())
    assert other.what == "198.51.100.10"
    assert other.problems


def test_a_file_that_may_not_be_read_is_told_with_what_to_do() -> None:
    refused = said("", 1, "head: cannot open '/etc/postfix/access' for reading: Permission denied")
    hidden = {"table:cidr__access": refused, "table:hash__senders": refused}
    found = of("postfix-access", "blocked", facts(**hidden))
    assert isinstance(found, Failed)
    assert "/etc/postfix/access" in found.reason
    assert found.remedy


def test_a_host_without_postfix_has_none() -> None:
    known = HostFacts({"postfix-lists": parse_postfix_lists(Answers({}))})
    assert all(
        isinstance(read(known), Absent)
        for layer in LAYERS
        for read in (layer.blocked, layer.trusted)
        if read
    )


def test_networks_that_nobody_set_are_told_with_their_style() -> None:
    config = "/etc/postfix"
    labels = {
        f"settings:{config}": said("mynetworks = 192.0.2.0/24\nmynetworks_style = subnet\n"),
        f"main:{config}": said("myhostname = mx\n"),
    }
    known = HostFacts({"postfix-lists": parse_postfix_lists(Answers(labels))})
    (found,) = of("mynetworks", "trusted", known)
    assert "mynetworks_style = subnet" in found.place


def test_what_refuses_nobody_is_told() -> None:
    settings = (
        "smtpd_client_restrictions = warn_if_reject check_client_access cidr:/etc/postfix/access,"
        " check_client_access cidr:/etc/postfix/screen, permit,"
        " check_reverse_client_hostname_access hash:/etc/postfix/senders\n"
        "smtpd_sender_restrictions = check_sender_access ldap:/etc/postfix/l.cf\n"
        "postscreen_access_list = cidr:/etc/postfix/screen\n"
        "postscreen_denylist_action = enforce\n"
    )
    closed = said("", 1, "head: cannot open: Permission denied")
    master = "smtp       inet  n       -       y       -       -       smtpd\n"
    known = facts(
        **{
            "settings:/etc/postfix": said(settings),
            "services:/etc/postfix": said(master),
            "table:cidr:/etc/postfix/screen": closed,
        }
    )
    told = {one.what: one for one in of("postfix-access", "blocked", known)}
    assert "only logged" in told["203.0.113.0/24"].why
    assert "permission" in told["cidr:/etc/postfix/screen"].why
    assert told["ldap:/etc/postfix/l.cf"].effective is None
    late = told["reverse_client_hostname bad@example.com"]
    assert (late.net, late.effective) == (None, False)
    assert isinstance(of("postscreen", "blocked", known), Failed)
    known = facts(
        **{"settings:/etc/postfix": said(settings), "services:/etc/postfix": said(master)}
    )
    (block,) = of("postscreen", "blocked", known)
    assert (block.effective, block.why) == (False, "no service of master.cf runs postscreen")


def test_names_in_mynetworks_are_told_with_what_they_hold() -> None:
    known = facts(
        **{
            "settings:/etc/postfix": said(
                "mynetworks = 127.0.0.0/8 192.0.2.4 192.0.2.5 /etc/nets\n"
            ),
            "main:/etc/postfix": said("mynetworks = 127.0.0.0/8 $partners\n  /etc/nets\n"),
            "table:list:/etc/nets": said("# ours\n10.0.0.0/8, !10.1.0.0/16\n"),
        }
    )
    found = of("mynetworks", "trusted", known)
    assert [(one.what, one.place, one.comment) for one in found] == [
        ("127.0.0.0/8", "/etc/postfix/main.cf:1", ""),
        ("192.0.2.4", "/etc/postfix/main.cf:1", "$partners"),
        ("192.0.2.5", "/etc/postfix/main.cf:1", "$partners"),
        ("10.0.0.0/8", "/etc/nets:2", ""),
        ("!10.1.0.0/16", "/etc/nets:2", ""),
    ]
