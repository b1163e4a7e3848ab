"""Gunicorn for the hub: gunicorn --config deploy/gunicorn.conf.py hub.wsgi"""

import multiprocessing
import os

from gunicorn.glogging import Logger

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or multiprocessing.cpu_count() + 1)
threads = 4
max_requests = 20_000  # a slow leak in any library ends here
max_requests_jitter = 2_000
control_socket_disable = True  # nothing manages workers at run time, so nothing listens for it


class LoggerWithoutChoices(Logger):
    """Visitors' choices are in the query string: the error log must not carry one either."""

    def setup(self, cfg):
        from hub.privacy import LeaveOutQueryString  # the site is on the path only once the configuration is read

        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(LeaveOutQueryString())


logger_class = LoggerWithoutChoices

# Day, method, path, status, bytes, seconds. No query string, referrer, address or browser: they tell on visitors.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(L)s"
