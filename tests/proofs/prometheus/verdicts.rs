//! Which verdict each analysis comes to, on each kind of series there is.

use std::fmt::Write as _;

use super::server::{HASH, Prometheus, analysis, objects};
use crate::renderings::manifests;
use crate::support::{Project, require};

/// What a sample means for a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    /// There is nothing to compare.
    Error,
}
use Verdict::{Error, Fail, Pass};

/// Compares the first sample, as Argo Rollouts does with conditions of this form and no other.
#[track_caller]
pub fn verdict(condition: &str, samples: &[f64]) -> Verdict {
    let compared = condition.strip_prefix("result[0] ").and_then(|it| it.split_once(' '));
    let (sign, bound) = compared.unwrap_or_else(|| panic!("no simple comparison: {condition}"));
    let bound: f64 = bound.parse().expect("a number");
    let Some(first) = samples.first() else { return Error };
    let holds = match sign {
        "<=" => *first <= bound,
        "==" => (first - bound).abs() < f64::EPSILON,
        _ => panic!("no sign of ours: {condition}"),
    };
    if holds { Pass } else { Fail }
}

/// Ten minutes of samples.
const START: u64 = 1_700_000_000;
const STEP: u64 = 15;
const STEPS: u64 = 40;
const END: u64 = START + STEP * STEPS;

/// A series by what is added in each step; `None` is not a number.
type Line = (&'static str, Option<u64>);

/// Series of a namespace each, and what the analyses `scraped`, `error-rate` and `latency` say.
const CASES: &[(&str, &[Line], [Verdict; 3])] = &[
    (
        "good",
        &[(UP, Some(1)), (OK, Some(100)), (QUICK, Some(100)), (ALL, Some(100))],
        [Pass, Pass, Pass],
    ),
    ("few-errors", &[(UP, Some(1)), (OK, Some(96)), (FAILED, Some(4))], [Pass, Pass, Pass]),
    ("many-errors", &[(UP, Some(1)), (OK, Some(94)), (FAILED, Some(6))], [Pass, Fail, Pass]),
    ("only-errors", &[(UP, Some(1)), (FAILED, Some(6))], [Pass, Fail, Pass]),
    (
        "slow",
        &[(UP, Some(1)), (QUICK, Some(94)), (SLOW, Some(100)), (ALL, Some(100))],
        [Pass, Pass, Fail],
    ),
    ("slow-stream", &[(UP, Some(1)), (STREAM, Some(0)), (STREAMED, Some(100))], [Pass, Pass, Pass]),
    ("failing-probe", &[(UP, Some(1)), (OK, Some(100)), (PROBE, Some(100))], [Pass, Pass, Pass]),
    ("down", &[(UP, Some(0))], [Fail, Pass, Pass]),
    ("one-starts", &[(UP, Some(1)), (UP2, Some(0)), (OK, Some(100))], [Pass, Pass, Pass]),
    // Nothing is scraped at all: health fails, and stands for the others, which see no traffic.
    ("empty", &[], [Fail, Pass, Pass]),
    (
        "idle",
        &[(UP, Some(1)), (OK, Some(0)), (FAILED, Some(0)), (QUICK, Some(0)), (ALL, Some(0))],
        [Pass, Pass, Pass],
    ),
    // The application counts no NaN: what cannot be measured shows in `up`, and health fails.
    (
        "nan",
        &[(UP, None), (OK, None), (FAILED, None), (QUICK, None), (ALL, None)],
        [Fail, Pass, Pass],
    ),
    ("old-colour", &[(OLD_UP, Some(0)), (OLD, Some(100))], [Fail, Pass, Pass]),
];

const UP: &str = r#"up{pod="a",H}"#;
const UP2: &str = r#"up{pod="b",H}"#;
const OLD_UP: &str = r#"up{pod="a",rollouts_pod_template_hash="old"}"#;
const OK: &str = r#"http_request_duration_seconds_count{route="/v1/chat",status="200",H}"#;
const FAILED: &str = r#"http_request_duration_seconds_count{route="/v1/chat",status="503",H}"#;
const PROBE: &str = r#"http_request_duration_seconds_count{route="/ready",status="503",H}"#;
const OLD: &str = r#"http_request_duration_seconds_count{route="/v1/chat",status="500",rollouts_pod_template_hash="old"}"#;
const QUICK: &str = r#"http_request_duration_seconds_bucket{route="/v1/chat",le="10",H}"#;
const SLOW: &str = r#"http_request_duration_seconds_bucket{route="/v1/chat",le="30",H}"#;
const ALL: &str = r#"http_request_duration_seconds_bucket{route="/v1/chat",le="+Inf",H}"#;
const STREAM: &str = r#"http_request_duration_seconds_bucket{route="/v1/chat/stream",le="10",H}"#;
const STREAMED: &str =
    r#"http_request_duration_seconds_bucket{route="/v1/chat/stream",le="+Inf",H}"#;

/// All cases as one text.
fn samples() -> String {
    let hash = format!(r#"rollouts_pod_template_hash="{HASH}""#);
    let mut text = String::new();
    for (namespace, lines, _) in CASES {
        for (series, step) in *lines {
            let end = format!(r#",namespace="{namespace}",service="web"}}"#);
            let series = series.replace(",H}", &format!(",{hash}}}"));
            let series = series.replace('}', &end);
            let counted = !series.starts_with("up");
            for number in 0..=STEPS {
                let value = step.map(|it| if counted { it * number } else { it });
                let value = value.map_or("NaN".to_owned(), |it| it.to_string());
                writeln!(text, "{series} {value} {}", START + number * STEP).expect("a text");
            }
        }
    }
    text + "# EOF\n"
}

#[test]
#[ignore = "needs Prometheus and kubectl"]
fn analyses_come_to_the_expected_verdicts() {
    require(&["prometheus", "promtool", "kubectl", "curl"], &[]);
    let project = Project::new(&["--with=blue-green"]);
    let objects = objects(&manifests(&project.path(), "deploy/overlays/production"));
    let prometheus = Prometheus::of(&samples());
    let mut wrong = Vec::new();
    for (namespace, _, expected) in CASES {
        for (name, expected) in ["scraped", "error-rate", "latency"].iter().zip(expected) {
            let [query, condition] = analysis(&objects, name, namespace, "web");
            let samples = prometheus.numbers(&query, Some(END));
            assert_eq!(samples.len(), 1, "{namespace}: {name} has one sample\n{query}");
            let came = verdict(&condition, &samples);
            println!("{namespace:14} {name:10} {came:?} {samples:?} {condition}");
            if came != *expected {
                wrong.push(format!("{namespace}: {name} {came:?}, not {expected:?}\n{query}"));
            }
            // Without its last line the query has no sample where there are no series.
            let bare = query.trim_end().strip_suffix("or vector(0)").expect("a default");
            if *namespace == "empty" {
                assert_eq!(verdict(&condition, &prometheus.numbers(bare, Some(END))), Error);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_sample_is_compared_as_written() {
    for (condition, samples, expected) in [
        ("result[0] <= 0.05", &[0.05, 9.0][..], Pass),
        ("result[0] <= 0.05", &[0.06], Fail),
        ("result[0] <= 0.05", &[f64::NAN], Fail),
        ("result[0] <= 0.05", &[], Error),
        ("result[0] == 1", &[1.0], Pass),
        ("result[0] == 1", &[f64::NAN], Fail),
    ] {
        assert_eq!(verdict(condition, samples), expected, "{condition} {samples:?}");
    }
}
