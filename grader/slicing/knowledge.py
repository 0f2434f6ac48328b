"""What is known of Python, of the usual libraries and of magics: above all, what does not change its arguments."""

import sys


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ANY = "*"
"""Stands for every name: read by what reads names that only the run knows, bound by what binds such names."""

LIBRARIES = frozenset(sys.stdlib_module_names) | _words(
    "altair bokeh cv2 gdown google imageio IPython ipywidgets jax keras matplotlib nltk numpy pandas PIL plotly "
    "pylab requests scipy seaborn six skimage sklearn statsmodels sympy tensorboard tensorflow torch torchaudio "
    "torchinfo torchmetrics torchtext torchvision tqdm"
)
"""Packages whose functions leave their arguments as they are, but for those whose names are in `CHANGING`."""

PURE_BUILTINS = _words(
    "abs all any ascii AssertionError bin bool bytearray bytes callable chr complex dict dir display divmod "
    "enumerate Exception filter float format frozenset getattr hasattr hash help hex id ImportError IndexError "
    "input int isinstance issubclass iter KeyError len list map max memoryview min NotImplementedError object oct "
    "open ord pow print property range repr reversed round RuntimeError set slice sorted str sum super tuple type "
    "TypeError ValueError zip"
)
PURE_METHODS = _words(
    "abs all allclose any argmax argmin argsort astype bool children clone copy cos count cpu cumsum decode "
    "detach diag difference dim dot encode endswith eq equal exp expand find flatten float floor format ge get gt "
    "half index int intersection is_available isalpha isdigit isnan item items join keys le log long lower lstrip "
    "lt matmul max mean min mm modules mul named_buffers named_children named_modules named_parameters ndim ne "
    "nonzero norm numel numpy parameters permute pow prod ravel repeat replace reshape round rstrip sigmoid sin "
    "size softmax split sqrt squeeze startswith state_dict std strip sum swapaxes t tanh title tolist topk "
    "transpose union unique unsqueeze upper values var view zfill"
)
"""Methods that leave their object and arguments alone, unless the notebook defines one of that name itself."""
CHANGING = _words(
    "at backward copyto fill_diagonal heapify heappop heappush heappushpop heapreplace insort insort_left "
    "insort_right next place put put_along_axis putmask reload setattr shuffle"
)
"""Functions of libraries that change an argument; so do those whose names end with an underscore."""
MUTATORS = _words(
    "add add_module append appendleft apply clear discard extend extendleft insert load_state_dict move_to_end "
    "pop popitem popleft register_backward_hook register_buffer register_forward_hook register_forward_pre_hook "
    "register_full_backward_hook register_module register_parameter remove reverse setdefault sort update"
)
"""Methods that say that they change their object, as plainly as an item assignment does."""
VIEWS = _words(
    "buffers children detach get items modules named_buffers named_children named_modules named_parameters numpy "
    "parameters pop ravel reshape setdefault squeeze state_dict t transpose unsqueeze values view"
)
"""Methods that give parts of their object, or another view of its memory."""
PASSING = _words("dict enumerate iter list max min next reversed set sorted tuple zip")
"""Builtins that hand on the very objects that they are given."""
ITERATORS = _words("enumerate filter iter map open reversed zip")
"""Builtins whose result is used up by reading it."""

IMMUTABLE_RESULTS = _words(
    "bool chr device float format hash hex id input int is_available isinstance issubclass item join len lower "
    "numel ord perf_counter range repr str strip time upper"
)
"""Functions and methods whose result cannot be changed in place."""
IMMUTABLE_OF_IMMUTABLE = _words("abs all any log max min pow round sqrt sum")
"""Those of which this holds as long as what they are given cannot be either."""
IMMUTABLE_ATTRIBUTES = _words("device dtype ndim shape")

PLAIN_DECORATORS = _words(
    "abstractmethod classmethod dataclass enable_grad inference_mode no_grad override property setter "
    "staticmethod wraps"
)
"""Decorators that leave a function or class what it is."""

SETTERS = _words(
    "chdir putenv set_default_device set_default_dtype set_default_tensor_type set_detect_anomaly "
    "set_flush_denormal set_grad_enabled seterr setrecursionlimit"
)
"""Functions of libraries that change how all later code works."""
SETTABLE = ("sys.path.", "os.environ.", "__future__.")
COSMETIC_PARTS = _words("backends display figure logger options rcParams style")
"""Parts of a library whose switches change no result that a check looks at."""
COSMETIC_SETTERS = (
    "basicConfig", "disable", "enable", "filterwarnings", "manual_seed", "mount", "seed", "set", "simplefilter", "use",
)  # fmt: skip
"""Beginnings of the names of functions that change something, but no result: every cell and call is seeded anyway."""

CODE_MAGICS = _words("lprun memit mprun prun time timeit")
"""Magics whose line or cell is Python that runs in the notebook's namespace."""
CODE_CELL_MAGICS = CODE_MAGICS | {"capture"}
NAMING_MAGICS = _words("cython edit load loadpy macro pylab recall rerun reset reset_selective run store xdel")
"""Magics that may bind or delete any name."""
SETTING_MAGICS = _words("cd env file popd pushd set_env writefile")
"""Magics that change what later cells find around them."""
FOREIGN_CELL_MAGICS = _words(
    "bash bigquery cmd file HTML html javascript js julia latex markdown perl python python2 python3 R ruby "
    "script sh shell sql SVG svg system writefile"
)
"""Cell magics whose cell is no Python of this notebook."""

GRADIENT_CALLS = _words("backward grad")
TRAINING_CALLS = _words("backward fit step train train_on_batch")
PLOTTING_CALLS = _words("bar figure hist imshow legend plot savefig scatter semilogx semilogy show subplot subplots")
PRINTING_CALLS = _words("display pprint print")


def is_setter(name: str) -> bool:
    """Whether calling the dotted name changes how all later code works."""
    return name.startswith(SETTABLE) or name.rpartition(".")[2] in SETTERS


def is_cosmetic(name: str) -> bool:
    """Whether setting or calling the dotted name changes something around that no check looks at."""
    *parts, last = name.split(".")
    return not COSMETIC_PARTS.isdisjoint([*parts, last]) or last.startswith(COSMETIC_SETTERS)
