//! How a job of the pipeline is known to the cluster.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::support::{Project, require, text};

/// The credential plugin asks GitHub for a token that names the job, and hands it to `kubectl`.
#[test]
#[ignore = "needs curl and jq"]
fn the_cluster_gets_the_token_of_the_job() {
    require(&["curl", "jq"], &[]);
    let github = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = github.local_addr().expect("it is bound");
    let asked = thread::spawn(move || {
        let (mut stream, _) = github.accept().expect("a question");
        let reader = BufReader::new(stream.try_clone().expect("a second hand"));
        let lines: Vec<String> =
            reader.lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        let body = r#"{"count": 1, "value": "of-this-job"}"#;
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
            .expect("an answer");
        lines
    });
    let project = Project::new(&[]);
    let plugin = |url: &str| {
        let mut plugin = project.command("scripts/github-token.sh");
        plugin.env("ACTIONS_ID_TOKEN_REQUEST_URL", url);
        plugin.env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "of-the-runner").output().expect("it starts")
    };
    let said = plugin(&format!("http://{address}/token?api-version=2"));
    assert!(said.status.success(), "{}", text(&said));
    let credential: serde_json::Value = serde_json::from_slice(&said.stdout).expect("JSON");
    assert_eq!(credential["kind"], "ExecCredential");
    assert_eq!(credential["status"]["token"], "of-this-job");
    let asked = asked.join().expect("it was asked");
    assert!(asked[0].starts_with("GET /token?api-version=2&audience=kubernetes "), "{asked:?}");
    assert!(asked.iter().any(|it| it.eq_ignore_ascii_case("authorization: bearer of-the-runner")));

    // Nobody answers there any more: no credential, and no empty one.
    let said = plugin(&format!("http://{address}/token?api-version=2"));
    assert!(!said.status.success() && said.stdout.is_empty(), "{}", text(&said));
}
