"""Running what was handed in: cells in a shell or a kernel, modules by import."""
