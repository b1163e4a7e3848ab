"""Guides and lists for other sites to show in a frame. The only pages of the hub that may be framed."""
