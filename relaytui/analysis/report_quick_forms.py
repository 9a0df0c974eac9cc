"""Forms of the frequent lines of Postfix: anchored, each field up to a character it has not."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

CLIENT = re.compile(
    r"(\w{5,32}): client=([^ ,\]]{1,320}\])(?:, sasl_method=[\w-]{1,32}, sasl_username=([^,]+))?$"
).match


ACTIVE = re.compile(
    r"(\w{5,32}): from=<([^<>]*)>, size=(\d{1,15}), nrcpt=(\d{1,15}) \(queue active\)$", re.ASCII
).match


#: What is behind `warning: `.
HOST_NAME = re.compile(
    r"hostname [\w.-]{1,255} does not resolve to address ([\da-fA-F.:]{2,45})(?:: [A-Za-z ]+)?$",
    re.ASCII,
).match


LIMIT = re.compile(
    r"([A-Za-z ]{1,47} limit exceeded: )\d{1,9} from ([^ \]]{1,320}\]) for service ([\w.:]+)$",
    re.ASCII,
).match


SENT = re.compile(
    r"(\w{5,32}): to=<([^<>,]*)>(?:, orig_to=<([^<>,]*)>)?, relay=([^, ]+), "
    r"(?:conn_use=(\d{1,9}), )?delay=([\d.]{1,20}), "
    r"delays=([\d.]{1,20})/([\d.]{1,20})/([\d.]{1,20})/([\d.]{1,20}), "
    r"dsn=[\d.]{5,12}, status=sent ",
    re.ASCII,
).match


TLS = re.compile(
    r"(?:Anonymous|Untrusted|Trusted|Verified) TLS connection established (from|to) "
    r"([^ \]]{1,320}\])(:\d{1,5})?: ([\w.]{1,16}) with cipher ",
    re.ASCII,
).match
