"""Whose a network is: operator (ASN) and country, out of files that the user names.

MaxMind DB files (.mmdb), of whichever maker: what is asked of them are the usual fields
`autonomous_system_number`, `autonomous_system_organization` (or `as_name`) and
`country.iso_code`. They are read by the package maxminddb, which is an extra.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from relaytui.domain.text import safe
from relaytui.errors import UsageError

#: Answers that are remembered.
_MOST = 50_000


class Geo:
    """The files together; the first that knows a field tells it. Threads may share it."""

    def __init__(self, readers: Sequence[tuple[str, Any]]) -> None:
        self._readers = [reader for _, reader in readers]
        #: Each file's name, what it is, and the day it was built.
        self.files = tuple(
            f"{name}: {safe(str(reader.metadata().database_type), 60)} of "
            f"{datetime.fromtimestamp(reader.metadata().build_epoch, UTC):%Y-%m-%d}"
            for name, reader in readers
        )
        self._known: dict[str, tuple[str, str]] = {}

    def operator_of(self, net: str) -> str | None:
        """The operator of an address or a network: `AS64500 Example Net`; None where it is
        not told."""
        return self._of(net)[0] or None

    def country_of(self, net: str) -> str:
        """Its country in two letters; empty where it is not told."""
        return self._of(net)[1]

    def words_of(self, net: str) -> str:
        """Both; empty for what is no address, and where nothing is told."""
        operator, country = self._of(net)
        return ", ".join(word for word in (operator, country) if word)

    def _of(self, net: str) -> tuple[str, str]:
        known = self._known.get(net)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[net] = self._asked(net.partition("/")[0])
        return known

    def _asked(self, address: str) -> tuple[str, str]:
        operator, country = "", ""
        for reader in self._readers:
            try:
                said = reader.get(address)
            except (ValueError, TypeError, LookupError, RuntimeError):  # broken inside
                continue
            if isinstance(said, dict):
                operator = operator or _operator(said)
                country = country or _country(said)
        return operator, country


def _operator(said: dict[str, Any]) -> str:
    number = said.get("autonomous_system_number", said.get("asn"))
    name = said.get("autonomous_system_organization") or said.get("as_name") or ""
    digits = str(number).upper().removeprefix("AS") if number is not None else ""
    return safe(f"AS{digits} {name}".strip(), 60) if digits.isdecimal() else ""


def _country(said: dict[str, Any]) -> str:
    country = said.get("country") or said.get("registered_country") or said.get("country_code")
    code = country.get("iso_code") if isinstance(country, dict) else country
    return safe(code, 2) if isinstance(code, str) and len(code) == 2 else ""


def open_geo(paths: Sequence[str]) -> Geo | None:
    """The files of the configuration; None where none is named. Raises UsageError."""
    if not paths:
        return None
    try:
        import maxminddb
    except ImportError:
        step = "Install it: pip install 'relaytui[geo]', or take `geo:` out of the configuration"
        raise UsageError("geo: the package maxminddb is not installed", step) from None
    readers = []
    for word in paths:
        path = Path(os.path.expanduser(word))
        try:
            if path.is_dir():
                raise IsADirectoryError(0, "it is a directory")
            readers.append((path.name, maxminddb.open_database(path)))
        except OSError as error:
            step = "Correct `geo:` in the configuration"
            raise UsageError(f"geo: {safe(word)}: {error.strerror or error}", step) from None
        except (maxminddb.InvalidDatabaseError, ValueError):
            step = "Fetch it anew: it is broken, or no .mmdb file"
            raise UsageError(f"geo: {safe(word)} is no MaxMind DB file", step) from None
    return Geo(readers)
