"""Where a host's log lines come from: journald or a file."""
