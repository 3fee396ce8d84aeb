"""Tests with servers that come from the system: Redis, PgBouncer."""
