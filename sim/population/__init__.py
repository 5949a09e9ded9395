"""The shoppers, behind one small interface."""
