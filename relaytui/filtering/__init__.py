"""The filter language: one for the log screen, `tail`, `report` and `trace` (docs/filter.md)."""
