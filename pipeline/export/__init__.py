"""What a run found, in the forms that other tools read: one module a format, each fed by `pipeline.results` alone.

The same dataset gives the same bytes: no clock, no random id, no order that a set happens to have.
"""
