//! Real servers on loopback for the generated service, stopped when dropped.

use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::succeed;

const PATIENCE: Duration = Duration::from_mins(1);

/// A port nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

/// Waits until `ready`, or fails with `what`.
#[track_caller]
pub fn wait_until(what: &str, mut ready: impl FnMut() -> bool) {
    let start = Instant::now();
    while !ready() {
        assert!(start.elapsed() < PATIENCE, "{what} took longer than {PATIENCE:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// A program that runs until it is dropped.
pub struct Running(Child);

impl Running {
    /// Starts `command`, its output going where the test's goes.
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }

    /// Sends SIGTERM and waits; gives the exit code as a shell counts it.
    #[track_caller]
    pub fn terminate(&mut self) -> i32 {
        succeed(Command::new("kill").arg(self.0.id().to_string()));
        let status = self.0.wait().expect("it was started");
        status.code().or(status.signal().map(|signal| 128 + signal)).expect("a code or a signal")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A Redis without persistence.
pub struct Redis {
    _server: Running,
    port: u16,
}

impl Redis {
    #[track_caller]
    pub fn start() -> Self {
        let port = free_port();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--save", "", "--bind", "127.0.0.1"]);
        let server = Running::start(command.stdout(Stdio::null()));
        let ping = ["-p", &port.to_string(), "ping"].map(str::to_owned);
        wait_until("redis", || {
            let output = Command::new("redis-cli").args(&ping).output().expect("redis-cli");
            output.stdout.starts_with(b"PONG")
        });
        Self { _server: server, port }
    }

    /// Forgets everything.
    #[track_caller]
    pub fn flush(&self) {
        succeed(Command::new("redis-cli").args(["-p", &self.port.to_string(), "flushall"]));
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }
}

/// A `PostgreSQL` with pgvector and one database.
pub struct Postgres {
    dir: TempDir,
    port: u16,
    running: bool,
}

impl Postgres {
    #[track_caller]
    pub fn start() -> Self {
        let mut this = Self::new();
        let data = this.data();
        succeed(unprivileged("initdb").args([
            "-U",
            "app",
            "-A",
            "trust",
            "--no-sync",
            "-D",
            &data,
        ]));
        this.serve();
        let port = this.port.to_string();
        succeed(Command::new("createdb").args([
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            "app",
            "app",
        ]));
        this
    }

    /// A standby that streams from this one.
    #[track_caller]
    pub fn replica(&self) -> Self {
        let mut replica = Self::new();
        let from = format!("host=127.0.0.1 port={} user=app", self.port);
        let into = replica.data();
        succeed(unprivileged("pg_basebackup").args([
            "--dbname",
            &from,
            "--pgdata",
            &into,
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        ]));
        replica.serve();
        replica
    }

    /// What the server says to one statement.
    #[track_caller]
    pub fn ask(&self, statement: &str) -> String {
        let port = self.port.to_string();
        let psql = ["-h", "127.0.0.1", "-p", &port, "-U", "app", "-d", "app", "-Atc", statement];
        succeed(Command::new("psql").args(psql)).trim().to_owned()
    }

    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        Self { dir, port: free_port(), running: false }
    }

    #[track_caller]
    fn serve(&mut self) {
        let data = self.data();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off",
            self.port
        );
        self.control(&["-o", &options, "-l", &format!("{data}/log"), "-w", "start"]);
        self.running = true;
    }

    pub fn url(&self) -> String {
        format!("postgresql+asyncpg://app@127.0.0.1:{}/app", self.port)
    }

    /// Stops the server as an outage would.
    #[track_caller]
    pub fn stop(&mut self) {
        self.running = false;
        self.control(&["-m", "immediate", "-w", "stop"]);
    }

    fn data(&self) -> String {
        self.dir.path().join("data").display().to_string()
    }

    #[track_caller]
    fn control(&self, arguments: &[&str]) {
        let mut command = unprivileged("pg_ctl");
        // The server keeps what it inherits: a pipe would never close.
        command
            .args(["-D", &self.data()])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        assert!(command.status().expect("it starts").success(), "pg_ctl {arguments:?}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.running {
            let stop = ["-D", &self.data(), "-m", "immediate", "stop"].map(str::to_owned);
            let _ = unprivileged("pg_ctl").args(stop).output();
        }
    }
}

/// `PostgreSQL` and `PgBouncer` refuse to run as root: in a user namespace root is nobody to it, and still
/// reads what belongs to root.
pub fn unprivileged(program: &str) -> Command {
    if succeed(Command::new("id").arg("-u")).trim() != "0" {
        return Command::new(program);
    }
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-user=65534", "--map-group=65534", program]);
    command
}
