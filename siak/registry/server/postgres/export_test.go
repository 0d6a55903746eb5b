package postgres

// Schema1 makes the tables of version 1.
const Schema1 = schema1
