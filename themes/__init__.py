"""The themes: one YAML file each."""
