"""The messages that cross the border, as plain dictionaries.

The grader asks, the worker answers; each request carries a fresh `nonce` that the reply repeats. Requests are built by
the grader and typed here; replies come from a hostile peer, so the grader reads them field by field (see
`grader.sandbox.replies`) and believes none of it.

The worker speaks first: {"status": "ready", "layers": list of str}. From then on every reply has `nonce` (bytes) and
`status`: `ok`, `raised` (the submission's code raised: see `error`), `missing` (no such name, attribute or item:
`reason`, and `near` lists near names), `interrupted`, `refused` (the value may not cross, or the request does not fit
what is there: `reason`), or `worker_error` (a fault of the worker's own code: `reason`). Where code of the submission
ran, a reply also has `seconds` (float, wall) and `cpu_seconds` (float), and but for cells `printed` (str, both streams
in order), `warnings` (list of str, "Category: message") and `error`.

`error` is None or {"type": str, "message": str, "traceback": str (the submission's own frames), "line": int or None,
"cell": int or None}. It points at the submission's innermost line; `cell` is the index that came with the cell, and
None in a file.
"""

from typing import Literal, NotRequired, TypedDict


class Target(TypedDict):
    """What a request speaks of: a dotted name in the submission's namespace, or an object behind a handle.

    `{"name": "batchnorm"}`, `{"name": "net.train"}`, `{"handle": 3}`, `{"handle": 3, "path": ["state_dict"]}`. Path
    entries that are str are attributes, `[key]` lists of one are items: `{"handle": 3, "path": [[0]]}` is `object[0]`.
    """

    name: NotRequired[str]
    handle: NotRequired[int]
    path: NotRequired[list[object]]


class Argument(TypedDict):
    """One argument of a call, by its declared name."""

    name: str
    value: object
    by: Literal["position", "keyword"]
    """How the check wrote it. A keyword that the student's function does not know goes by its declared position."""


class LoopRule(TypedDict):
    """Loops over a range with more than `longer_than` rounds, whose variable fits a pattern, end after `rounds`."""

    variable: str
    rounds: int
    longer_than: int
    trains: bool
    """Only where gradients are computed in the loop's own lines."""


class SetupRequest(TypedDict):
    """First request of a session. Reply: `ok`, `notes` (list of str); `refused` where the engine cannot run."""

    op: Literal["setup"]
    nonce: bytes
    files: dict[str, bytes]
    """Content of the hand-in, written to the scratch folder, which becomes the working directory."""
    engine: Literal["shell", "kernel", "module"]
    module: str
    """For the module engine: path of the file to import; of a folder, to import every file below it."""
    max_batches: int | None
    """Passes over a DataLoader end after so many batches; loaders made by `make` are left whole."""
    loops: list[LoopRule]
    """Loops over ranges that end early while cells run."""
    data: str | None
    """Folder of the data sets as the worker finds it, in the layout below torchvision's `root`."""
    output_bytes: int
    """How much printed text to keep of each cell and call (characters: the first and the last half)."""
    without: NotRequired[list[str]]
    """Stand-ins that are not wanted, by name: absent, colab, cuda, datafiles, datasets, device_name, downloads,
    loaders, old_names, one_element, plots, progress, prompts, row_by_row, threads."""


class CellRequest(TypedDict):
    """Run one code cell (or import the module, with the module engine).

    Reply: status `ok`, `raised` or `interrupted`; `outputs`: list of {kind: text|image|html, text: str, data: bytes
    (PNG, JPEG or SVG)}; `error`; `notes`: list of str (what was stubbed or cut in this cell). Both engines give the
    same outputs: between two rich outputs, what was printed to stdout stands before what was printed to stderr;
    carriage returns are applied, terminal colours removed, and addresses (`at 0x7f…`) replaced.
    """

    op: Literal["cell"]
    nonce: bytes
    index: int
    """Names the cell in errors and warnings: `cell 3`."""
    source: str
    seed: int
    """Set before the cell. What earlier cells switched stays switched, unlike before a call."""


class ForkRequest(TypedDict):
    """Copy the live state. One descriptor comes with the request: a socket on which the copy serves.

    The copy first sends the status `ready` on its own socket, then answers requests there. The original replies `ok`
    and goes on. Kept objects and their handles are in both.
    """

    op: Literal["fork"]
    nonce: bytes


class CallRequest(TypedDict):
    """Call a function, method or class.

    Before it, the seeds are set and what the submission may have switched is put back. Reply: `value` (or a handle to
    it where `hold`), `arguments` ({declared name: the argument as it is afterwards}; a name that comes again is
    numbered), `taps` (list of {"name", "arguments": list, "keywords": dict, "value", "after": list, "keywords_after":
    dict}, in order of their start), `taps_left_out` (calls beyond the bounds). Where `cotangent` is given: `grads`
    ({"arguments": {name: same structure as the argument with gradients or None in place of tensors, and in place of a
    module its parameters by name}, "target": {parameter name: gradient or None}}), or None with the reason in
    `grads_reason`.
    """

    op: Literal["call"]
    nonce: bytes
    target: Target
    arguments: list[Argument]
    signature: list[str]
    """Declared parameter names in order, `*` for a variadic rest; empty when nothing is declared."""
    seed: int
    hold: bool
    """Keep the result behind a handle instead of sending it."""
    cotangent: object
    """None, or what `sum(output * cotangent)` is differentiated with; same structure as the value. 1.0 for a scalar."""
    taps: list[str]
    """Names of the submission's functions whose inputs and outputs are recorded on the way; of a class, its forward
    pass; `Net.forward` works too."""


class GetRequest(TypedDict):
    """Read a global, an attribute or an item. Reply: `value` (a handle to it where `hold`)."""

    op: Literal["get"]
    nonce: bytes
    target: Target
    hold: bool


class SetRequest(TypedDict):
    """Bind a global name. Reply: `ok`."""

    op: Literal["set"]
    nonce: bytes
    name: str
    value: object


class MakeRequest(TypedDict):
    """Build on the worker's side what cannot cross. Reply: `value`, a handle.

    `loader`: torch DataLoader over tensors {tensors: list, batch_size: int, shuffle: bool}; `optimizer`: {name: "SGD",
    parameters: tensors or a module, options: dict}; `module`: torch.nn layer {name: "Linear", arguments: list, options:
    dict}; `parameter`: {value: tensor}.
    """

    op: Literal["make"]
    nonce: bytes
    kind: Literal["loader", "optimizer", "module", "parameter"]
    options: dict[str, object]
    seed: int


class StateRequest(TypedDict):
    """Read an nn.Module.

    Reply: `parameters`, `buffers` ({full name: tensor}), `training`, `children` ({full name: type name}, every
    submodule).
    """

    op: Literal["state"]
    nonce: bytes
    target: Target


class AssignRequest(TypedDict):
    """Write parameters and buffers of an nn.Module in place, without a graph: all, or none where one does not fit.

    Reply: `ok`, or `refused` with a reason.
    """

    op: Literal["assign"]
    nonce: bytes
    target: Target
    values: dict[str, object]


class TraceRequest(TypedDict):
    """Run a forward pass and list the modules that took part, in the order of their first execution.

    Only modules without children or with parameters of their own are listed. Reply: `value` (the output), `layers`:
    list of {"name", "type", "parameters": {short name: {"name": full name, "shape": list, "requires_grad": bool}},
    "input": list of shapes, "output": shape, "activation": tensor or None (where `activations`)}, and `unused`: full
    names of parameters that no listed module owns.
    """

    op: Literal["trace"]
    nonce: bytes
    target: Target
    arguments: list[Argument]
    seed: int
    activations: bool


class OutlineRequest(TypedDict):
    """List the names that the submission defined; functions, classes and modules from elsewhere are left out.

    `names` are those that are asked about; all where there are none.

    Reply: `names`: {name: {"kind": "function"|"class"|"value", "parameters": list of str, "type": str}}.
    """

    op: Literal["outline"]
    nonce: bytes
    names: NotRequired[list[str]]


class RecordedRequest(TypedDict):
    """Ask what the cells printed and plotted.

    Reply: `printed`: {index of the cell, as text: str}, bounded; `lines`: list of the lines in figures that were shown,
    as {"cell": int, "title", "x_label", "y_label", "label": str, "x", "y": arrays (N,)}.
    """

    op: Literal["recorded"]
    nonce: bytes


class CollectRequest(TypedDict):
    """Fetch the scratch folder. Reply: `files`: {relative path: bytes}, bounded; `left_out`: list of str."""

    op: Literal["collect"]
    nonce: bytes


Request = (
    SetupRequest
    | CellRequest
    | ForkRequest
    | CallRequest
    | GetRequest
    | SetRequest
    | MakeRequest
    | StateRequest
    | AssignRequest
    | TraceRequest
    | OutlineRequest
    | RecordedRequest
    | CollectRequest
)
