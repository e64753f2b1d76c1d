"""Semantic checks of form documents, one module per part of the document."""
