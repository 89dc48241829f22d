"""The one gate for files from outside."""
