"""The one error that users see."""


class PipelineError(Exception):
    """Say what went wrong, in which file, line or field, and what to do about it.

    The message is one line and is shown as it stands: `reports.csv, line 12: date "yesterday" is
    not a date; write it as 2026-03-01`.
    """
