"""`siyu sensitivity`: which setting, or which assumption, a figure hangs on."""
