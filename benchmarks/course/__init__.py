"""The course of the benchmarks."""
