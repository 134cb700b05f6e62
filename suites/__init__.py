"""`make test-core`: the suites of the modules that the addon extends, with it and
without it, and the tests that fail only with it."""
