"""Lines in which a stranger's text stands, and texts that imitate what the server writes.

`{0}` is the stranger's: HELO name, sender, recipient, user, message id, what was sent. The client
is 192.0.2.7 (a server that we spoke to: 192.0.2.8); 203.0.113.99 is who the stranger names.
"""

import random

REAL, NAMED = {"192.0.2.7", "192.0.2.8", None}, "203.0.113.99"

_SYSLOG = "Feb  9 10:00:00 mx1 "
_FILE = "2026-02-09 10:00:00 "
_ID = "1vpO7T-000000005vi-0000"
_DOVECOT = _SYSLOG + "dovecot: "
_SENDMAIL = _SYSLOG + "sm-mta[5]: u9A0GtpL018001: "
_SMTPD = _SYSLOG + "smtpd[5]: c5a1e2f3d4b59687 smtp "
_SSHD = _SYSLOG + "sshd[5]: "

FORMS = [
    # Exim
    _FILE + _ID + " <= {0} H=real.example (h) [192.0.2.7] P=esmtp S=1 id=x",
    _FILE + _ID + ' <= a@b.example H=(h) [192.0.2.7] P=esmtp S=1 id={0} T="{0}" from <{0}> for {0}',
    _FILE + _ID + " <= a@b.example H=({0}) [192.0.2.7]:25 P=esmtp S=1",
    _FILE + "H=({0}) [192.0.2.7]:25 F=<a@b.example> rejected RCPT <c@d.example>: no",
    _FILE + "H=real.example ({0}) [192.0.2.7] F=<a@b.example> temporarily rejected RCPT <c@d>: no",
    _FILE + "H=(h) [192.0.2.7] F=<{0}> rejected RCPT <{0}>: {0}",
    _FILE + "login authenticator failed for ({0}) [192.0.2.7]: 535 Incorrect (set_id={0})",
    _FILE + 'SMTP syntax error in "{0}" H=(h) [192.0.2.7] unrecognized command',
    _FILE + 'SMTP protocol error in "AUTH {0}" H=({0}) [192.0.2.7] AUTH command used when not a',
    _FILE
    + 'SMTP call from (h) [192.0.2.7] dropped: too many unrecognized commands (last was "{0}")',
    _FILE
    + "SMTP protocol synchronization error (input sent without waiting for greeting): rejected "
    'connection from H=[192.0.2.7] input="{0}"',
    _FILE + 'SMTP protocol synchronization error (next input sent too soon): rejected "{0}" '
    'H=(h) [192.0.2.7] next input="{0}"',
    _FILE + "SMTP connection from ({0}) [192.0.2.7]:25 lost D=2s",
    _FILE + "rejected EHLO from [192.0.2.7]: syntactically invalid argument(s): {0}",
    _FILE + "rejected MAIL FROM:<{0}> H=(h) [192.0.2.7]:25: message too big",
    _FILE + "unqualified sender rejected: <{0}> H=(h) [192.0.2.7]",
    _FILE + "TLS error on connection from ({0}) [192.0.2.7] (SSL_accept): {0}",
    _FILE
    + _ID
    + " ** {0} R=r T=t H=mx.example [192.0.2.8]: SMTP error from remote mail server: {0}",
    # Dovecot
    _DOVECOT + "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{0}>, "
    "method=PLAIN, rip=192.0.2.7, lip=198.51.100.1, TLS, session=<x>",
    _DOVECOT + "auth: passwd-file({0},192.0.2.7): unknown user",
    _DOVECOT
    + "auth: plain(?,192.0.2.7): Username character disallowed by auth_username_chars: 0x5b "
    "(username: {0})",
    _DOVECOT + "auth({0},192.0.2.7,sasl:login)<s>: sql: Password mismatch",
    _DOVECOT + "lmtp(u)<1><s>: sieve: msgid=<{0}>: stored mail into mailbox 'INBOX'",
    _SYSLOG + "auth: pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 "
    "tty=dovecot ruser={0} rhost=192.0.2.7",
    # Sendmail
    _SENDMAIL + "from=<{0}>, size=1, class=0, nrcpts=1, msgid=<{0}>, proto=ESMTP, daemon=MTA, "
    "relay=real.example [192.0.2.7]",
    _SENDMAIL + "ruleset=check_rcpt, arg1=<{0}>, relay=real.example [192.0.2.7], reject=550 5.7.1 "
    "<{0}>... Relaying denied",
    _SENDMAIL + "AUTH failure (LOGIN): authentication failure (-13), user={0}, relay=[192.0.2.7]",
    _SENDMAIL + "real.example [192.0.2.7]: VRFY {0} [rejected]",
    _SENDMAIL + "to=<{0}>, delay=00:00:02, mailer=esmtp, relay=mx.example. [192.0.2.8], dsn=2.0.0, "
    "stat=Sent ({0})",
    # OpenSMTPD
    _SMTPD + 'failed-command command="{0}" result="550 Invalid recipient: {0}"',
    _SMTPD + "authentication user={0} result=permfail",
    _SMTPD + "envelope evpid=5dd224128d0fab3f from=<{0}> to=<{0}>",
    # rspamd
    _FILE
    + "#1(normal) <a>; task; rspamd_task_write_log: id: <{0}>, qid: <4104E3D>, ip: 192.0.2.7, "
    "from: <a@b>, (default: F (no action): [1.00/15.00] [A(1.00){{}}]), len: 1, rcpts: <c@d>",
    _FILE + "#1(normal) <a>; task; rspamd_task_write_log: id: <m>, qid: <4104E3D>, ip: 192.0.2.7, "
    "user: {0}, from: <{0}>, (default: F (no action): [1.00/15.00] [A(1.00){{{0}}}]), len: 1",
    # others
    _SSHD + "Failed password for invalid user {0} from 192.0.2.7 port 22 ssh2",
    _SSHD + "Invalid user {0} from 192.0.2.7 port 22",
    _SSHD + "Connection closed by invalid user {0} 192.0.2.7 port 22 [preauth]",
    _SYSLOG + "postfwd2/policy[1]: [RULES] rule=1, id=R, queue=, client=real.example[192.0.2.7], "
    "user={0}, sender=<{0}>, recipient=<{0}>, helo=<{0}>, proto=ESMTP, state=RCPT, action=DUNNO",
    _SYSLOG
    + "cbpolicyd[1]: module=Quotas, mode=update, host=192.0.2.7, helo={0}, from={0}, to={0}, "
    "reason=quota_match, quota=31.00/30 (103.3%)",
    _SYSLOG + "imapd: LOGIN FAILED, user={0}, ip=[192.0.2.7]",
    _SYSLOG + "courieresmtpd: error,relay=::ffff:192.0.2.7,from=<{0}>,to=<{0}>: 550 User unknown.",
    _SYSLOG + "cyrus/imap[1]: badlogin: real.example [192.0.2.7] plaintext {0} SASL(-13): failure",
    _SYSLOG + "saslauthd[1]: do_auth : auth failure: [user={0}] [service=smtp] [realm=] [mech=pam] "
    "[reason=PAM auth error]",
    _SYSLOG + "opendkim[1]: 4104E3D: {0} [192.0.2.7] not internal",
    # Postfix
    _SYSLOG + "postfix/smtpd[1]: NOQUEUE: reject: RCPT from real.example[192.0.2.7]: 554 5.7.1 "
    "<{0}>: Relay access denied; from=<{0}> to=<{0}> proto=ESMTP helo=<{0}>",
    _SYSLOG + "postfix/smtpd[1]: warning: real.example[192.0.2.7]: SASL LOGIN authentication "
    "failed: {0}, sasl_username={0}",
    _SYSLOG + "postfix/cleanup[1]: 4104E3D: warning: header Subject: {0} from real.example"
    "[192.0.2.7]; from=<{0}> to=<{0}> proto=ESMTP helo=<{0}>",
    _SYSLOG + "postfix/smtpd[1]: proxy-reject: END-OF-MESSAGE: 554 5.7.0 {0}; from=<{0}> to=<{0}>",
]

_PIECES = [
    "203.0.113.99", "[203.0.113.99]", "x[203.0.113.99]", "(x) [203.0.113.99]", ") [203.0.113.99]",
    " H=(x) [203.0.113.99]", '" H=(x) [203.0.113.99] ', "H=x [203.0.113.99]",
    ", rip=203.0.113.99, ", ">, method=PLAIN, rip=203.0.113.99, lip=1.1.1.1", ",203.0.113.99): ",
    "(a,203.0.113.99): b", ", relay=[203.0.113.99]", " rhost=203.0.113.99 ",
    " from 203.0.113.99 port 22 ssh2", " 203.0.113.99 port 22", ", host=203.0.113.99, ",
    "ip=[203.0.113.99]", " from x[203.0.113.99]", ">, qid: <A>, ip: 203.0.113.99, from: <x>",
    ", client=x[203.0.113.99], ", "address=203.0.113.99", ' " result="', "[preauth]",
    "; from=<a> to=<b> proto=ESMTP helo=<c>", ": ", "]: ", " ", ",", "(", ")", "<", ">", '"',
    "\\", "=", "@", "a", "x y", "F=<a> rejected RCPT <b>: ", "SASL LOGIN ",
    "x[203.0.113.99]: SASL LOGIN authentication failed: ", '\\" ', "user@example.org", "🐙",
    "\u202e", " relay=", " SRC=203.0.113.99 ", "[203.0.113.99]:25", " [203.0.113.99]:25 F=<x> ",
]  # fmt: skip


def attacker_text(rng: random.Random) -> str:
    """A text that a stranger could send."""
    return "".join(rng.choices(_PIECES, k=rng.randrange(1, 7)))
