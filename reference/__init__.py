"""Right answers and named wrong variants, one module per assignment. Trusted; never shown to a submission."""
