"""The records: tables, repositories, migrations, and the file store."""
