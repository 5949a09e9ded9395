"""One large population in several workers, coupled at midnight (decision 7)."""
