"""PostgreSQL; see `components.database.database`."""

from components.database.database import PORT, Database, DatabaseArgs, DatabaseSize

__all__ = ["PORT", "Database", "DatabaseArgs", "DatabaseSize"]
