"""Where the user's files are, each path in this one place."""

import os
from pathlib import Path

import platformdirs

APP = "relaytui"


def configuration_file() -> Path:
    """The configuration that is read when none is named."""
    return Path(platformdirs.user_config_dir(APP)) / "relays.yaml"


def user_themes() -> Path:
    """The folder of the user's own themes."""
    return Path(platformdirs.user_config_dir(APP)) / "themes"


def user_ssh_config() -> Path:
    """The user's ssh configuration, as OpenSSH looks for it."""
    return Path(os.path.expanduser("~")) / ".ssh" / "config"


def command_history() -> Path:
    """The lines that were typed behind `:`."""
    return Path(platformdirs.user_state_dir(APP)) / "commands"
