"""For operators and their monitors: does the process live, can it serve, and how much does it do."""
