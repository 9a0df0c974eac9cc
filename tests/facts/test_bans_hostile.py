"""Large and broken answers about bans are read in linear time, and never raise."""

import time

import pytest

from relaytui.facts import crowdsec_raw, crowdsec_said, fail2ban_said, fail2ban_words
from relaytui.facts import crowdsec_words as words
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.fail2ban import Fail2ban, parse_fail2ban
from relaytui.facts.ini import settings

MANY = 100_000
JUNK = (
    "[", "[\n", "{\n", "'", "['", "\\'", "{'", '"', "a ", " ", "|-", "x:\t", "1", "\ud800",
    "Sorry but the jail '", 'level=fatal msg="\\', '"level":"fatal","msg":"', "Error: ", "id,a\n",
    "name,b\nx,\"", "[a]\nb=\n c", "is ", "1h", "-", "null\n", "= ", "; ",
)  # fmt: skip


def read_all(text: str) -> None:
    fail2ban_words.banned("[" + text)
    fail2ban_words.strings(text)
    fail2ban_words.with_times(text)
    fail2ban_words.jail_statuses("Jail: x\n" + text)
    fail2ban_words.jail_names(text)
    fail2ban_words.ignored("addresses/networks are ignored:" + text)
    fail2ban_words.journal_matches("Current match filter:\n" + text)
    fail2ban_words.counted(text)
    found = words.document(text)
    list(words.decisions_of(found))
    words.bouncers_of(found)
    words.allowed_of(found)
    list(crowdsec_raw.raw_decisions("id,ip\n" + text))
    crowdsec_raw.raw_bouncers(text)
    crowdsec_raw.raw_allowed(text)
    list(settings(text))
    raw = text.encode("utf-8", "surrogatepass")
    for status in (0, 1, 255):
        answer = Answer(status, raw, raw)
        fail2ban_said.error_of(answer)
        fail2ban_said.changed(answer)
        crowdsec_said.error_of(answer)
        crowdsec_said.changed(answer)


@pytest.mark.parametrize("piece", JUNK, ids=range(len(JUNK)))
def test_junk_takes_no_longer_than_its_length(piece: str) -> None:
    begun = time.process_time()
    read_all(piece * (MANY // len(piece)))
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "text",
    [
        '[null, 7, "x", {"decisions": 7}, {"decisions": [7, {}]}]', '{"decisions": []}', "7",
        '[{"value": null, "id": "x", "scope": [], "duration": {}}]', '[{"items": [{"value": {}}]}]',
        '[{"name": 7, "last_pull": "9999-99-99T00:00:00Z", "revoked": "yes"}]',
    ],
)  # fmt: skip
def test_json_of_other_shapes_is_read(text: str) -> None:
    read_all(text)


def test_a_hundred_thousand_bans() -> None:
    nets = [f"10.{one >> 16}.{one >> 8 & 255}.{one & 255}" for one in range(MANY)]
    listed = "[{'sshd': [" + ", ".join(f"'{one}'" for one in nets) + "]}]\n"
    times = "".join(f"{one} \t2026-11-25 14:25:26 + 600 = 2026-11-25 14:35:26\n" for one in nets)
    answers = {
        "server": Answer(0, b"lives yes\nmay yes"),
        "banned": Answer(0, listed.encode()),
        "times:sshd": Answer(0, times.encode()),
    }
    begun = time.process_time()
    found = parse_fail2ban(Answers(answers))
    assert time.process_time() - begun < 6
    assert isinstance(found, Fail2ban)
    assert len({one.net for one in found.jails[0].bans}) == MANY
