"""`make attack`: four processes that work on one database at once, with everything going wrong, and the books
afterwards.

plan.py        what the attack is: seed, databases, who the members are, whose clock is wrong
operations.py  what a worker does: every call of the services, a host's deletions, updates from Telegram
worker.py      a process that does it, and writes down what was acknowledged
trouble.py     kills workers, starts them again, cuts their connections, holds the lock
books.py       what must hold in the end
"""
