from sqlalchemy import BigInteger
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

URL = "sqlite+aiosqlite:///theatre.db"


class Base(DeclarativeBase): ...


class Ticket(Base):
    __tablename__ = "tickets"
    seat: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
