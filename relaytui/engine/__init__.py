"""From a host to its lines: sessions, inboxes and the merged order."""
