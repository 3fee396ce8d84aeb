"""Ledger libraries post besitos, each in its own words, in the environments of `make bench-peers`, which have
nothing of ours. A program prints one line of JSON: what `measured.measure` returns."""
