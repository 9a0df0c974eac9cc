"""What the console remembers: rows, counters, inboxes."""
