"""What befalls a run from outside: it says so in one sentence, and the next run ends as if nothing had been."""
