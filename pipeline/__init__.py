"""Chronocite: from a shelf of reports to a dataset that can be cross-examined.

The stages in order, each a package of its own: `ingest`, `extract`, `reconcile`, `audit`.
They share `records` (what is known), `reading` (source text and reading text), `store` (records as files) and
`dataset` (the tables). `stages` runs them over many documents, `running` says in which processes and on which machines;
`rules` are data. What one does with a finished run is in `results`, `review`, `export` and `evaluate`, what one does
with rules in `rulebook`; `cli` is what a person types.
"""

__version__ = "0.1.0"
