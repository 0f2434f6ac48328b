"""Answers with sparse, meta, nested, quantized and conjugated tensors."""
import warnings

import torch

warnings.simplefilter("ignore")
double = lambda x: torch.sparse_coo_tensor(torch.tensor([[1 << 40], [1 << 20]]), [1.0], (1 << 41, 1 << 21))
halve = lambda x: torch.empty(1 << 60, device="meta")
shout = lambda x: [
    torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]),
    torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8),
    torch.ones(3, dtype=torch.complex64).conj(),
    torch.eye(3).to_sparse_csr(),
    torch.empty(3, dtype=torch.float8_e5m2),
]
