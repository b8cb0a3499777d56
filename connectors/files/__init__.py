"""Importing files: CSV, XLSX and Parquet, recognised by their headers.

`plan` says what an import would do; `load` does it.
"""

from connectors.files.loading import load
from connectors.files.planning import ImportPlan, plan
from connectors.files.report import ImportReport

__all__ = ["ImportPlan", "ImportReport", "load", "plan"]
