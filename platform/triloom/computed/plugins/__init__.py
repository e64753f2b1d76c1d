"""Models behind computed fields: training, versions, scores, reasons. Plugins run in children."""
