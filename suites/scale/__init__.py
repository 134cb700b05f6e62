"""`make test-scale`: more than one machine, as far as one can play several: a streaming
replica, two nodes on one database, and the jobs of ``queue_job``.

The tests see the product from outside: they talk to servers over HTTP and read the
database. They do not import Odoo.
"""
