"""From a key to a changed host: typed, planned, guarded, applied, proved, journalled, undone."""
