"""`make pictures` and `make look`: what the pages look like."""
