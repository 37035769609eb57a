"""Measured figures of what lendlib promises: each a ratio within one run, its baseline beside it."""
