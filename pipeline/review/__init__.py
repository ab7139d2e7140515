"""The review: the audit site served to one person on this machine, with decisions.

`chronocite review` serves the pages that the audit left, and a queue of what is least sure. A decision is a line at the
end of the decisions' file before the page says that it was taken; then the dataset is made anew in the background, and
open pages show what changed. Whoever else runs code on this machine, or gets a browser on it to open a page of theirs,
can neither read nor decide: see `guard.py`.
"""
