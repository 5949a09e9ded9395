"""One module for each implementation of the declared lifecycle (see DECLARATION.md)."""
