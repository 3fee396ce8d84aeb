"""Hosts whose tables have the names of ours and other shapes, with rows and objects of every kind."""

import sqlite3
from contextlib import closing
from pathlib import Path

# What another bot has: the most common `users`, a ledger of its own, an enum, a function and a trigger.
_USERS = "id {serial}, telegram_id BIGINT UNIQUE, name TEXT"
_TABLES = f"""
CREATE TABLE users ({_USERS});
CREATE TABLE transactions (
    id {{serial}}, user_id INTEGER NOT NULL REFERENCES users (id), amount NUMERIC(10, 2) NOT NULL,
    currency TEXT NOT NULL DEFAULT 'EUR', note TEXT
);
CREATE TABLE rewards (code TEXT PRIMARY KEY, stars INTEGER);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
CREATE INDEX ix_transactions_user ON transactions (user_id);
INSERT INTO users (telegram_id, name) VALUES (3, 'Ana'), (4, 'Bea'), (9000000000, 'Cid');
INSERT INTO transactions (user_id, amount, note) VALUES (1, 9.99, 'plan'), (2, 5, NULL);
INSERT INTO rewards VALUES ('gold', 5);
INSERT INTO alembic_version VALUES ('abc123');
"""
_POSTGRESQL = """
CREATE TYPE transactiontype AS ENUM ('card', 'cash');
ALTER TABLE transactions ADD COLUMN type transactiontype NOT NULL DEFAULT 'card';
CREATE FUNCTION gamification_catalog_changed() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the host''s own'; END $$;
CREATE TRIGGER gamification_rewards_changed AFTER UPDATE ON rewards
    FOR EACH ROW EXECUTE FUNCTION gamification_catalog_changed();
"""

HOST_ON_POSTGRESQL = _TABLES.format(serial="SERIAL PRIMARY KEY") + _POSTGRESQL


def make_host_file(path: Path) -> None:
    """Make the host's database as an SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_TABLES.format(serial="INTEGER PRIMARY KEY"))
