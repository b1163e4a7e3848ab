"""Exit 0 when the server behind a postgres:// or redis:// address answers."""

import sys

address = sys.argv[1]
try:
    if address.startswith("postgres"):
        import psycopg

        psycopg.connect(address, connect_timeout=3).close()
    else:
        import redis

        redis.Redis.from_url(address, socket_connect_timeout=3).ping()
except Exception as error:
    sys.exit(f"{address} does not answer: {error}")
