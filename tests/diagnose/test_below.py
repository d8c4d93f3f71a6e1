"""Messages of several lines whose traceback was not pasted."""

from mlexplain import diagnose


def first(log: str) -> str | None:
    found = diagnose(log).to_dict()["diagnoses"]
    return found[0]["rule"] if found else None


def test_the_rest_of_the_message_below() -> None:
    log = (
        "ValueError: Config name is missing.\n"
        "Please pick one among the available configs: ['main', 'socratic']\n"
    )
    found = diagnose(log).to_dict()["diagnoses"][0]
    assert found["rule"] == "datasets-columns"
    assert found["lines"] == [1, 2]
    assert "Please pick one" in found["message"]


def test_a_headline_that_says_nothing_by_itself() -> None:
    head = (
        "tensorflow.python.framework.errors_impl.ResourceExhaustedError: Graph execution error:\n\n"
    )
    assert (
        first(head + "OOM when allocating tensor with shape[8,64,56,56] and type float")
        == "cuda-oom"
    )


def test_the_same_rule_knows_more_below() -> None:
    log = (
        "datasets.exceptions.DatasetGenerationCastError: An error occurred while generating the dataset\n\n"
        "All the data files must have the same columns, but at some point there are 1 new columns ({'id'})"
    )
    found = diagnose(log).to_dict()["diagnoses"][0]
    assert "same columns" in found["fixes"][0]["title"]


def test_another_writers_lines_are_no_message() -> None:
    noise = "".join(f"step {n} done\n" for n in range(60))
    told = "Config name is missing. Please pick one among the available configs: ['a']"
    log = f"{noise}ValueError: odd thing\n{told}\n{noise}"
    assert first(log) is None


def test_an_error_alone_is_told_and_one_of_another_field_is_not() -> None:
    assert first("IndexError: list index out of range") == "missing-entry"
    shop = 'Traceback (most recent call last):\n  File "/srv/shop/cart.py", line 3, in add\n    x = rows[3]\n'
    assert first(shop + "IndexError: list index out of range") is None


def test_a_warning_is_told_where_it_is_all_that_was_pasted() -> None:
    warned = (
        "/opt/py/lib/python3.11/site-packages/sklearn/svm/_base.py:1235: ConvergenceWarning: "
        "Liblinear failed to converge, increase the number of iterations.\n  warnings.warn(\n"
    )
    assert first(warned) == "not-converged"
    assert first(warned + "".join(f"fold {n}: accuracy 0.9\n" for n in range(20))) is None
