"""Reading for benchmarking: from approved reports, from frozen rows, and for who looks."""
