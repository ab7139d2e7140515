"""Chronocite: from a shelf of reports to a dataset that can be cross-examined.

The stages in order, each a package of its own: `ingest`, `extract`, `reconcile`, `audit`.
They share `records` (what is known), `reading` (source text and reading text), `store` (records as
files) and `errors`; `stages` runs them over many documents, `cli` is what a person types.
"""

__version__ = "0.1.0"
