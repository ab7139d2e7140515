"""How work is done, whatever it is: in processes within limits, on this machine or a cluster, one run at a time."""
