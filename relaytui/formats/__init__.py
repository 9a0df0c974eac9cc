"""Log formats of the user's own: YAML files with patterns, tried before they are used."""
