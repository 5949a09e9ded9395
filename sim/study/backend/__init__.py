"""Where the tasks of a study are done: in this process, in others beside it, or on a cluster."""
