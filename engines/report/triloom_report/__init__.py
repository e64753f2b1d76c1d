"""Report document → logical plan → SQL per dialect; chart document → Vega-Lite."""
