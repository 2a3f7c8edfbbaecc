"""PostgreSQL; see `components.database.database`."""

from components.database.database import Database, DatabaseArgs
from components.database.instances import PORT
from components.database.size import DatabaseSize, Restore

__all__ = ["PORT", "Database", "DatabaseArgs", "DatabaseSize", "Restore"]
