# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``python -m fake_services --port N``: the fake services as a process."""

import argparse
import signal
import sys
import threading

from .process import READY
from .server import FakeServices


def main(argv=None):
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="fake_services", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an answer")
    args = parser.parse_args(argv)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    try:
        server = FakeServices(args.port, args.host, latency=args.latency)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"fake services: cannot serve port {args.port}: {error}\n")
        return 1
    with server:
        sys.stdout.write(f"{READY}{server.url}\n")
        sys.stdout.flush()
        # with a time-out, since a signal does not end an endless wait everywhere
        while not stop.wait(1):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
