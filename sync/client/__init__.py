"""The kiosk's end of the line: transport over requests, one pass at a time, APScheduler saying when."""
