"""The same shopper lifecycle in siyu and in its peers, timed on the machine at hand."""
