"""The fast engine: shoppers as rows, a day as one pass over blocks of them."""
