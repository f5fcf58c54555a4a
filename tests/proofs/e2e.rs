//! The tests that the generated pipeline runs against a deployed service, run against one on this
//! machine, behind what its `HTTPRoute` lets through.

use std::process::{Command, Output};

use crate::servers::{Running, free_port, wait_until};
use crate::service::{Service, python};
use crate::support::{require, text};

/// A gateway that routes what begins with `/v1`, and says 404 to everything else.
const GATEWAY: &str = r#"
import http.client, http.server, sys

class Gateway(http.server.BaseHTTPRequestHandler):
    def route(self):
        if not self.path.startswith("/v1"):
            return self.send_error(404)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        service = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
        service.request(self.command, self.path, body, dict(self.headers))
        answer = service.getresponse()
        self.send_response(answer.status)
        for name in ("content-type", "x-request-id"):
            if value := answer.getheader(name):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.read())
    do_GET = do_POST = route
    def log_message(self, *_): pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Gateway).serve_forever()
"#;

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn a_deployed_service_passes_its_tests_and_a_broken_one_does_not() {
    require(&["make", "uv", "curl"], &[]);
    let mut service = Service::start();
    let port = free_port();
    let ports = [service.port.to_string(), port.to_string()];
    let _gateway = Running::start(python(&service.project).args(["-c", GATEWAY]).args(&ports));
    let url = format!("http://127.0.0.1:{port}");
    wait_until("the gateway", || {
        Command::new("curl").args(["--silent", &url]).output().is_ok_and(|it| it.status.success())
    });
    let make = |service: &Service, target: &str| -> Output {
        let mut make = service.project.command("make");
        make.args([target, &format!("URL={url}")]).output().expect("make starts")
    };
    for target in ["smoke", "e2e"] {
        let output = make(&service, target);
        let summary = text(&output);
        assert!(output.status.success() && !summary.contains("skipped"), "{target}\n{summary}");
        println!("{target}: {}", summary.lines().last().unwrap_or_default());
    }
    service.postgres.stop();
    let output = make(&service, "smoke");
    assert!(!output.status.success(), "no database, and all is well\n{}", text(&output));
    assert!(text(&output).contains("test_the_documents_are_searched"), "{}", text(&output));
}
