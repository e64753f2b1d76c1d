"""The one way to a database: engine, transactions, column types, platform tables."""
