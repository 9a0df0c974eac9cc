"""The report of doctor for programs."""

from typing import Any

import msgspec

from relaytui.doctor.clock import skew
from relaytui.doctor.concerns import concerns
from relaytui.doctor.examine import Examined
from relaytui.doctor.panels import panels
from relaytui.doctor.rows import mail_systems, rows
from relaytui.doctor.verdict import Verdict


def report_object(examined: Examined) -> dict[str, Any]:
    """Everything about one host, for programs."""
    fields: dict[str, Any] = {"relay": examined.name, "reached": examined.case is not None}
    if examined.error is not None:
        fields["error"] = examined.error.reason
        fields["next_step"] = examined.error.next_step
    if not examined.case:
        return fields
    case = examined.case
    answer = case.answer
    _, choice = case.log()
    fields |= {
        "back_end": examined.back_end,
        "story": examined.story,
        "own_address": examined.own_address,
        "told": dict(rows(examined, case)),
        "mail": mail_systems(case),
        "log": choice,
        "clock": skew(case.begun, case.ended, answer.clocks),
        "answer": answer,
        "root": case.root,
        "asked_sudo": case.asked_sudo,
        "panels": [_verdict_object(one) for one in panels(case)],
        "concerns": [_verdict_object(one) for one in concerns(case)],
    }
    plain: dict[str, Any] = msgspec.to_builtins(fields, order="sorted")
    return plain


def _verdict_object(one: Verdict) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(one)
    return {**fields, "missing": one.is_missing}
