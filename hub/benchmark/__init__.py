"""Measures the hub against an empty page on the same server. Nothing here runs in production."""
