"""A run held against annotations that a person made: precision, recall and F1 by task, each error with its words."""
