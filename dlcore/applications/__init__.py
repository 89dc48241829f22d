"""All applications, found by folder: one folder a family, one folder an application."""
