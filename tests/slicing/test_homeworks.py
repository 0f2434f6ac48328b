"""What runs of the five homeworks' notebooks: functions without the training, values with what made them."""

import time

import pytest

from grader.slicing import Mutations, needed
from tests.slicing import homeworks
from tests.slicing.programs import notebook

Cells = dict[str, str]


def chosen(cells: Cells, names: str, mutations: Mutations, *anchors: str) -> str:
    """Names of the chosen cells, as they are called in `homeworks`."""
    keys = list(cells)
    places = {keys.index(anchor): names.split() for anchor in anchors}
    found = needed(notebook(*cells.values()), names.split(), anchors=places, mutations=mutations)
    return ", ".join(keys[index] for index in found.run)


@pytest.mark.parametrize("mutations", ["all", "stated"])
@pytest.mark.parametrize(
    ("cells", "names", "run"),
    [
        (homeworks.LAB3_SGD, "my_nn initialize_nn", "colab, imports, my_nn, initialize_nn"),
        (
            homeworks.LAB4_BATCHNORM,
            "batchnorm my_nn my_zero_grad myBatchnorm toy_stats_dict bn_out_train",
            "imports, toy data, batchnorm, toy run, my_nn, my_zero_grad, module",
        ),
        (
            homeworks.HW3_CONVNET,
            "ConvNet BatchNormConvNet compute_objective compute_logs minibatch_sgd_one_pass compute_local_smoothness",
            "imports, ConvNet, objective, logs, pass, smoothness, BatchNormConvNet",
        ),
        (homeworks.HW_CONV_SHAPES, "AddModule YouNet", "imports, AddModule, YouNet"),
        (
            homeworks.CS_A3_PYTORCH,
            "three_layer_convnet ThreeLayerConvNet",
            "colab, imports, device, flatten, three_layer_convnet, ThreeLayerConvNet",
        ),
    ],
)
def test_functions_run_without_the_training(cells: Cells, names: str, run: str, mutations: Mutations) -> None:
    assert chosen(cells, names, mutations) == run


def test_a_function_that_reads_the_parameters_gets_them_trained_only_with_all() -> None:
    run = "colab, imports, data, parameters, my_nn, initialize_nn, test"
    assert chosen(homeworks.LAB3_SGD, "test", "stated") == run
    trained = chosen(homeworks.LAB3_SGD, "test", "all")
    assert "sgd by hand" in trained
    assert "torch sgd" in trained
    assert "plot" not in trained


def test_curves_run_their_own_training_only() -> None:
    run = "colab, imports, data, parameters, my_nn, initialize_nn, test, train_SGD, torch sgd"
    assert chosen(homeworks.LAB3_SGD, "losses_optim", "stated") == run
    run = "imports, data, ConvNet, objective, logs, pass, BatchNormConvNet, train again"
    assert chosen(homeworks.HW3_CONVNET, "logs_net2", "stated") == run
    assert chosen(homeworks.LAB4_BATCHNORM, "own_losses", "stated") == "imports, data, module, train module, run module"


def test_parameters_that_are_asked_for_run_untrained_or_with_all_that_changes_them() -> None:
    assert chosen(homeworks.LAB3_SGD, "param_dict", "stated") == "colab, imports, parameters"
    assert chosen(homeworks.LAB3_SGD, "param_dict", "all") == (
        "colab, imports, data, parameters, my_nn, try my_nn, initialize_nn, test, sgd by hand, train_SGD, torch sgd"
    )


def test_a_class_defined_twice_is_the_last_one_and_instances_keep_theirs() -> None:
    assert chosen(homeworks.LAB4_BATCHNORM, "Model", "stated") == "imports, torch module"
    assert "module" in chosen(homeworks.LAB4_BATCHNORM, "own_losses", "stated").split(", ")


@pytest.mark.parametrize("mutations", ["all", "stated"])
def test_kernels_of_each_part_without_the_cell_that_needs_a_gpu(mutations: Mutations) -> None:
    run = chosen(homeworks.HW_CONV_SHAPES, "kernel_1 kernel_2", mutations, "part 1", "part 2", "part 3")
    assert run == "imports, part 1, part 2, part 3"


def test_a_part_that_uses_the_names_of_others_runs_alone() -> None:
    part_4 = "colab, imports, data, device, flatten, train_part34, part 4"
    assert chosen(homeworks.CS_A3_PYTORCH, "", "stated", "part 4") == part_4
    assert chosen(homeworks.CS_A3_PYTORCH, "best_model", "stated") == f"{part_4}, part 5, accuracy"


def test_sixty_cells_take_milliseconds() -> None:
    every = [homeworks.LAB3_SGD, homeworks.LAB4_BATCHNORM, homeworks.HW3_CONVNET, homeworks.CS_A3_PYTORCH]
    sixty = notebook(*[source for cells in [*every, homeworks.LAB3_SGD] for source in cells.values()][:60])
    assert len(sixty.cells) == 60
    took = []
    for _ in range(5):
        began = time.process_time()
        needed(sixty, ["my_nn", "test"])
        took.append(time.process_time() - began)
    assert min(took) < 0.1
