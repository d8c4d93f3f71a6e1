"""Logs that no rule may claim: other languages and tools failing, run for real where they are installed.

`run(folder, name, command, files)` keeps what the command printed in `../<folder>/<name>.log`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench import LATEST, LOGS, STAGE, VENVS


def run(folder: str, name: str, command: str, files: Mapping[str, str] | None = None, home: str = "/home/alice/shop", python: Path | None = None) -> None:
    if len(sys.argv) > 1 and not any(name.startswith(a) for a in sys.argv[1:]):
        return
    stage = STAGE / "run" / name
    shutil.rmtree(stage, ignore_errors=True)
    work = stage / home.lstrip("/")
    work.mkdir(parents=True)
    for path, content in (files or {}).items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text(content.lstrip("\n"))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "PIP_", "PYTHON"))}
    env |= {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "110"}
    if python:
        env["PATH"] = f"{python / 'bin'}:{env['PATH']}"
    done = subprocess.run(
        ["nice", "-n", "10", "bash", "-c", command], cwd=work, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, check=False,
    )  # fmt: skip
    log = done.stdout.decode("utf-8", "replace").replace(str(stage), "")
    for root in (LATEST, *VENVS.glob("*")):
        log = log.replace(str(root), "/home/alice/venv")
    log = re.sub(rf"{Path.home()}/\.pyenv/versions/[\d.]+", "/usr", log).replace(f"{Path.home()}/", "/home/alice/")
    log = re.sub(r"WARNING: Location 'file:[^\n]*\n|Looking in links: [^\n]*\n|Looking in indexes: [^\n]*\n", "", log)
    hidden = re.search(f"{LOGS.parent.parent}|{Path.home()}/|{VENVS}|{STAGE}", log)
    if hidden:
        print(f"  !! {name}: {log[max(0, hidden.start() - 60) : hidden.start() + 60]!r}")
    (LOGS / folder).mkdir(exist_ok=True)
    (LOGS / folder / f"{name}.log").write_text(log)
    print(f"{folder}/{name}: {len(log)} | {log.strip().splitlines()[-1][:110] if log.strip() else '(empty)'}")
    shutil.rmtree(stage, ignore_errors=True)


def foreign(name: str, command: str, files: Mapping[str, str] | None = None, **about: object) -> None:
    run("foreign", name, command, files, **about)


if __name__ == "__main__":
    foreign("node_type_error", "node server.js", {"server.js": "const users = [{name: 'ada'}];\nfunction show(i) {\n  return users[i].name.toUpperCase();\n}\nconsole.log(show(0));\nconsole.log(show(3));\n"})
    foreign("node_unhandled_rejection", "node job.js", {"job.js": "async function main() {\n  await new Promise((_, no) => setTimeout(() => no(new Error('model is not loaded')), 5));\n}\nmain();\n"})
    foreign("node_syntax_error", "node app.js", {"app.js": "const device = 'cuda:0'\nfunction f( {\n  return 1\n}\n"})
    foreign("node_module_not_found", "node index.js", {"index.js": "const express = require('express');\nexpress().listen(3000);\n"})
    foreign("node_heap", "node --max-old-space-size=16 big.js", {"big.js": "const a = [];\nfor (;;) a.push(new Array(10000).fill(Math.random()));\n"})
    foreign("npm_test_failed", "npm test", {"package.json": '{"name": "shop", "version": "1.0.0", "scripts": {"test": "node test.js"}}', "test.js": "const assert = require('assert');\nassert.strictEqual(1 + 1, 3);\n"})
    foreign("npm_missing_script", "npm run build", {"package.json": '{"name": "shop", "version": "1.0.0"}'})
    foreign("npm_json_parse", "npm install", {"package.json": '{"name": "shop", "dependencies": {"react": "18" "vue": "3"}}'})
    foreign("java_null_pointer", "javac Main.java && java Main", {"Main.java": "import java.util.*;\n\npublic class Main {\n    static Map<String, String> conf = new HashMap<>();\n\n    static int length(String key) {\n        return conf.get(key).length();\n    }\n\n    public static void main(String[] args) {\n        System.out.println(length(\"device\"));\n    }\n}\n"})
    foreign("java_out_of_memory", "javac Big.java && java -Xmx16m Big", {"Big.java": "import java.util.*;\n\npublic class Big {\n    public static void main(String[] args) {\n        List<long[]> all = new ArrayList<>();\n        while (true) all.add(new long[100000]);\n    }\n}\n"})
    foreign("java_caused_by", "javac Load.java && java Load", {"Load.java": "import java.io.*;\n\npublic class Load {\n    static void open(String p) {\n        try {\n            new FileReader(p).read();\n        } catch (IOException e) {\n            throw new RuntimeException(\"cannot load the model from \" + p, e);\n        }\n    }\n\n    public static void main(String[] args) {\n        open(\"weights.bin\");\n    }\n}\n"})
    foreign("java_index", "javac A.java && java A", {"A.java": "public class A {\n    public static void main(String[] args) {\n        int[] t = new int[3];\n        System.out.println(t[5]);\n    }\n}\n"})
    foreign("javac_errors", "javac Shape.java", {"Shape.java": "public class Shape {\n    int area(int w, int h) {\n        String s = w * h;\n        return s\n    }\n    void draw() { canvas.paint(); }\n}\n"})
    foreign("javac_symbols", "javac -Xlint Net.java", {"Net.java": "import java.util.List;\n\npublic class Net {\n    Tensor forward(Tensor x) { return linear.apply(x); }\n    List raw() { return null; }\n}\n"})
    cargo = '[package]\nname = "{n}"\nversion = "0.1.0"\nedition = "2021"\n'
    foreign("rust_panic_index", "cargo run -q", {"Cargo.toml": cargo.format(n="demo"), "src/main.rs": "fn main() {\n    let v: Vec<i32> = (0..3).collect();\n    let i = std::env::args().count() + 9;\n    println!(\"{}\", v[i]);\n}\n"})
    foreign("rust_panic_backtrace", "RUST_BACKTRACE=1 cargo run -q", {"Cargo.toml": cargo.format(n="pool"), "src/main.rs": "fn load(p: &str) -> String {\n    std::fs::read_to_string(p).expect(\"failed to read config\")\n}\n\nfn main() {\n    println!(\"{}\", load(\"config.toml\"));\n}\n"})
    foreign("cargo_type_mismatch", "cargo build --color never", {"Cargo.toml": cargo.format(n="tensor"), "src/main.rs": "fn shape(x: &[u32]) -> usize {\n    x.iter().sum()\n}\n\nfn main() {\n    let dtype: f32 = \"half\";\n    println!(\"{} {}\", shape(&[1, 2]), dtype);\n}\n"})
    foreign("cargo_borrow", "cargo build --color never", {"Cargo.toml": cargo.format(n="own"), "src/main.rs": "fn take(v: Vec<u8>) -> usize { v.len() }\n\nfn main() {\n    let data = vec![1, 2, 3];\n    take(data);\n    println!(\"{:?}\", data);\n}\n"})
    foreign("cargo_test_failed", "cargo test -q --color never", {"Cargo.toml": cargo.format(n="sums"), "src/lib.rs": "pub fn mean(x: &[f64]) -> f64 { x.iter().sum::<f64>() }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn mean_of_two() { assert_eq!(super::mean(&[1.0, 3.0]), 2.0); }\n}\n"})
    foreign("gcc_errors", "gcc -Wall -c net.c", {"net.c": "#include <stdio.h>\n\nint forward(float *x) {\n    int n = \"three\";\n    return weights[n] * x;\n}\n"})
    foreign("gcc_missing_header", "gcc -c fft.c", {"fft.c": "#include <fftw3_none.h>\nint main(void) { return 0; }\n"})
    foreign("gxx_template", "g++ -std=c++17 -c v.cpp", {"v.cpp": "#include <algorithm>\n#include <list>\n\nint main() {\n  std::list<int> xs{3, 1, 2};\n  std::sort(xs.begin(), xs.end());\n}\n"})
    foreign("ld_undefined_reference", "g++ main.cpp -o main", {"main.cpp": "int dot(const float *, const float *, int);\nint main() { float a[2] = {1, 2}; return dot(a, a, 2); }\n"})
    foreign("cpp_terminate", "g++ -o t t.cpp && ./t", {"t.cpp": "#include <vector>\n#include <iostream>\nint main() {\n  std::vector<int> v(3);\n  std::cout << \"reading\\n\" << std::flush;\n  return v.at(7);\n}\n"})
    foreign("make_error", "make", {"Makefile": "all: build/app\n\nbuild/app: src/app.c\n\tgcc -o $@ $<\n"})
    foreign("cmake_package", "cmake -S . -B build", {"CMakeLists.txt": "cmake_minimum_required(VERSION 3.16)\nproject(vision CXX)\nfind_package(OpenCVNone 4.5 REQUIRED)\nadd_executable(app main.cpp)\n", "main.cpp": "int main() {}\n"})
    foreign("perl_die", "perl count.pl", {"count.pl": "use strict;\nuse warnings;\nsub load { my $p = shift; open(my $f, '<', $p) or die \"Can't open '$p': $!\"; return <$f>; }\nmy $x = undef;\nprint \"n: \" . $x . \"\\n\";\nload('/no/such/corpus.txt');\n"})
    foreign("perl_missing_module", "perl -e 'use Math::TensorNone; print 1'")
    foreign("git_conflict", "git init -q -b main . && git config user.email a@b.c && git config user.name A && echo a > f && git add f && git commit -qm one && git checkout -qb side && echo b > f && git commit -qam side && git checkout -q main && echo c > f && git commit -qam main && git merge side")
    foreign("git_not_a_repository", "cd / && mkdir -p /tmp/mlx-none && cd /tmp/mlx-none && git status; git log")
    foreign("git_pathspec", "git init -q . && git checkout release-2.1; git push origin main; git pull")
    foreign("bash_errors", "bash deploy.sh", {"deploy.sh": "#!/bin/bash\nset -u\nkubectll apply -f x.yaml\ncat missing.yaml | grep image:\nif [ $? -ne 0 ; then echo bad; fi\necho $UNSET_NAME\n"})
    foreign("psql_refused", "psql -h 127.0.0.1 -p 54329 -c 'select 1' shop")
    foreign("curl_refused", "curl -sS http://127.0.0.1:9/health; curl -sS ftp://127.0.0.1:9/; curl -sS nothttp://x")
    foreign("ssh_refused", "ssh -o BatchMode=yes -o ConnectTimeout=2 -p 9 deploy@127.0.0.1 uptime; ssh -o BatchMode=yes nosuchhost.invalid true")
    foreign("tar_and_gzip", "tar xzf model.tar.gz; head -c 100 /dev/urandom > a.gz; gunzip a.gz; tar tf a.gz; unzip -l a.gz")
    foreign("terraform_invalid", "terraform validate -no-color; terraform plan -no-color", {"main.tf": 'resource "aws_instance" "gpu" {\n  ami = var.missing\n  instance_type = "p4d.24xlarge"\n'})
    foreign("docker_no_daemon", "docker ps; docker run --gpus all nosuch/image:latest")
    foreign("kubectl_no_server", "kubectl --server=http://127.0.0.1:9 get pods; kubectl --server=http://127.0.0.1:9 apply -f x.yaml")
    foreign("sqlite_python", "python3 q.py", {"q.py": "import sqlite3\n\ndb = sqlite3.connect(':memory:')\ndb.execute('create table jobs (id integer primary key, state text not null)')\ndb.execute('insert into jobs (state) values (?)', (None,))\n"})
    foreign("python_key_error", "python3 report.py", {"report.py": "orders = [{'id': 1, 'total': 9.5}, {'id': 2}]\n\n\ndef total(rows):\n    return sum(r['total'] for r in rows)\n\n\nprint(total(orders))\n"})
    foreign("python_json", "python3 conf.py", {"conf.py": "import json\n\nprint(json.loads('{\"port\": 80,}'))\n"})
    foreign("python_zero_division", "python3 -X dev mean.py", {"mean.py": "def mean(xs):\n    return sum(xs) / len(xs)\n\n\nprint(mean([]))\n"})
    foreign("python_indentation", "python3 a.py", {"a.py": "def f():\n  x = 1\n    y = 2\n  return x\n"})
    foreign("python_recursion", "python3 r.py 2>&1 | tail -8", {"r.py": "def walk(n):\n    return walk(n + 1)\n\n\nwalk(0)\n"})
    foreign("python_unicode", "python3 u.py", {"u.py": "data = bytes([0xE9, 0x20, 0x41])\nprint(data.decode('utf-8'))\n"})
    foreign("python_asyncio", "python3 s.py", {"s.py": "import asyncio\n\n\nasync def fetch(i):\n    await asyncio.sleep(0)\n    raise ValueError(f'bad response for item {i}')\n\n\nasync def main():\n    await asyncio.gather(*(fetch(i) for i in range(2)))\n\n\nasyncio.run(main())\n"})
    foreign("python_argparse", "python3 c.py --port eighty", {"c.py": "import argparse\n\np = argparse.ArgumentParser(prog='serve')\np.add_argument('--port', type=int, required=True)\np.parse_args()\n"})
    foreign("python_file_not_found", "python3 w.py", {"w.py": "def settings(path):\n    with open(path) as f:\n        return f.read()\n\n\nsettings('/etc/shop/settings.toml')\n"})
    foreign("pytest_shop", "python -m pytest -q -p no:cacheprovider", {"test_shop.py": "import pytest\n\n\ndef price(n):\n    return n * 2\n\n\ndef test_price():\n    assert price(3) == 7\n\n\ndef test_missing():\n    with pytest.raises(KeyError):\n        price(1)\n"}, python=VENVS / "np2")
    foreign("unittest_failed", "python3 -m unittest -v test_u", {"test_u.py": "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_error_rate(self):\n        self.assertAlmostEqual(0.1 + 0.2, 0.5)\n\n    def test_ok(self):\n        self.assertTrue(True)\n"})
    foreign("apt_not_found", "apt-get install -s libnosuchlibrary9-dev 2>&1; apt-get -s -q install no-such-tool")
    foreign("ruff_findings", "ruff check --no-cache .; true", {"a.py": "import os, sys\nx=1\nif x == None: print('error')\n"}, python=LATEST)
    foreign("mypy_findings", "mypy --no-incremental --cache-dir=/dev/null a.py", {"a.py": "def f(x: int) -> str:\n    return x + 1\n\n\nf('3').device\n"}, python=LATEST)
    foreign("systemctl_absent", "systemctl status trainer.service; journalctl -u trainer --no-pager | tail -3")
    foreign("awk_and_sed", "awk 'BEGIN { print 1/0 }'; sed 's/a/b' /etc/hostname; find /nosuch -name x; xargs nosuchcommand < /dev/null")
