"""Secrets are hidden, everything else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.read.secrets import EMAIL, MASK, mask


@pytest.mark.parametrize(
    "secret",
    [
        "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "github_pat_11ABCDEFG0123456789_abcdefghij",
        "sk-proj-abcdefghijklmnopqrstuvwx",
        "AKIAIOSFODNN7EXAMPLE",
        "glpat-abcdefghij0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "xoxb-123456789012-abcdefghij",
    ],
)
def test_tokens(secret):
    assert mask(f"login with {secret} failed") == f"login with {MASK} failed"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        ("{'Authorization': 'Bearer xyzzyxyzzyxyzzy123'}", "xyzzyxyzzyxyzzy123"),
        ("git clone https://user:pa55@github.com/x/y.git", "pa55"),
        ('api_key="verysecret"', "verysecret"),
        ("export WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567", "0123456789abcdef"),
        ("wandb login 0123456789abcdef0123456789abcdef01234567", "0123456789abcdef"),
        ("mysql --password=foo123 -p", "foo123"),
        ("postgres://admin:hunter2@db:5432/x", "hunter2"),
        ('{"secret_key": "q8x7w6v5"}', "q8x7w6v5"),
        ("GET https://s3.example.com/m?X-Amz-Signature=abcdef0123456789", "abcdef0123456789"),
    ],
)
def test_named_secrets(text, hidden):
    assert hidden not in mask(text)
    assert MASK in mask(text)


def test_email_and_key_blocks_keep_their_lines():
    text = (
        "from ada@example.org:\n-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n"
        "-----END RSA PRIVATE KEY-----\n"
    )
    masked = mask(text)
    assert masked.count("\n") == text.count("\n")
    assert "MIIE" not in masked and "ada@" not in masked and EMAIL in masked


@pytest.mark.parametrize(
    "text",
    [
        "commit 0123456789abcdef0123456789abcdef01234567",
        "run 123e4567-e89b-12d3-a456-426614174000 on node-7",
        "/home/x/secret_key/foo.py:3 torch.Size([3, 4]) num_tokens=123456789012345678",
        "max_new_tokens=32 eos_token_id=50256 pad_token: <pad>",
        "KeyError: 'token'",
        "password: incorrect",
        'Missing key(s) in state_dict: "model.embed_tokens.weight", "fc.bias".',
        "lzw@lzw-MS-7E01:~/Projects$ python run.py",
        "git@github.com:foo/bar.git",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "x @ torch.zeros(3, 2)",
        "as the input and the target of next-token prediction do",
    ],
)
def test_ordinary_text_is_untouched(text):
    assert mask(text) == text


@given(st.text(alphabet="ab1_-=:@/. \n\"'?&", max_size=300))
def test_masking_is_stable_and_keeps_lines(text):
    masked = mask(text)
    assert mask(masked) == masked
    assert masked.count("\n") == text.count("\n")
