"""Where the laboratory keeps what it fetches and makes: data packages, runs, prepared data."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """The data folder, made if missing: `DLCORE_HOME`, or the user's own place for application data."""
    folder = Path(os.environ.get("DLCORE_HOME") or platformdirs.user_data_dir("dlcore"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
