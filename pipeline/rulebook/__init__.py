"""For those who write rules: every mistake of a file with its line, the examples run, a text tried on the rules."""
