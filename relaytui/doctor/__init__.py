"""What a console can and can't see on a host, why, and what to do about it."""
