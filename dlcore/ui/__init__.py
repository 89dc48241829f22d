"""The part of the laboratory that the visitor sees; the only one that imports Streamlit."""
