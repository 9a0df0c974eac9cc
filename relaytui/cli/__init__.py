"""The headless commands; no Textual here."""
