//! The generated service against a real streaming replica, and through a real `PgBouncer`.

use std::fs;
use std::process::Command;

use crate::servers::{Postgres, Redis, Running, free_port, unprivileged, wait_until};
use crate::service::{installed, python};
use crate::support::{Project, require, succeed, text};

const DOCUMENT: &str = r#"{"title": "France", "text": "Paris is the capital of France."}"#;
const QUERY: &str = r#"{"query": "capital of France"}"#;
const OPTIONS: [&str; 2] = ["--llm=none", "--with=read-replica,pgbouncer"];

/// The service with its stores, without a model.
struct Service {
    project: Project,
    _process: Running,
    redis: Redis,
    port: u16,
}

impl Service {
    #[track_caller]
    fn start(project: Project, primary: &str, replica: &str, pooler: Option<&str>) -> Self {
        let (redis, port) = (Redis::start(), free_port());
        let environment = [
            ("ENVIRONMENT", "test".to_owned()),
            ("HOST", "127.0.0.1".to_owned()),
            ("PORT", port.to_string()),
            ("DATABASE_URL", primary.to_owned()),
            ("DATABASE_REPLICA_URL", replica.to_owned()),
            ("REDIS_URL", redis.url()),
            ("DATABASE_POOLER", pooler.unwrap_or_default().to_owned()),
        ];
        succeed(
            python(&project).args(["-m", "alembic", "upgrade", "head"]).envs(environment.clone()),
        );
        let process = Running::start(python(&project).args(["-m", "myservice"]).envs(environment));
        let this = Self { project, _process: process, redis, port };
        wait_until("the service", || this.curl("/ready", &[]).contains("\"ready\":true"));
        this
    }

    fn curl(&self, path: &str, options: &[&str]) -> String {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--max-time", "20", "--header", "content-type: application/json"])
            .args(options)
            .arg(format!("http://127.0.0.1:{}{path}", self.port));
        String::from_utf8_lossy(&curl.output().expect("curl starts").stdout).into_owned()
    }

    /// Searches, with the cookies of one who has written or without any.
    fn finds(&self, cookies: Option<&str>) -> bool {
        // What is remembered from an earlier search is not what this asks.
        self.redis.flush();
        let cookies = cookies.map_or(vec![], |jar| vec!["--cookie", jar]);
        let found = self.curl("/v1/documents/search", &[&["--data", QUERY], &cookies[..]].concat());
        assert!(found.contains("passages"), "{found}");
        found.contains("Paris")
    }
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn a_client_reads_what_it_wrote_whatever_the_replica_does() {
    require(&["pg_basebackup", "psql"], &[]);
    let primary = Postgres::start();
    let mut replica = primary.replica();
    let service = Service::start(installed(&OPTIONS), &primary.url(), &replica.url(), None);
    let jar = service.project.path().join("cookies");
    let jar = jar.to_str().expect("a path of UTF-8");
    let write = || service.curl("/v1/documents", &["--data", DOCUMENT, "--cookie-jar", jar]);
    wait_until("the schema on the replica", || {
        replica.ask("SELECT to_regclass('chunk') IS NOT NULL") == "t"
    });

    // The replica stands still: only the writer's own reads go elsewhere.
    replica.ask("SELECT pg_wal_replay_pause()");
    wait_until("the pause", || replica.ask("SELECT pg_get_wal_replay_pause_state()") == "paused");
    assert!(write().contains("\"chunks\":1"));
    assert!(service.finds(Some(jar)), "the writer does not find what it wrote");
    assert!(!service.finds(None), "who has written nothing was sent to the primary");

    // It goes on: now everyone reads from it, the writer too.
    replica.ask("SELECT pg_wal_replay_resume()");
    wait_until("the replica", || service.finds(None));
    let reads = |server: &str| {
        let name = format!("database_reads_total{{server=\"{server}\"}} ");
        let metrics = service.curl("/metrics", &[]);
        let line = metrics.lines().find_map(|line| line.strip_prefix(&name).map(str::to_owned));
        line.unwrap_or_default()
    };
    let before = reads("primary");
    assert!(service.finds(Some(jar)));
    assert_eq!(reads("primary"), before, "the replica has caught up, and is not asked");
    assert_eq!(service.curl("/ready", &[]), r#"{"ready":true,"failing":[],"degraded":[]}"#);

    // It goes away: the primary answers all, and no pod leaves the traffic.
    replica.stop();
    assert!(service.finds(None) && service.finds(Some(jar)));
    assert_eq!(
        service.curl("/ready", &[]),
        r#"{"ready":true,"failing":[],"degraded":["replica"]}"#
    );
}

#[test]
#[ignore = "needs uv"]
fn mypy_stops_a_write_on_what_may_be_a_replica() {
    let project = installed(&OPTIONS);
    let module = |body: &str| {
        let written = format!(
            "from sqlalchemy import delete\n\nfrom myservice.db.engine import Database\n\
             from myservice.db.tables import Document\n\n\n\
             async def change(database: Database) -> None:\n    {body}\n"
        );
        fs::write(project.path().join("src/myservice/change.py"), written)
            .expect("src is writable");
        let output = project.command("uv").args(["run", "--locked", "mypy"]).output();
        let output = output.expect("mypy starts");
        (output.status.success(), text(&output))
    };
    let delete = "await session.execute(delete(Document))";
    let (passes, said) =
        module(&format!("async with database.write() as session:\n        {delete}"));
    assert!(passes, "{said}");
    for body in [delete, "session.add(Document(title=\"A\"))", "await session.commit()"] {
        let (passes, said) =
            module(&format!("async with database.read() as session:\n        {body}"));
        assert!(!passes && said.contains("change.py:9"), "{body} passes: {said}");
    }
}

#[test]
#[ignore = "needs uv, PostgreSQL, Redis and PgBouncer"]
fn the_service_works_through_pgbouncer_with_few_connections() {
    require(&["pgbouncer", "psql"], &[]);
    let project = installed(&OPTIONS);
    let (postgres, port) = (Postgres::start(), free_port());
    let url = postgres.url().replace("app@", "app:p%22a%25ss@");
    let run = tempfile::tempdir().expect("a temporary directory");
    let dir = run.path().display().to_string();
    let settings = ["deploy/base/pgbouncer.py", &dir];
    succeed(python(&project).args(settings).env("DATABASE_URL", &url));
    // The file that is deployed, with the paths and the port of this machine, and a pool that is too small.
    let ini = project.read("deploy/base/pgbouncer.ini");
    let ini = ini
        .replace("/run/pgbouncer", &dir)
        .replace("listen_port = 5432", &format!("listen_port = {port}"))
        .replace("0.0.0.0", "127.0.0.1")
        .replace("default_pool_size = 15", "default_pool_size = 2");
    assert!(ini.contains("default_pool_size = 2\n") && ini.contains(&format!("= {port}\n")));
    fs::write(run.path().join("pgbouncer.ini"), ini).expect("a new file");
    let pooler = Running::start(
        unprivileged("pgbouncer").arg("--quiet").arg(run.path().join("pgbouncer.ini")),
    );
    let address = format!("127.0.0.1:{port}");
    let service = Service::start(project, &url, &url, Some(&address));

    // More at once than the pool has: the same statements on whatever connection is free.
    let add = || service.curl("/v1/documents", &["--data", DOCUMENT]);
    std::thread::scope(|scope| {
        let adding: Vec<_> = (0..24).map(|_| scope.spawn(add)).collect();
        for added in adding {
            let added = added.join().expect("curl ran");
            assert!(added.contains("\"chunks\":1"), "{added}");
        }
    });
    assert_eq!(postgres.ask("SELECT count(*) FROM document"), "24");
    assert!(service.finds(None));
    let open = "SELECT count(*) FROM pg_stat_activity WHERE client_port IS NOT NULL \
                AND application_name = 'myservice'";
    let open: u32 = postgres.ask(open).parse().expect("a number");
    assert!(open <= 2 + 4, "{open} connections: two of the pooler, and the reads' own four");

    let refused = Command::new("psql")
        .args([&format!("postgresql://app:wrong@{address}/app"), "-Atc", "SELECT 1"])
        .output()
        .expect("psql starts");
    assert!(!refused.status.success(), "the pooler lets in whoever comes");
    drop(pooler);
    let ready = service.curl("/ready", &[]);
    assert!(ready.contains("\"failing\":[\"database\"]"), "{ready}");
}
