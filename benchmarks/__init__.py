"""Speed, as ratios and differences measured in one run."""
