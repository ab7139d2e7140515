"""The tables of the contract, and the files that they are in."""

from __future__ import annotations

from pipeline.dataset.reading import dataset_of, read_table, read_tables
from pipeline.dataset.schema import BY_NAME, TABLES, Column, Table
from pipeline.dataset.writing import csv_lines, output_paths, write_tables

__all__ = [
    "BY_NAME",
    "TABLES",
    "Column",
    "Table",
    "csv_lines",
    "dataset_of",
    "output_paths",
    "read_table",
    "read_tables",
    "write_tables",
]
