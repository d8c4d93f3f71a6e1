"""sklearn-input: lengths that differ, NaN, one-dimensional X, strings, estimators not fitted."""

from bench import COLAB, IMAGE, MAC, VENV, WINDOWS, case
from forms import crlf, each, fenced, last, mail, stamped, without_indent

SLUG = "sklearn-input"
SK = ["scikit-learn", "numpy"]

case(
    SLUG, "inconsistent_samples", '''
import numpy as np
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
y = rng.integers(0, 2, size=80)


def fit(X, y):
    clf = LogisticRegression(max_iter=200)
    clf.fit(X, y)
    return clf


fit(X, y)
''', at="/home/alice/churn/train.py", python="sknew", spot="clf.fit(X, y)", versions=SK, entities={"sizes": [100, 80]}, fix_any=["len(X)", "len(", "same number", "rows"], expect="inconsistent numbers",
)  # fmt: skip

case(
    SLUG, "nan_in_x", '''
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor

df = pd.DataFrame({"rooms": [3, 2, None, 4], "area": [80.0, 60.0, 75.0, None], "price": [300, 210, 260, 400]})
model = GradientBoostingRegressor()
model.fit(df[["rooms", "area"]], df["price"])
''', at="/home/alice/houses/fit.py", python="sknew", spot="model.fit(", versions=SK, fix_any=["SimpleImputer", "HistGradientBoosting", "dropna", "fillna"], expect="contains NaN",
)  # fmt: skip

case(
    SLUG, "nan_024_held", '''
import numpy as np
from sklearn.svm import SVC

X = np.array([[1.0, np.nan], [2.0, 3.0], [np.inf, 1.0]])
SVC().fit(X, [0, 1, 0])
''', at="/home/olga/svm/run.py", python="sk024", part="held", spot="SVC().fit", versions=SK, fix_any=["SimpleImputer", "dropna", "fillna", "isnan", "isfinite"], expect="Input contains NaN, infinity",
)  # fmt: skip

case(
    SLUG, "expected_2d_notebook",
    ["import numpy as np\nfrom sklearn.linear_model import LinearRegression\nhours = np.array([1, 2, 3, 4.5])\nscore = np.array([50, 60, 65, 80])", "reg = LinearRegression()\nreg.fit(hours, score)"],
    form="notebook", python="sknew", first_cell=3, spot="reg.fit", versions=SK, fix=["reshape(-1, 1)"],
)  # fmt: skip

case(
    SLUG, "expected_2d_predict_024_colab_held",
    ["import numpy as np\nfrom sklearn.tree import DecisionTreeClassifier\ntree = DecisionTreeClassifier().fit(np.eye(3), [0, 1, 2])", "sample = [0.1, 0.5, 0.2]\nprint(tree.predict(sample))"],
    part="held", form="notebook", python="sk024", place=COLAB, first_cell=7, spot="print(tree.predict", versions=SK, fix_any=["reshape(1, -1)"],
)  # fmt: skip

case(
    SLUG, "strings_in_x", '''
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

df = pd.DataFrame({"colour": ["red", "blue", "red"], "size": [1, 2, 3], "y": [0, 1, 0]})
RandomForestClassifier(n_estimators=5).fit(df[["colour", "size"]], df["y"])
''', at="/C/Users/maria/Documents/toys/rf.py", python="sknew", place=WINDOWS, spot="RandomForestClassifier(n_estimators", versions=SK, dress=crlf,
    fix_any=["OneHotEncoder", "get_dummies", "OrdinalEncoder"], expect="could not convert string to float: 'red'",
)  # fmt: skip

case(
    SLUG, "strings_mail_held", '''
from sklearn.preprocessing import StandardScaler

rows = [["1,5", "2"], ["3", "4"]]
print(StandardScaler().fit_transform(rows))
''', at="/home/lin/scale.py", python="sknew", part="held", form="wrapped", spot="print(StandardScaler()", versions=SK, dress=mail(66, "> "),
    fix_any=["decimal", "OneHotEncoder", "to_numeric", "replace"], expect="could not convert string to float: '1,5'",
)  # fmt: skip

case(
    SLUG, "not_fitted_docker", '''
from sklearn.feature_extraction.text import TfidfVectorizer

vectorizer = TfidfVectorizer()


def features(text):
    return vectorizer.transform([text])


features("hello world")
''', at="/app/api.py", python="sknew", place=IMAGE, form="docker", spot="return vectorizer.transform", versions=SK, dress=each("api-1  | "), fix_any=[".fit(", "fit_transform", "joblib.load"], expect="not fitted",
)  # fmt: skip

case(
    SLUG, "not_fitted_024_held", '''
import numpy as np
from sklearn.ensemble import RandomForestRegressor

rf = RandomForestRegressor()
rf.predict(np.zeros((2, 3)))
''', at="/srv/ml/demand/predict.py", python="sk024", place=VENV, part="held", form="docker", spot="rf.predict", versions=SK, dress=stamped(), fix_any=[".fit(", "joblib.load"], expect="not fitted yet",
)  # fmt: skip

case(
    SLUG, "feature_count", '''
import numpy as np
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(np.zeros((5, 10)))


def test_scale():
    assert scaler.transform(np.zeros((2, 12))).shape == (2, 12)
''', at="/builds/tab/tests/test_scale.py", python="sknew", place=VENV, form="pytest", spot="assert scaler.transform", versions=SK, entities={"sizes": [12, 10]}, fix_any=["columns", "features"], expect="is expecting 10 features",
)  # fmt: skip

case(
    SLUG, "feature_names", '''
import pandas as pd
from sklearn.linear_model import Ridge

model = Ridge().fit(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), [0, 1])
model.predict(pd.DataFrame({"a": [1], "c": [2]}))
''', at="/Users/jo/ridge.py", python="sknew", place=MAC, spot="model.predict", versions=SK, dress=fenced("It trained fine!"), fix_any=["columns", "feature_names_in_"], expect="feature names should match",
)  # fmt: skip

case(
    SLUG, "one_class_tail_held", '''
import numpy as np
from sklearn.linear_model import LogisticRegression
LogisticRegression().fit(np.random.rand(10, 2), np.zeros(10))
''', at="/home/dkim/lr.py", python="sknew", part="held", form="cut", versions=SK, dress=last(2), fix_any=["stratify", "class"], expect="at least 2 classes",
)  # fmt: skip

case(
    SLUG, "dim_3_no_indent", '''
import numpy as np
from sklearn.neighbors import KNeighborsClassifier

images = np.zeros((20, 28, 28))
knn = KNeighborsClassifier(3)
knn.fit(images, np.arange(20) % 10)
''', at="/home/ravi/digits/knn.py", python="sknew", form="wrapped", spot="knn.fit", versions=SK, dress=without_indent, fix_any=["reshape(", "reshape(len("], expect="Found array with dim 3",
)  # fmt: skip

case(
    SLUG, "unknown_label_type", '''
import numpy as np
from sklearn.linear_model import LogisticRegression

X = np.random.rand(6, 2)
y = np.array([0.1, 0.7, 0.3, 0.9, 0.2, 0.5])
LogisticRegression().fit(X, y)
''', at="/home/alice/lr/fit.py", python="sknew", spot="LogisticRegression().fit", versions=SK, fix_any=["Regress", "astype(int)"], expect="Unknown label type",
)  # fmt: skip
