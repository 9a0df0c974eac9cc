"""Simulated relays behind a real SSH server, for `relaytui demo` and for the tests.

Nothing here starts a shell or a process: a script is answered by the name in its first line,
from state in memory. Everything a simulated relay says is made of example names (RFC 2606)
and documentation addresses (RFC 5737, RFC 3849).
"""
