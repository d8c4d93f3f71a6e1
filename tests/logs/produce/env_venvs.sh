#!/usr/bin/env bash
# The interpreters and releases under which the hf_, data_ and env_ logs were made.
# usage: bash env_venvs.sh [folder]   (default $MLX_VENVS or /tmp/mlx-venvs; about 6 GB)
set -u
root=${1:-${MLX_VENVS:-/tmp/mlx-venvs}}
latest=$(cd "$(dirname "$0")/../../.." && pwd)/.venv/lib/python3.11/site-packages
mkdir -p "$root" && cd "$root" || exit 1

venv() { # name, interpreter, requirements
  local name=$1 python=$2
  shift 2
  [ -d "$name" ] || "$python" -m venv "$name"
  "$name/bin/pip" install -q "$@"
}
beside() { # folder, requirements: installed without what they ask for, put on PYTHONPATH by a case
  local name=$1
  shift
  python3.11 -m pip install -q --no-deps --target "$name" "$@"
}

venv bare python3.12 ipython pytest
venv bare9 python3.9 "transformers==4.36.2" "ipython==7.34" "numpy<2" sentencepiece
venv tf420 python3.9 "transformers==4.20.1" "ipython==7.34" "numpy<2"
venv tf430 python3.11 "transformers==4.30.2" "ipython<9" "numpy<2"
venv tf440 python3.10 "transformers==4.40.2" "datasets==2.14.7" "pyarrow<15" "fsspec<2023.11" "ipython<9" "numpy<2"
venv tf446 python3.11 "transformers==4.46.3" "datasets==3.1.0" "accelerate==1.1.1" "pyarrow<18" "pandas<2.3" \
  "ipython<9" "numpy<2" sentencepiece protobuf scikit-learn jinja2
venv sk024 python3.8 "scikit-learn==0.24.2" "pandas<1.4" "ipython==7.34" "numpy<1.24"
venv sknew python3.12 "scikit-learn==1.5.2" pandas ipython xgboost-cpu pytest
venv sp23 python3.8 "spacy==2.3.9" "numpy<1.24"
venv pb python3.9 "tensorboard==2.8.0" "protobuf==4.25.3" "numpy<2" setuptools
venv np12 python3.10 "numpy==1.26.4" "ipython<9"
venv np2 python3.10 "numpy==2.1.3" "ipython<9" pytest
# Modules compiled against NumPy 1, beside NumPy 2.
venv np2b python3.11 "numpy==2.1.3" "ipython<9" pytest
np2b/bin/pip install -q --no-deps "pandas==2.0.3" "scikit-learn==1.2.2" "scipy==1.10.1" "pyarrow==12.0.1" \
  "opencv-python-headless==4.8.0.74" joblib threadpoolctl python-dateutil pytz six tzdata

beside tv "torchvision==0.20.1" pillow
beside tt "torchtext==0.17.2"
beside ta "torchaudio==2.1.2"
beside bnb "bitsandbytes==0.50.2"
beside bnb37 "bitsandbytes==0.37.2"
beside bnb41 "bitsandbytes==0.41.3" scipy

link() { mkdir -p "$1"; for name in "${@:2}"; do ln -sfn "$latest"/$name "$1/"; done; }
cd "$latest" && tokens=$(ls -d tokenizers-*.dist-info) && torch=$(ls -d torch-*.dist-info) && cd - >/dev/null || exit 1
link tokdist tokenizers "$tokens"
link torchonly torch torchgen functorch sympy networkx mpmath jinja2 markupsafe "$torch"
link richonly rich pygments markdown_it mdurl
for name in tf430 tf446; do echo "$root/torchonly" > "$name/lib/python3.11/site-packages/torchonly.pth"; done

# Compilers without ninja.
mkdir -p noninja
for tool in nice bash sh env c++ g++ gcc cc as ld which head; do ln -sf "$(command -v $tool)" noninja/; done
