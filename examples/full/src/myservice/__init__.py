"""The service: `app.py` builds it, `resources.py` opens what it needs."""
