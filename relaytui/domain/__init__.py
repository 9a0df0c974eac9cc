"""The nouns: events, safe text, addresses, link states. No I/O, no clock."""
