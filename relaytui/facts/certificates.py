"""The certificates that mail servers present, and until when each holds.

The files are those that the servers' own settings name; openssl on the host reads them, since a
host's certificate is no secret but its file may be.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact

_SCRIPT = r"""
have openssl && ask openssl openssl version
files=
if have postconf; then
  files=$(postconf -h smtpd_tls_cert_file smtpd_tls_eccert_file smtpd_tls_chain_files 2>/dev/null)
fi
if have doveconf; then
  files="$files $(doveconf -h ssl_cert ssl_server_cert_file 2>/dev/null | sed 's/^<//')"
fi
for exim in exim4 exim; do
  have $exim && files="$files $($exim -bP tls_certificate 2>/dev/null | sed 's/^[^=]*= *//')"
done
[ -r /etc/smtpd.conf ] && files="$files $(sed -n \
  's/^pki .* cert "\{0,1\}\([^" ]*\)"\{0,1\}.*/\1/p' /etc/smtpd.conf)"
seen=' '
for file in $(printf '%s' "$files" | tr ',' ' '); do
  case "$file$seen" in /*" $file "*|[!/]*) continue ;; esac
  seen="$seen$file "
  if [ -r "$file" ]; then
    ask "file:$file" openssl x509 -noout -enddate -subject -issuer -in "$file"
  else
    root "file:$file" any openssl x509 -noout -enddate -subject -issuer -in "$file"
  fi
done
"""

NO_PERMISSION = SafeText("no permission to read it")
_NONE = SafeText("")
_NAMES = ("subject", "issuer")
_DATE = re.compile(r"notAfter=([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) GMT")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MISSING = re.compile(r"No such file|Can't open|cannot open|No such", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A file; `ends` in seconds since the epoch, None where `problem` says why it is unknown."""

    file: SafeText
    ends: float | None = None
    subject: SafeText = _NONE
    issuer: SafeText = _NONE
    problem: SafeText = _NONE

    def days(self, now: float) -> float | None:
        """Days until it ends, by the clock `now`; negative when it has ended."""
        return None if self.ends is None else (self.ends - now) / 86400


@dataclass(frozen=True, slots=True)
class Certificates:
    """All that settings name."""

    files: tuple[Certificate, ...]

    @property
    def first(self) -> Certificate | None:
        """The one that ends first."""
        dated = [one for one in self.files if one.ends is not None]
        return min(dated, key=lambda one: one.ends or 0.0, default=None)


def parse_certificates(answers: Answers) -> Certificates | Absent | Failed:
    """The certificates."""
    files = answers.labelled("file:")
    if not files:
        return Absent("no mail server here names a certificate")
    if not answers["openssl"].ran:
        return Failed("openssl is not installed", Remedy("Install openssl to see when they end"))
    found = []
    for name, answer in list(files.items())[:50]:
        file = safe(name, 200)
        if ends := _ends(answer.text):
            lines = dict(line.partition("=")[::2] for line in answer.lines[:10])
            subject, issuer = (safe(lines.get(one, "").strip(), 200) for one in _NAMES)
            found.append(Certificate(file, ends, subject, issuer))
        else:
            found.append(Certificate(file, problem=_problem(answer.complaint)))
    return Certificates(tuple(found))


def _ends(text: str) -> float | None:
    found = _DATE.search(text[:2000])
    if not found or found[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = (int(found[at]) for at in range(2, 7))
    try:
        moment = datetime(year, _MONTHS.index(found[1]) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return moment.timestamp()


def _problem(complaint: str) -> SafeText:
    if "ermission denied" in complaint:
        return NO_PERMISSION
    if _MISSING.search(complaint):
        return safe("there is no such file")
    return safe(complaint.split("\n")[0] or "it holds no certificate", 200)


CERTIFICATES = Fact("certificates", _SCRIPT, parse_certificates, every=3600.0, mail=True)
