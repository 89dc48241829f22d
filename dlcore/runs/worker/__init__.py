"""The worker process: trains runs in turn and answers questions. The only part of `runs` that loads torch."""
