"""The files of Postfix's lists, as edits need them, with the commands that make them effective."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from relaytui.changes.plan import Command
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import FILE_TYPES, MADE, Instance, Table
from relaytui.layers.postfix_tables import instances_of
from relaytui.layers.trust_file import Files, ListFile, tried
from relaytui.lists.form import About, Form, forms
from relaytui.lists.members import members_form
from relaytui.lists.mynetworks import PARAMETER

#: The file of ours beside main.cf.
OWN_NAME = "relaytui_allow.cidr"


def reload_of(one: Instance) -> tuple[Command, ...]:
    """Reads cidr and text tables, and main.cf, anew."""
    return (Command(("postfix", "-c", str(one.config), "reload")),)


def checked_reload(one: Instance) -> tuple[Command, ...]:
    """The same for main.cf: Postfix has to be content with it first."""
    return (Command(("postfix", "-c", str(one.config), "check")), *reload_of(one))


def table_file(one: Instance, table: Table, form: Form, action: str, about: About) -> ListFile:
    """The text of a table."""
    path, kind = str(table.file.path), str(table.kind)
    made = (Command(("postmap", f"{kind}:{path}")),) if kind in MADE else ()
    named = kind in FILE_TYPES
    return ListFile(
        path, form, table.file, action, about=about, own=own_path(one) == path,
        table=str(table.name) if named else "", tried=tried(kind) if named else "",
        then=(*made, *reload_of(one)),
    )  # fmt: skip


def own_path(one: Instance) -> str:
    """The path of our own file."""
    return f"{one.config}/{OWN_NAME}"


def mynetworks_files(one: Instance) -> Iterator[ListFile]:
    """main.cf, and the tables and files that mynetworks names."""
    form = forms()["mynetworks_main_cf"]
    yield ListFile(str(one.main.path), form, one.main, group=PARAMETER, then=checked_reload(one))
    for table in tables_of(one):
        kind = str(table.kind)
        if kind == "list":
            yield replace(
                table_file(one, table, forms()["mynetworks_file"], "", About()), table="", tried=""
            )
        else:
            yield table_file(one, table, members_form(kind), "OK", About())


def tables_of(one: Instance) -> Iterator[Table]:
    """The tables of mynetworks that are made of a text."""
    words = one.settings.get(PARAMETER, "").replace(",", " ").split()
    for word in dict.fromkeys(words):
        table = one.tables.get(word.lstrip("!").removeprefix("proxy:"))
        if table is not None and table.listable and not word.startswith("!"):
            yield table


def access_files(one: Instance) -> Iterator[ListFile]:
    """The tables of check_client_access. One that postscreen reads, too, gets the word that both
    of them know."""
    screened = {path for path, _ in _screened(one)}
    own = {str(table.file.path) for table in tables_of(one)}
    about = About(classes=one.classes)
    for name in dict.fromkeys(each.table for each in one.lookups if each.what == "client"):
        table = one.tables.get(name)
        if table is None or not table.listable or str(table.file.path) in own:
            continue
        form = forms()["postfix_cidr" if table.kind == "cidr" else "postfix_hash"]
        action = "permit" if str(table.file.path) in screened else "OK"
        yield table_file(one, table, form, action, about)


def postscreen_files(one: Instance) -> Iterator[ListFile]:
    """The tables of postscreen's access list that no other list is about."""
    others = {each.path for each in before_screening(one)}
    for path, table in _screened(one):
        if path not in others:
            form = forms()["postscreen_cidr" if table.kind == "cidr" else "postfix_hash"]
            yield table_file(one, table, form, "permit", About())


def _screened(one: Instance) -> list[tuple[str, Table]]:
    tables = [one.tables[name] for name, _ in one.postscreen if name in one.tables]
    return [(str(table.file.path), table) for table in tables if table.listable]


def shared_by(
    files: Callable[[Instance], Iterable[ListFile]],
) -> Callable[[HostFacts], set[str]]:
    """The paths of these files, in all instances."""

    def found(facts: HostFacts) -> set[str]:
        instances = instances_of(facts)
        known = instances if isinstance(instances, Sequence) else ()
        return {file.path for one in known for file in files(one)}

    return found


def before_screening(one: Instance) -> Iterator[ListFile]:
    """What is edited as a list of mynetworks or of smtpd, and not as one of postscreen."""
    yield from mynetworks_files(one)
    yield from access_files(one)


def of_instances(
    files: Callable[[Instance], Iterable[ListFile]],
) -> Callable[[HostFacts], Files]:
    """The files of all instances; one that several of them name is made effective in each."""

    def found(facts: HostFacts) -> Files:
        instances = instances_of(facts)
        if not isinstance(instances, Sequence):
            return instances
        by_path: dict[str, ListFile] = {}
        for one in instances:
            for file in files(one):
                first = by_path.setdefault(file.path, file)
                then = tuple(dict.fromkeys((*first.then, *file.then)))
                by_path[file.path] = replace(first, then=then)
        return list(by_path.values())

    return found
