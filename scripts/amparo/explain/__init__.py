"""Why a municipality has its numbers: the facts, and the tree that a person reads."""
