"""Writes the starter notebook of hw_conv_shapes, and the sample hand-ins that its test grades.

Run it from the checkout's top folder: `python tools/make_conv_samples.py`. The same files come out every time.
"""

from sample_files import Cells, Files, archive, below, module, notebook, pdf, write

STARTER = "assignments/hw_conv_shapes/files/shapes.ipynb"
SAMPLES = "submissions/hw_conv_shapes"
BY_HAND = ("colab*", "german*", "spanish*", "bias_as_drawn.ipynb")
"""Samples that this does not write."""


START: Cells = {
    "text-title": """\
# Sums, products and shapes

Fill in the cells that say so, run the notebook from top to bottom, and hand it in with a PDF of it. Keep the names
that are given: they are how your answers are found.""",
    "imports": "import torch\nfrom torch import nn\nfrom torch.utils.data import DataLoader, Dataset",
    "text-q1": """\
## Question 1: a layer that adds (1 point)

Write a module of **one layer** that can learn to add two numbers: its input are pairs, shaped (N, 2), its output the
sums, for *any* two real numbers. With `use_good_weights=True` it starts with weights that solve the task.""",
    "add": '''\
class AddModule(nn.Module):
    """Adds two numbers."""

    def __init__(self, use_good_weights=False):
        super().__init__()
        # your layer here

    def forward(self, x):
        raise NotImplementedError("your code here")''',
    "add-try": """\
pairs = torch.tensor([[1.0, 2.0], [-3.0, 0.5]])
print(AddModule(use_good_weights=True)(pairs))""",
    "text-q1-words": "### Question 1 in words\n\nWhich weights and bias are good ones, and why is there no activation?",
    "text-q1-answer": "*Your answer here.*",
    "text-q2": """\
## Question 2: a net that multiplies (3 points)

Train a net to give x1 * x2 for x1 and x2 from (-1000, 1000), with the mean squared error. `forward` must not multiply
its inputs with each other. Test it on at least 1000 pairs that it was not trained on. How large are its errors, and
where?""",
    "multiply": """\
class MultiplyDataset(Dataset):
    \"\"\"Random pairs and their products.\"\"\"


class MultiplyModule(nn.Module):
    \"\"\"Multiplies two numbers.\"\"\"""",
    "multiply-train": "# train and test your net here",
    "text-q2-answer": "*Your answer here.*",
    "text-q3": """\
## Question 3: any two numbers? (2 points)

Can a simple feed-forward net multiply any two real numbers, right to two decimals? Say why, or why not.""",
    "text-q3-answer": "*Your answer here.*",
    "text-q4": """\
## Question 4: kernels and shapes (2 points)

`YouNet` shrinks an image as large as ImageNet's to one as large as MNIST's, and grows it back. It is given; **the
kernels are yours to find.** A kernel is a whole number, or a pair for height and width.""",
    "younet": '''\
class YouNet(nn.Module):
    """A convolution and a transposed convolution; returns what each of them gives."""

    def __init__(self, kernel_1, kernel_2, stride_1=(1, 1), stride_2=(1, 1)):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, kernel_1, stride=stride_1)
        self.back = nn.ConvTranspose2d(1, 1, kernel_2, stride=stride_2)

    def forward(self, image):
        mnist = self.conv(image)
        imagenet = self.back(mnist)
        return mnist, imagenet


def show_shapes(net, size):
    """Print the shapes that an image of size x size goes through."""
    mnist, imagenet = net(torch.rand(1, 1, size, size))
    print(size, "->", tuple(mnist.shape), "->", tuple(imagenet.shape))''',
    "text-part-1": """\
### Part 1

With stride 1, find kernels that take (1, 1, 256, 256) to (1, 1, 28, 28) and back to (1, 1, 256, 256).""",
    "part-1": "kernel_1 = None\nkernel_2 = None",
    "part-1-run": "show_shapes(YouNet(kernel_1, kernel_2), 256)",
    "text-part-2": "### Part 2\n\nThe same with stride (8, 8) in both layers.",
    "part-2": "kernel_1 = None\nkernel_2 = None",
    "part-2-run": "show_shapes(YouNet(kernel_1, kernel_2, (8, 8), (8, 8)), 256)",
    "text-part-3": "### Part 3\n\nGive the net of part 2 an image of 257 x 257. Set its kernels again, then run it.",
    "part-3": "kernel_1 = None\nkernel_2 = None",
    "part-3-run": "show_shapes(YouNet(kernel_1, kernel_2, (8, 8), (8, 8)), 257)",
    "text-part-3-words": "### Part 3 in words\n\nWhy are these the shapes?",
    "text-part-3-answer": "*Your answer here.*",
    "text-part-4": "### Part 4\n\nNow an image of 264 x 264.",
    "part-4": "kernel_1 = None\nkernel_2 = None",
    "part-4-run": "show_shapes(YouNet(kernel_1, kernel_2, (8, 8), (8, 8)), 264)",
    "text-q5": """\
## Question 5: batch norm on MNIST (3 points)

Build the net of section 4.1 of the batch norm paper (784 inputs, three hidden layers of 100 sigmoids, 10 outputs), with
and without batch norm. Train both on MNIST, plot both accuracies over the steps, and say what you see.""",
    "batch-norm": "# your nets, their training and the plot here",
    "text-q5-answer": "*Your answer here.*",
}

ADD = '''\
class AddModule(nn.Module):
    """Adds two numbers with one linear layer."""

    def __init__(self, use_good_weights=False):
        super().__init__()
        self.sum = nn.Linear(2, 1)
        if use_good_weights:
            with torch.no_grad():
                self.sum.weight.fill_(1.0)
                self.sum.bias.fill_(0.0)

    def forward(self, x):
        return self.sum(x)'''

PARAMETER_ADD = """\
class AddModule(nn.Module):
    def __init__(self, use_good_weights=False):
        super(AddModule, self).__init__()
        w = torch.ones(2) if use_good_weights else torch.randn(2)
        self.w = nn.Parameter(w)

    def forward(self, x1, x2=None):
        if x2 is not None:
            x = torch.cat([x1, x2], dim=-1)
        else:
            x = x1
        return x @ self.w"""

SIGMOID_ADD = ADD.replace("return self.sum(x)", "return torch.sigmoid(self.sum(x))")
BIASED_ADD = ADD.replace("self.sum.bias.fill_(0.0)", "self.sum.bias.fill_(1.0)")
BROKEN_ADD = ADD.replace("nn.Linear(2, 1)", "nn.Linear(2, 1")

MULTIPLY = """\
class MultiplyDataset(Dataset):
    def __init__(self, count, seed):
        numbers = torch.Generator().manual_seed(seed)
        self.x = (torch.rand(count, 2, generator=numbers) - 0.5) * 2000
        self.y = self.x.prod(dim=1, keepdim=True)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.layers(x / 1000) * 1e6"""

TRAIN = """\
net = MultiplyModule()
optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
for x, y in DataLoader(MultiplyDataset(6400, seed=1), batch_size=64, shuffle=True):
    loss = nn.functional.mse_loss(net(x) / 1e6, y / 1e6)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

test = MultiplyDataset(1000, seed=2)
with torch.no_grad():
    print("mean squared error:", nn.functional.mse_loss(net(test.x), test.y).item())"""

PRODUCT = MULTIPLY.replace("return self.layers(x / 1000) * 1e6", "a, b = x.split(1, dim=1)\n        return a * b")
SQUARES = MULTIPLY.replace(
    "        return self.layers(x / 1000) * 1e6",
    """\
        total, difference = x.sum(dim=1, keepdim=True), x[:, :1] - x[:, 1:]
        return (total**2 - difference**2) / 4""",
)
ANY_RANGE = MULTIPLY.replace("(torch.rand(count, 2, generator=numbers) - 0.5) * 2000", "torch.randn(count, 2) * 2000")
PAIRWISE = """\
class MultiplyDataset(Dataset):
    def __init__(self, n):
        self.a, self.b = torch.empty(n).uniform_(-1000, 1000), torch.empty(n).uniform_(-1000, 1000)

    def __len__(self):
        return len(self.a)

    def __getitem__(self, i):
        return self.a[i], self.b[i], self.a[i] * self.b[i]


class MultiplyModule(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.first, self.last = nn.Linear(2, width), nn.Linear(width, 1)

    def forward(self, a, b):
        hidden = torch.relu(self.first(torch.stack([a, b], dim=-1).reshape(-1, 2)))
        return self.last(hidden * hidden).squeeze(-1)"""
PAIRWISE_TRAIN = """\
net, train, test = MultiplyModule(), MultiplyDataset(2000), MultiplyDataset(1500)
for a, b, product in DataLoader(train, batch_size=50):
    loss = ((net(a / 1000, b / 1000) - product / 1e6) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for weight in net.parameters():
            weight -= 0.01 * weight.grad
            weight.grad = None
print("error:", (net(test.a / 1000, test.b / 1000) * 1e6 - test.a * test.b).abs().mean().item())"""

GPU_TRAIN = TRAIN.replace(
    "net = MultiplyModule()",
    """\
print("training on", torch.cuda.get_device_name())
net = MultiplyModule().to("cuda")""",
)

STOPPED_TRAIN = TRAIN.replace(
    "net = MultiplyModule()",
    """\
assert torch.cuda.is_available(), "no GPU: choose another runtime"
net = MultiplyModule().to("cuda")""",
)

BATCH_NORM = """\
def sigmoid_net(batch_norm):
    layers, width = [], 784
    for _ in range(3):
        layers += [nn.Linear(width, 100)] + ([nn.BatchNorm1d(100)] if batch_norm else []) + [nn.Sigmoid()]
        width = 100
    return nn.Sequential(nn.Flatten(), *layers, nn.Linear(width, 10))


print(sigmoid_net(batch_norm=True))"""
NORM_AFTER = BATCH_NORM.replace(
    "[nn.Linear(width, 100)] + ([nn.BatchNorm1d(100)] if batch_norm else []) + [nn.Sigmoid()]",
    "[nn.Linear(width, 100), nn.Sigmoid()] + ([nn.BatchNorm1d(100)] if batch_norm else [])",
)
RELU_NETS = BATCH_NORM.replace("nn.Sigmoid()", "nn.ReLU()")
TWO_LAYERS = BATCH_NORM.replace("range(3)", "range(2)")
OWN_CLASSES = """\
class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(784, 100), nn.Linear(100, 100), nn.Linear(100, 100)
        self.out = nn.Linear(100, 10)

    def forward(self, x):
        x = x.view(-1, 784)
        for layer in (self.l1, self.l2, self.l3):
            x = torch.sigmoid(layer(x))
        return nn.functional.log_softmax(self.out(x), dim=1)


class Normed(Plain):
    def __init__(self):
        super().__init__()
        self.l1, self.l2 = nn.Linear(784, 100, bias=False), nn.Linear(100, 100, bias=False)
        self.l3 = nn.Linear(100, 100, bias=False)
        self.b1, self.b2, self.b3 = nn.BatchNorm1d(100), nn.BatchNorm1d(100), nn.BatchNorm1d(100, eps=1e-3)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        x = torch.sigmoid(self.b1(self.l1(x)))
        x = torch.sigmoid(self.b2(self.l2(x)))
        return self.out(torch.sigmoid(self.b3(self.l3(x))))


plain_net, normed_net = Plain(), Normed()"""


def both(first: str, second: str = "") -> str:
    """A cell that sets the two kernels."""
    return f"kernel_1 = {first}\nkernel_2 = {second or first}"


def parts(**kernels: str) -> Cells:
    """Cells of question 4: `part_1` by itself, `rest` for the parts after it, or each by its name."""
    rest = kernels.get("rest", both("(40, 40)"))
    given = {f"part_{number}": kernels.get(f"part_{number}", rest) for number in (2, 3, 4)}
    return {
        "part-1": kernels.get("part_1", both("(229, 229)")),
        **{name.replace("_", "-"): source for name, source in given.items()},
    }


WORDS: Cells = {
    "text-q1-answer": "Weights 1, 1 and bias 0: 1 * x1 + 1 * x2 + 0. A sum can be any real: nothing may squash it.",
    "text-q2-answer": "The error is largest in the corners, where the products are largest.",
    "text-q3-answer": "No: outside the numbers it was trained on, a net of ReLUs is linear, and a product is not.",
    "text-part-3-answer": (
        "257 - 40 = 217 is no multiple of 8, so the kernel stops one pixel before the border: the last row and column "
        "are never read, the first output stays 28 x 28, and the second is made from that alone."
    ),
    "text-q5-answer": "With batch norm the net learns sooner, because the sigmoids are not saturated.",
}
WORK: Cells = {"add": ADD, "multiply": MULTIPLY, "multiply-train": TRAIN, "batch-norm": BATCH_NORM, **WORDS}
RIGHT: Cells = {**WORK, **parts()}

NOTEBOOKS: dict[str, Cells] = {
    "untouched": {},
    "perfect/shapes": RIGHT,
    "other_kernels": {
        **WORK,
        "add": PARAMETER_ADD,
        **parts(
            part_1="kernel_1, kernel_2 = 229, [229, 229]",
            part_2=both("33", "torch.Size([40, 40])"),
            part_3=both("[33, 33]", "40"),
            part_4=both("(33, 36)", "(40, 40)"),
        ),
    },
    "one_pixel_forgotten": {**WORK, **parts(part_1=both("(228, 228)"), rest=both("(32, 32)"))},
    "kernel_too_large": {**WORK, **parts(rest=both("(41, 41)", "(40, 40)"))},
    "kernels_swapped": {**WORK, **parts(rest=both("(40, 40)", "(34, 34)"))},
    "same_kernels": {**WORK, **parts(rest=both("(36, 36)"))},
    "stride_ignored": {**WORK, **parts(rest=both("(229, 229)"))},
    "sigmoid_layer": {**RIGHT, "add": SIGMOID_ADD},
    "biased_layer": {**RIGHT, "add": BIASED_ADD},
    "syntax_error": {**RIGHT, "add": BROKEN_ADD},
    "no_gpu": {**RIGHT, "multiply-train": GPU_TRAIN},
    "stops_half_way": {**RIGHT, "multiply-train": STOPPED_TRAIN},
    "own_classes": {**RIGHT, "multiply": PAIRWISE, "multiply-train": PAIRWISE_TRAIN, "batch-norm": OWN_CLASSES},
    "product_in_forward": {**RIGHT, "multiply": PRODUCT, "multiply-train": "net = MultiplyModule()"},
    "product_of_squares": {**RIGHT, "multiply": SQUARES, "batch-norm": RELU_NETS},
    "norm_after_sigmoid": {**RIGHT, "batch-norm": NORM_AFTER},
    "two_layers": {**RIGHT, "multiply": ANY_RANGE, "batch-norm": TWO_LAYERS},
    "one_cell_for_all_parts": {
        **RIGHT,
        "part-1": both("(40, 40)") + "\nshow_shapes(YouNet(kernel_1, kernel_2, (8, 8), (8, 8)), 256)",
        **dict.fromkeys(("part-1-run", "part-2", "part-2-run", "part-3", "part-3-run", "part-4", "part-4-run")),
        "text-part-3-answer": "It stays 28 and 256, because of the rounding.",
    },
}


def contents() -> Files:
    """Every file that this writes."""
    whole = {**START, **RIGHT}
    page = pdf("Sums, products and shapes")
    samples = {
        **{f"{name}.ipynb": notebook({**START, **changes}) for name, changes in NOTEBOOKS.items()},
        "perfect/shapes.pdf": page,
        "exported.py": module(whole),
        "zipped.zip": archive({"shapes/shapes.ipynb": notebook(whole).encode(), "shapes/shapes.pdf": page}),
    }
    return {STARTER: notebook(START).encode(), **below(SAMPLES, samples)}


if __name__ == "__main__":
    write(contents())
