"""Where a mail is: its lines on all relays, put together as one story."""
