"""mynetworks in main.cf: whom Postfix relays for.

The last definition counts. The first match decides, so that `!` makes an exception only before
what it is an exception of. Words are networks (IPv6 in brackets), host names, `/file`,
`type:table`, `$parameter` (match_list in Postfix; postconf(5)).
"""

from msgspec.structs import replace

from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.lists.covering import covered
from relaytui.lists.entry import MOST, Entry, Parsed, Problem, problem
from relaytui.lists.form import About, Form
from relaytui.lists.pattern import looks_numeric, postfix_net
from relaytui.lists.rows import BLANKS, BOM, Logical, Row, logical_rows, newline
from relaytui.lists.value_words import OF, Word, switched_off, value_words
from relaytui.lists.word_edits import added

PARAMETER = "mynetworks"
SEPARATORS = ", \t\r\v\f"


def parse(text: str, about: About) -> Parsed:
    """The entries of the definition that counts, and those of the ones that do not."""
    entries: list[Entry] = []
    found: list[Problem] = []
    definitions: list[tuple[int, int]] = []
    pending: list[Entry] = []  # off, and of a line that comes yet
    inside = False
    for one in logical_rows(text):
        if isinstance(one, Row):
            was = one.text.partition(OF)[2]
            off = switched_off(one, SEPARATORS, judge) if inside or was else None
            if off is not None:
                ahead = was and was[0] not in BLANKS
                off = replace(off, on=False, problems=(), dead=False, broken=False)
                (pending if ahead else entries).append(off)
            continue
        inside = _name(one.text) == PARAMETER
        if inside:
            definitions.append((len(entries), one.number))
            entries += pending
            pending = []
            entries += words_of(one)
        elif one.text.startswith(BOM):
            found.append(problem("bom_first_rule_dead", "a byte order mark is before the first"))
    if len(definitions) > 1:
        words = f"{PARAMETER} is defined in {len(definitions)} places: the last one counts"
        found.append(problem("parameter_defined_twice", words))
    last = definitions[-1][0] if definitions else 0
    told = problem("parameter_defined_twice", "a later definition counts instead of this one")
    early = [replace(one, dead=True, problems=(*one.problems, told)) for one in entries[:last]]
    late = covered(sorted(entries[last:], key=lambda one: one.start), first_wins=True)
    return Parsed(text=text, entries=(*early, *late), problems=tuple(found))


def _name(text: str) -> str:
    name, equals, _ = text.partition("=")
    return name.strip(BLANKS) if equals and text[:1] not in BLANKS else ""


def pieces(one: Logical) -> list[tuple[Row, int, int]]:
    """Where the value stands, line by line."""
    first = one.rows[0].text.find("=") + 1
    return [(row, first if index == 0 else 0, len(row.text)) for index, row in enumerate(one.rows)]


def words_of(one: Logical) -> list[Entry]:
    """The entries of one definition; what follows a `#` on its line was meant as a remark."""
    found, marked = [], 0
    for word in value_words(pieces(one), SEPARATORS):
        entry = judge(word)
        if word.text[0] == "#" or marked == word.line:
            marked = word.line
            words = f"{word.text}: there are no remarks within a line: this is a part of the value"
            told = problem("inline_text_is_part_of_result", words)
            entry = replace(entry, dead=entry.net is None, problems=(*entry.problems, told))
        found.append(entry)
    return found


def judge(word: Word) -> Entry:
    """What one word means."""
    text = word.text.lstrip("!")
    net, fault = postfix_net(text)
    table, broken = "", False
    if net is None and (text[:1] in "/$" or (":" in text and text[:1] != "[")):
        table = text
        broken = text[:1] not in "/$" and looks_numeric(text)
        words = f"{text}: write IPv6 in brackets, or Postfix takes it for a table"
        fault = problem("v6_without_brackets", words) if broken else None
    elif net is not None and net.version == 6 and "[" not in text:
        words = f"{text}: write IPv6 in brackets, or Postfix takes it for a table"
        fault, broken = problem("v6_without_brackets", words), True
    elif net is None and looks_numeric(text):
        # A pattern without / or : is only compared; the others make every look-up fail.
        broken = "/" in text or ":" in text
        if broken and fault:
            words = f"{fault.words}; Postfix answers 451 to every client that comes this far"
            fault = problem(fault.code, words)
    elif net is None:
        fault = None
    return Entry(
        what=safe(word.text, MOST),
        net=net,
        negated=(len(word.text) - len(text)) % 2 == 1,
        effect="allow",
        dead=fault is not None and not broken,
        broken=broken,
        problems=(fault,) if fault else (),
        line=word.line,
        start=word.start,
        end=word.end,
        group=PARAMETER,
        table=safe(table if not broken else "", MOST),
    )


def value(text: str) -> str | None:
    """What `postconf -h mynetworks` prints; None where main.cf does not set it."""
    found = None
    for one in logical_rows(text):
        if isinstance(one, Logical) and _name(one.text) == PARAMETER:
            found = " ".join(one.text.partition("=")[2].split())
    return found


def value_start(text: str) -> int:
    """Where the value of the definition that counts begins, behind its `=`."""
    at = 0
    for one in logical_rows(text):
        if isinstance(one, Logical) and _name(one.text) == PARAMETER:
            at = one.rows[0].start + one.rows[0].text.find("=") + 1
    return at


def with_word(text: str, word: str, usual: str) -> str:
    """main.cf with one more word, a table say, at the end of the value that counts. `usual`: what
    holds where it is not set, and is written down then."""
    end = newline(text)
    if value(text) is None:
        start = "" if not text or text.endswith("\n") else end
        return (
            f"{text}{start}{PARAMETER} = {', '.join([*usual.replace(',', ' ').split(), word])}{end}"
        )
    at = value_start(text)
    last = [one for one in parse(text, About()).entries if one.on and one.start >= at]
    if not last:
        return f"{text[:at]} {word}{text[at:]}"
    return added(text, last[-1], word, single=", ")


def written(net: Net) -> str:
    """As mynetworks takes it."""
    if net.version == 4:
        return str(net)
    address, slash, bits = str(net).partition("/")
    return f"[{address}]{slash}{bits}"


FORM = Form(
    "mynetworks_main_cf", parse, True, written, words=True,
    after=("postfix check", "postfix reload"),
)  # fmt: skip
