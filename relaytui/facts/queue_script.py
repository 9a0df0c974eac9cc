"""Lists the queues of a host: packed, where the host has gzip and base64, and bounded."""

from relaytui.domain.mail_queue import MESSAGES
from relaytui.facts.queue_places import PLACES

#: Lines of a list that are sent: of JSON a message each, else some more.
LINES = {"json": MESSAGES, "listing": 4 * MESSAGES, "exim": 4 * MESSAGES,
         "opensmtpd": MESSAGES, "any": 4 * MESSAGES}  # fmt: skip
#: Bytes of gzip of all lists, which in base64 must find room in one answer.
_BYTES = 7_500_000
#: Lines that are sent where nothing can pack them.
PLAIN = 20_000

SCRIPT = rf"""
patience=
if [ -n "$limit" ]; then limit='timeout 50' patience='timeout 45'; fi
queue_of() {{
  form=$1 name=$2; shift 2
  set -- $patience "$@"
  case $form in json|opensmtpd) most={MESSAGES} ;; *) most={4 * MESSAGES} ;; esac
  if have gzip && have base64; then
    ask "packed:$form:$name" sh -c '{{ "$@"; echo "relaytui status $?" >&2; }} |
      head -n "${{0% *}}" | gzip -5n | head -c "${{0#* }}" | base64' \
      "$most $(({_BYTES} / places))" "$@"
  else
    ask "plain:$form:$name" sh -c '{{ "$@"; echo "relaytui status $?" >&2; }} |
      head -n {PLAIN}' "$most" "$@"
  fi
}}
{PLACES}
"""
