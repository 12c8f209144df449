"""Two reports as they were saved: a short one, and one with much of everything."""

from __future__ import annotations

from pathlib import Path

from reports.records import Report

REPORT_JSON = Path(__file__).with_name("report.json")
EVIDENCE_JSON = Path(__file__).with_name("evidence.json")
REPORT = Report.model_validate_json(REPORT_JSON.read_text(encoding="utf-8"))
EVIDENCE = Report.model_validate_json(EVIDENCE_JSON.read_text(encoding="utf-8"))
