"""Tables are told as tables: columns, rows, groups, and what is computed of them."""

import pytest

from mlexplain import explain


def told(code: str) -> str:
    return " ".join(step.text for step in explain(code, model=None).steps)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('x = df["c"]', 'the column `"c"` of `df`'),
        ('x = df[df["age"] >= 18]', 'the rows of `df` where `"age"` is at least `18`'),
        ('x = df[~df["a"].isin([1, 2])]', 'where `"a"` is none of `[1, 2]`'),
        ('x = df[df["a"].isna() | (df["b"] > 0)]', '`"a"` is missing or `"b"` is greater than `0`'),
        ('x = df.loc[df["a"] > 0, "b"]', 'the column `"b"` of the rows of `df` where `"a"` is'),
        ("x = df.iloc[:, :-1]", "all columns but the last of `df`"),
        ('x = s.loc["a":"b"]\ns = df["v"]', "which is included"),
        ("x = df.shape[0]", "the number of rows of `df`"),
        ('x = len(df[df["a"] > 0])', 'the number of rows of `df` where `"a"` is greater than `0`'),
        ("x = df.isna().sum()", "the number of missing values in each column of `df`"),
        ("x = df.isna().sum().sum()", "the number of missing values in all of `df`"),
        ("x = df.sum(axis=1)", "each row of `df`"),
        ("x = df.sum()", "each column of `df`"),
        ('x = df.groupby("k")["v"].sum()', 'Adds up `"v"` in `df` for each `"k"`'),
        (
            'x = df.groupby(["a", "b"])["v"].mean()',
            'Averages `"v"` in `df` for every combination of `"a"` and `"b"`',
        ),
        ('x = df.groupby("k").agg(n=("v", "count"))', "`n` (the number of values of"),
        (
            'x = df.groupby("k").agg({"v": ["sum", "mean"]})',
            'the sum of `"v"` and the mean of `"v"`',
        ),
        ('x = df.groupby("k").size()', 'the number of rows in `df` for each `"k"`'),
        ('x = df.resample("15min")["v"].mean()', "for every `15` minutes"),
        ('x = df.loc[df.groupby("k")["v"].idxmax()]', 'for each `"k"` the row with the largest'),
        ('x = df.sort_values("v").head(3)', 'the `3` rows of `df` with the smallest `"v"`'),
        (
            'x = df.sort_values("v", ascending=False).head(3)',
            'the `3` rows of `df` with the largest `"v"`',
        ),
        ('df["m"] = df["d"].dt.month', 'Writes the month of each date in `"d"`'),
        (
            'df["f"] = (df["a"] > 2).astype(int)',
            '1 where `"a"` is greater than `2` and 0 otherwise',
        ),
        ('df["p"] = df["a"].str.split("@").str[1]', "the second part of each text"),
        ('df["g"] = df.groupby("k")["v"].shift(2)', "`2` rows before, within each"),
        ('df["g"] = df.groupby("k")["v"].shift(-1)', "in the next row, within each"),
        ('df["w"] = df["a"].where(df["a"] > 0, 0)', '`"a"` where `"a"` is greater than `0`'),
        ("for c in df.columns:\n    x = df[c].nunique()", "the column `c` of `df`"),
        ("cols = [c for c in df]\nx = df[cols].values", "the columns `cols` of `df` as a NumPy"),
        ('x = df.assign(b=lambda d: d["a"] * 2)', 'the further column `b` (`"a"` times `2`)'),
        ('df["w"] = df.apply(lambda r: r["a"] * r["b"], axis=1)', 'for each row `"a"` times `"b"`'),
    ],
)
def test_what_is_said_of_tables(code, said):
    assert said in told(code)


@pytest.mark.parametrize(
    ("code", "unsaid"),
    [
        ('config = {"a": 1}\nx = config["a"]', "column"),
        ('x = batch["labels"].mean()', "column"),
        ('df = pl.read_csv("f.csv")\nx = df["a"]', "column"),
        ('df["a"] = df["a"] * 2', "new column"),
        ('df["label"] = "none"', "new column"),
        ('x = df.sort_values(["a", "b"], ascending=[True, False]).head(3)', "largest"),
        ('x = df.groupby("k").agg({"v": ["sum", "mean"]})', "Adds up"),
        ('x = df.groupby("k")["v"].diff(periods=7)', "row before"),
        ('x = df.groupby("k").agg(lambda s: s.max())', "stands for its rows"),
        ('x = df["a"].pct_change(5)', "from the row before"),
        ("x = df.dropna(axis=1)", "leaves out rows"),
        ("x = df.sum(axis=1)", "each column"),
    ],
)
def test_what_is_not_said(code, unsaid):
    assert unsaid not in told(code)


def test_a_table_without_a_name_is_known_by_its_use():
    assert 'the rows of `z` where `"w"` is greater than `3`' in told('q = z[z["w"] > 3]')
