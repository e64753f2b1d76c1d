"""The report engine's document kinds, told how this platform's forms are typed."""

from triloom.reports.sources import DocumentSources
from triloom_report.documents import BoardKind, MetricKind, ReportKind


def report_kind() -> ReportKind:
    """Return the kind `reports`."""
    return ReportKind(DocumentSources)


def metric_kind() -> MetricKind:
    """Return the kind `metrics`."""
    return MetricKind(DocumentSources)


def board_kind() -> BoardKind:
    """Return the kind `boards`."""
    return BoardKind(DocumentSources)
