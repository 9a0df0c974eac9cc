"""Entries of a list's text as blocks and trusts of a layer."""

from relaytui.domain.entry import Block, Trust
from relaytui.domain.text import SafeText, safe
from relaytui.facts.file_texts import FileText
from relaytui.lists.entry import Entry, Parsed

_NONE = SafeText("")


def place_of(file: FileText, entry: Entry) -> SafeText:
    """file:line."""
    return safe(f"{file.path}:{entry.line}", 300)


def block(layer: str, place: SafeText, entry: Entry, reason: str, why: str = "") -> Block:
    """Who is kept out by an entry. `why`: something beyond the entry that makes it useless."""
    faults = [str(one.words) for one in entry.problems] if entry.dead or entry.broken else []
    words = "; ".join([*faults, *([why] if why else [])])
    return Block(
        layer=layer,
        place=place,
        net=entry.net,
        what=entry.what,
        reason=safe(reason, 300),
        author=entry.comment,
        effective=not words,
        why=safe(words, 300),
    )


def trust(
    layer: str, place: SafeText, entry: Entry, comment: str = "", problems: tuple[str, ...] = ()
) -> Trust:
    """Who is trusted by an entry, or excepted from trust."""
    told = [one.words for one in entry.problems] + [safe(one, 300) for one in problems]
    return Trust(
        layer=layer,
        place=place,
        net=entry.net,
        what=entry.what,
        on=entry.on,
        negated=entry.negated,
        comment=entry.comment or safe(comment, 300),
        problems=tuple(told),
    )


def unreadable(layer: str, file: FileText, place: str, keeps_out: bool) -> list[Block | Trust]:
    """One entry for a list that can't be seen, or is not there: it may hold thousands."""
    if file.failed is not None:
        why = safe(f"can't be seen: {file.failed.reason}", 300)
    elif file.missing:
        why = safe(f"{file.path} is not there", 300)
    else:
        return []
    where = safe(place, 300)
    if keeps_out:
        return [Block(layer=layer, place=where, net=None, what=file.path, why=why)]
    return [Trust(layer=layer, place=where, net=None, what=file.path, problems=(why,))]


def whole_problems(parsed: Parsed, file: FileText) -> tuple[str, ...]:
    """What is wrong with all of a file."""
    found = [str(one.words) for one in parsed.problems]
    return (*found, *([str(file.problem)] if file.problem else []))
