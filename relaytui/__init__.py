"""relaytui: a terminal operations console for SMTP relays."""
