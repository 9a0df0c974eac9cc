"""What a configuration file may say: the one description, for the checks and for the schema.

`Meta.extra` holds our words for errors: `is` what the value should be, `as` how it is written.
A word that was not said is UNSET, so that it never hides one of a wider place.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Name = Annotated[
    str,
    Meta(
        pattern=r"^[^\s/=,@-][^\s/=,]{0,63}$",
        extra={
            "is": "a name: 1 to 64 characters, no blank, comma, slash or `=`, no `@` or `-` in "
            "front",
            "as": "mx1",
        },
    ),
]
Target = Annotated[
    str,
    Meta(
        pattern=r"^[^\s-]\S{0,254}$",
        extra={"is": "what ssh would be given: an alias or USER@HOST:PORT", "as": "ops@mx1:2222"},
    ),
]
ShortWord = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$",
        extra={"is": "a word of letters, digits, `_`, `.` and `-`", "as": "inbound"},
    ),
]
Network = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$",
        extra={"is": "an address or ADDRESS/BITS", "as": "192.0.2.0/24"},
    ),
]
ActionId = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_.]{0,63}$", extra={"is": "the id of an action", "as": "app.leave"}
    ),
]
Keys = Annotated[
    str,
    Meta(
        pattern=r"^[^\s,]+( *, *[^\s,]+)*$",
        extra={"is": "keys with commas between", "as": "q,f10"},
    ),
]
RemotePath = Annotated[
    str,
    Meta(
        pattern=r"^/[^\0\n]{0,4094}$",
        extra={"is": "an absolute path or a pattern of such", "as": "/var/log/maillog"},
    ),
]
FilePath = Annotated[
    str,
    Meta(
        pattern=r"^[^\0\n]{1,4095}$",
        extra={"is": "the path of a file on this machine", "as": "~/asn.mmdb"},
    ),
]


class FileLog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Log files of a host, by absolute path or pattern: one `file`, or several `files`."""

    file: RemotePath | UnsetType = UNSET
    files: Annotated[list[RemotePath], Meta(min_length=1)] | UnsetType = UNSET


_FILES_WORDS = "`auto`, `journal`, `{file: PATH}` or `{files: [PATH, PATH]}`"
Logs = Annotated[
    Literal["auto", "journal"] | FileLog,
    Meta(
        description="Which log of the host is read; auto looks for it.",
        extra={"is": _FILES_WORDS, "as": "logs: {file: /var/log/maillog}"},
    ),
]


class HostWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What may be said of a host, of a group of hosts, and in `defaults` of all hosts."""

    logs: Logs | UnsetType = UNSET
    environment: (
        Annotated[
            str,
            Meta(
                pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,11}$",
                description="A short word that screens show with the host.",
                extra={
                    "is": "a short word: 1 to 12 letters, digits, `_`, `.`, `-`",
                    "as": "environment: PROD",
                },
            ),
        ]
        | UnsetType
    ) = UNSET
    transport: (
        Annotated[
            Literal["auto", "paramiko", "ssh"],
            Meta(
                description="How the host is reached: relaytui's own SSH, or the ssh program; "
                "auto takes the ssh program only where your ssh configuration needs it.",
                extra={"as": "transport: ssh"},
            ),
        ]
        | UnsetType
    ) = UNSET
    sudo: (
        Annotated[
            Literal["auto", "never"],
            Meta(
                description="Whether sudo is asked, once, what it allows without a password; "
                "never: not even that, and what needs root is not seen.",
                extra={"as": "sudo: never"},
            ),
        ]
        | UnsetType
    ) = UNSET
    read_only: (
        Annotated[
            bool,
            Meta(
                description="Whether the host is never changed, whatever is armed.",
                extra={"as": "read_only: true"},
            ),
        ]
        | UnsetType
    ) = UNSET
    container: (
        Annotated[
            str,
            Meta(
                pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$",
                description="The container that the mail server runs in; auto: one that "
                "publishes port 25, 465 or 587; none: containers are not looked for.",
                extra={
                    "is": "the name of a container, `auto` or `none`",
                    "as": "container: postfix",
                },
            ),
        ]
        | UnsetType
    ) = UNSET
    tags: (
        Annotated[
            list[ShortWord],
            Meta(
                description="Words to choose hosts by: relaytui --tag WORD.",
                extra={"as": "tags: [inbound, berlin]"},
            ),
        ]
        | UnsetType
    ) = UNSET


class Defaults(HostWords, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What holds for every host that neither its group nor the host itself says otherwise."""


class Group(HostWords, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Hosts under one name, and what holds for them unless the host itself says otherwise."""

    hosts: Annotated[
        list[Name],
        Meta(description="Names of hosts.", extra={"as": "hosts: [mx1, mx2]"}),
    ]


class HostEntry(HostWords, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One host."""

    name: Annotated[Name, Meta(description="How the host is called here.")] | UnsetType = UNSET
    ssh: (
        Annotated[
            Target,
            Meta(description="What ssh would be given: an alias, USER@HOST:PORT. Without: name."),
        ]
        | UnsetType
    ) = UNSET
    local: (
        Annotated[
            bool, Meta(description="This machine itself, without SSH.", extra={"as": "local: true"})
        ]
        | UnsetType
    ) = UNSET
    aggregator: (
        Annotated[
            bool,
            Meta(
                description="Its log holds the lines of other relays.",
                extra={"as": "aggregator: true"},
            ),
        ]
        | UnsetType
    ) = UNSET
    relays: (
        Annotated[
            list[Name],
            Meta(
                description="The relays whose lines an aggregator holds, by the names in its log.",
                extra={"as": "relays: [mx1, mx2]"},
            ),
        ]
        | UnsetType
    ) = UNSET


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The configuration file of relaytui."""

    hosts: Annotated[
        list[Target | HostEntry] | dict[Name, Target | HostEntry | None],
        Meta(
            description="The hosts: a list of ssh names or of entries, or a map from name to one "
            "of these.",
            extra={"is": "a list or a map", "as": "hosts: [mx1, mx2]"},
        ),
    ] = []
    groups: Annotated[
        dict[Name, list[Name] | Group],
        Meta(
            description="Hosts under one name: relaytui @NAME.",
            extra={"is": "a map from name to hosts", "as": "groups: {inbound: [mx1, mx2]}"},
        ),
    ] = {}
    defaults: Annotated[Defaults, Meta(extra={"is": "a map", "as": "defaults: {logs: auto}"})] = (
        Defaults()
    )
    logs: Annotated[
        dict[Name, Logs],
        Meta(
            description="Which log is read, by the name of the host.",
            extra={"is": "a map from host to log", "as": "logs: {mx1: journal}"},
        ),
    ] = {}
    protect: Annotated[
        list[Network],
        Meta(
            description="Addresses and networks that are never blocked.",
            extra={"as": "protect: [192.0.2.0/24]"},
        ),
    ] = []
    geo: Annotated[
        list[FilePath],
        Meta(
            description="Files that tell whose a network is (.mmdb: operators, countries); for "
            "them the extra geo has to be installed.",
            extra={"as": "geo: [~/asn.mmdb]"},
        ),
    ] = []
    theme: Annotated[
        str,
        Meta(
            pattern=r"^[\w~./][^\0\n]{0,254}$",
            description="Colours: a shipped theme, or your own by name or file.",
            extra={"is": "the name or the file of a theme", "as": "theme: night"},
        ),
    ] = ""
    link: Annotated[
        Literal["auto", "fast", "slow"],
        Meta(
            description="How fast the line to this terminal is; slow paints twice a second.",
            extra={"as": "link: slow"},
        ),
    ] = "auto"
    keymap: Annotated[
        dict[ActionId, Keys],
        Meta(
            description="Keys by action: ids as `?` shows them, keys with commas between.",
            extra={"is": "a map from action to keys", "as": 'keymap: {app.leave: "q,f10"}'},
        ),
    ] = {}
