"""Which lines are problems: what `e` and `E` step through."""

from relaytui.domain.line import Line

#: Kinds that mean that something was refused, failed, or is missing.
PROBLEM_KINDS = frozenset(
    {
        "auth_error",
        "auth_failed",
        "blocked",
        "bounced",
        "deferred",
        "error",
        "log_gap",
        "offence",
        "rate_limited",
        "reject",
        "tls_failed",
        "warning",
    }
)


def is_problem(line: Line) -> bool:
    """Whether the line is worth a look: by its kind, or as it tells of a crash."""
    return line.event.kind in PROBLEM_KINDS or line.event.crash
