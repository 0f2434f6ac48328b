"""CIFAR-10 from its Python batches on disk."""

import os
import pickle

import numpy as np


def load_CIFAR_batch(filename):
    """Images (N, 32, 32, 3) as floats and labels (N,) of one file."""
    with open(filename, "rb") as file:
        batch = pickle.load(file, encoding="latin1")
    images = batch["data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images.astype("float"), np.array(batch["labels"])


def load_CIFAR10(ROOT):
    """Training and test images and labels from the folder `cifar-10-batches-py`."""
    batches = [load_CIFAR_batch(os.path.join(ROOT, f"data_batch_{number}")) for number in range(1, 6)]
    images, labels = (np.concatenate(parts) for parts in zip(*batches))
    return images, labels, *load_CIFAR_batch(os.path.join(ROOT, "test_batch"))


def get_CIFAR10_data(num_training=49000, num_validation=1000, num_test=1000, subtract_mean=True):
    """Training, validation and test images (N, 3, 32, 32) and labels, by name."""
    folder = os.path.join(os.path.dirname(__file__), "datasets", "cifar-10-batches-py")
    X, y, X_test, y_test = load_CIFAR10(folder)
    spans = {
        "train": (X[:num_training], y[:num_training]),
        "val": (X[num_training:][:num_validation], y[num_training:][:num_validation]),
        "test": (X_test[:num_test], y_test[:num_test]),
    }
    mean = spans["train"][0].mean(axis=0) if subtract_mean else 0.0
    data = {}
    for name, (images, labels) in spans.items():
        data[f"X_{name}"] = np.ascontiguousarray((images - mean).transpose(0, 3, 1, 2))
        data[f"y_{name}"] = labels
    return data
