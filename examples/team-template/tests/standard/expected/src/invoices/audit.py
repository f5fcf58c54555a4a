"""Who changed what: one line for the auditors among those of the log."""

from invoices.observability.logs import log


def record(actor: str, action: str, subject: str) -> None:
    log.info("audit", extra={"actor": actor, "action": action, "subject": subject})
