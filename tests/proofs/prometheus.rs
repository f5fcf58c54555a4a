//! A real Prometheus judges what is measured: it scrapes the running service and holds the series
//! that autoscalers ask for, its queries give the verdicts of analyses, its tool tests the alerts.

mod alerts;
mod scraped;
mod server;
mod verdicts;
