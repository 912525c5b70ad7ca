"""
PostgreSQL from a wheel, started on the first connection and stopped when its last user is gone.

`base` is the Django database backend; it asks `server` for a running server before each connection.
`server` holds a shared lock for as long as the process lives and starts a `keeper` where there is none.
`keeper` is the parent of the server: it stops it as soon as it can take that lock alone.
`engine` finds the programs of the wheel, `cluster` makes and launches a data folder with them, and
`home` decides where that lies and as whom it runs.
"""
