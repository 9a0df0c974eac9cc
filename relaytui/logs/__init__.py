"""From a line of a log to an event.

`line.LineParser` reads the header (time, host, program) and hands the message to the format
of that program. A format is one module with a `FORMAT`; base.py finds them.
"""
