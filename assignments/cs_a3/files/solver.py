"""Training of a network by mini-batches, with an update rule of `optim`."""

import numpy as np

from . import optim


class Solver(object):
    """Trains a model that has `params` and `loss(X, y)`.

    `data`: X_train, y_train, X_val, y_val. Options: update_rule (name in `optim`), optim_config, lr_decay, batch_size,
    num_epochs, num_train_samples, num_val_samples, print_every, verbose.
    """

    def __init__(self, model, data, **kwargs):
        self.model = model
        self.X_train, self.y_train = data["X_train"], data["y_train"]
        self.X_val, self.y_val = data["X_val"], data["y_val"]
        self.update_rule = getattr(optim, kwargs.pop("update_rule", "sgd"))
        self.optim_config = kwargs.pop("optim_config", {})
        self.lr_decay = kwargs.pop("lr_decay", 1.0)
        self.batch_size = kwargs.pop("batch_size", 100)
        self.num_epochs = kwargs.pop("num_epochs", 10)
        self.num_train_samples = kwargs.pop("num_train_samples", 1000)
        self.num_val_samples = kwargs.pop("num_val_samples", None)
        self.checkpoint_name = kwargs.pop("checkpoint_name", None)
        self.print_every = kwargs.pop("print_every", 10)
        self.verbose = kwargs.pop("verbose", True)
        if kwargs:
            raise ValueError("Unrecognized arguments " + ", ".join(kwargs))
        self._reset()

    def _reset(self):
        self.epoch = 0
        self.best_val_acc, self.best_params = 0, {}
        self.loss_history, self.train_acc_history, self.val_acc_history = [], [], []
        self.optim_configs = {name: dict(self.optim_config) for name in self.model.params}

    def _step(self):
        chosen = np.random.choice(len(self.X_train), self.batch_size)
        loss, grads = self.model.loss(self.X_train[chosen], self.y_train[chosen])
        self.loss_history.append(loss)
        for name, value in self.model.params.items():
            following, self.optim_configs[name] = self.update_rule(value, grads[name], self.optim_configs[name])
            self.model.params[name] = following

    def check_accuracy(self, X, y, num_samples=None, batch_size=100):
        """Share of labels that the model gets right, on `num_samples` of the data where given."""
        if num_samples is not None and len(X) > num_samples:
            chosen = np.random.choice(len(X), num_samples)
            X, y = X[chosen], y[chosen]
        starts = range(0, len(X), batch_size)
        found = [np.argmax(self.model.loss(X[start : start + batch_size]), axis=1) for start in starts]
        return np.mean(np.hstack(found) == y)

    def train(self):
        """Train, and leave the model with the parameters that were best on the validation data."""
        per_epoch = max(len(self.X_train) // self.batch_size, 1)
        steps = self.num_epochs * per_epoch
        for step in range(steps):
            self._step()
            if self.verbose and step % self.print_every == 0:
                print(f"(Iteration {step + 1} / {steps}) loss: {self.loss_history[-1]:f}")
            if (step + 1) % per_epoch == 0:
                self.epoch += 1
                for config in self.optim_configs.values():
                    if "learning_rate" in config:
                        config["learning_rate"] *= self.lr_decay
            if step in (0, steps - 1) or (step + 1) % per_epoch == 0:
                self._evaluate()
        self.model.params = self.best_params

    def _evaluate(self):
        train = self.check_accuracy(self.X_train, self.y_train, self.num_train_samples)
        val = self.check_accuracy(self.X_val, self.y_val, self.num_val_samples)
        self.train_acc_history.append(train)
        self.val_acc_history.append(val)
        if self.verbose:
            print(f"(Epoch {self.epoch} / {self.num_epochs}) train acc: {train:f}; val_acc: {val:f}")
        if val >= self.best_val_acc:
            self.best_val_acc = val
            self.best_params = {name: value.copy() for name, value in self.model.params.items()}
