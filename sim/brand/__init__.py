"""The brand's world: what grows with the plan, as SimPy processes in every engine."""
