"""Say in one line when a server could not listen on 127.0.0.1 at the given port. Runs on any Python, before .venv."""

import errno
import socket
import sys

with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(sys.argv[1])))
    except (OSError, OverflowError, ValueError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        why = "is taken" if taken else "cannot be used"
        other = int(sys.argv[1]) + 1 if taken else 8000
        sys.exit(f"Port {sys.argv[1]} {why}. Try another one: make run PORT={other}")
