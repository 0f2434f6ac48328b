"""What a submission prints and plots, bounded, on its way to the grader."""
