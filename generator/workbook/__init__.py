"""The workbook of a checklist: written with live formulas, read back as plain text."""

from generator.workbook.reading import read_workbook
from generator.workbook.writing import workbook_bytes

__all__ = ["read_workbook", "workbook_bytes"]
