"""Where the user's files are, each path in this one place."""

import os
from pathlib import Path

import platformdirs

APP = "relaytui"


def configuration_files() -> list[Path]:
    """Where a configuration is looked for when none is named: the user's, then the system's.
    The first that is there is read, the other is not."""
    folders = (platformdirs.user_config_dir(APP), platformdirs.site_config_dir(APP))
    return [Path(folder) / "relays.yaml" for folder in folders]


def user_themes() -> Path:
    """The folder of the user's own themes."""
    return Path(platformdirs.user_config_dir(APP)) / "themes"


def user_formats() -> Path:
    """The folder of the user's own log formats."""
    return Path(platformdirs.user_config_dir(APP)) / "formats"


def user_ssh_config() -> Path:
    """The user's ssh configuration, as OpenSSH looks for it."""
    return Path(os.path.expanduser("~")) / ".ssh" / "config"


def command_history() -> Path:
    """The lines that were typed behind `:`."""
    return Path(platformdirs.user_state_dir(APP)) / "commands"


def saved_filters() -> Path:
    """The filters that were saved by name."""
    return Path(platformdirs.user_state_dir(APP)) / "filters"


def journal_file() -> Path:
    """The journal of what was changed on hosts."""
    return Path(platformdirs.user_state_dir(APP)) / "journal"
