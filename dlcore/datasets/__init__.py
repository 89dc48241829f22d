"""What the data is and where it comes from: data packages, shipped tables, the visitor's own files."""
