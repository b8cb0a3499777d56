"""Requests that are made by the clock: whose turn it is, one run, its digest, where that goes."""
