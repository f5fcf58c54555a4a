"""Write what a ConfigMap must not hold: where the database is, and who may enter.

Runs before PgBouncer, in the image of the service; the Secret gives it `DATABASE_URL`.
"""

import os
import sys
from pathlib import Path

from sqlalchemy import make_url

url = make_url(os.environ["DATABASE_URL"])
into = Path(sys.argv[1])


def quoted(value: object, mark: str) -> str:
    return mark + str(value).replace(mark, 2 * mark) + mark


target = {"host": url.host, "port": url.port or 5432, "dbname": url.database}
options = " ".join(f"{key}={quoted(value, "'")}" for key, value in target.items())
tls = url.query.get("ssl", url.query.get("sslmode", "prefer"))
(into / "database.ini").write_text(
    f"[databases]\n{url.database} = {options}\n[pgbouncer]\nserver_tls_sslmode = {tls}\n"
)
(into / "userlist.txt").write_text(f"{quoted(url.username, '"')} {quoted(url.password, '"')}\n")
