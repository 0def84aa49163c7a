"""The council's backend: keeps every stream on PostgreSQL and says who may see what. No laptop contains it."""
