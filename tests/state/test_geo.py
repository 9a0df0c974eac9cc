"""Whose a network is, out of files that the user names; a bad file is told clearly."""

import sys
from pathlib import Path

import pytest

from relaytui.errors import UsageError
from relaytui.state.geo import open_geo
from tests.state.mmdb import mmdb

BUILT = 1_764_080_000  # 2025-11-25
OPERATORS = {
    "203.0.113.0/24": {
        "autonomous_system_number": 64500, "autonomous_system_organization": "Example Net",
    },
    "198.51.100.0/25": {"asn": "AS64501", "as_name": "Other\x1b[31m Net", "country_code": "NL"},
}  # fmt: skip
COUNTRIES = {"203.0.113.0/24": {"country": {"iso_code": "DE"}}}


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Two files."""
    for name, networks, kind in (
        ("asn.mmdb", OPERATORS, "Test-ASN"),
        ("country.mmdb", COUNTRIES, "Test-Country"),
    ):
        (tmp_path / name).write_bytes(mmdb(networks, kind, BUILT))
    return [str(tmp_path / "asn.mmdb"), str(tmp_path / "country.mmdb")]


def test_operator_and_country_of_a_network(paths: list[str]) -> None:
    geo = open_geo(paths)
    assert geo
    assert geo.operator_of("203.0.113.0/24") == "AS64500 Example Net"
    assert geo.words_of("203.0.113.9") == "AS64500 Example Net, DE"
    assert geo.words_of("198.51.100.7") == "AS64501 Other␛[31m Net, NL"
    assert geo.operator_of("192.0.2.1") is None
    assert geo.country_of("192.0.2.1") == ""
    for no_address in ("bob@relay.lab", "", "2001:db8::/64", "203.0.113"):
        assert geo.words_of(no_address) == ""
    assert geo.files == (
        "asn.mmdb: Test-ASN of 2025-11-25",
        "country.mmdb: Test-Country of 2025-11-25",
    )


def test_no_file_is_no_trouble() -> None:
    assert open_geo([]) is None


def test_a_missing_a_broken_and_a_strange_file_are_told(tmp_path: Path, paths: list[str]) -> None:
    with pytest.raises(UsageError, match="No such file"):
        open_geo([str(tmp_path / "nowhere.mmdb")])
    for text in (b"", b"no such thing" * 100, Path(paths[0]).read_bytes()[:-40]):
        broken = tmp_path / "broken.mmdb"
        broken.write_bytes(text)
        with pytest.raises(UsageError, match="is no MaxMind DB file"):
            open_geo([str(broken)])
    with pytest.raises(UsageError, match="directory"):
        open_geo([str(tmp_path)])


def test_a_file_that_is_broken_inside_tells_nothing(tmp_path: Path, paths: list[str]) -> None:
    whole = bytearray(Path(paths[0]).read_bytes())
    at = whole.index(b"autonomous_system_number")
    whole[at - 1 : at + 3] = b"\xff" * 4
    (tmp_path / "broken.mmdb").write_bytes(whole)
    geo = open_geo([str(tmp_path / "broken.mmdb")])
    assert geo
    assert geo.words_of("203.0.113.9") == ""


def test_without_the_package_it_is_said_how_to_get_it(
    paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "maxminddb", None)
    with pytest.raises(UsageError, match=r"pip install 'relaytui\[geo\]'"):
        open_geo(paths)
