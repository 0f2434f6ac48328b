"""Running a check: from comparisons to a verdict, its points, and the name of the mistake."""
