"""Draws people from joint angles. A tool for those who write guides: the drawn files are committed, and the running
site reads only their list (drawn.json)."""
