"""The command line: everything that the app does, without the app."""
