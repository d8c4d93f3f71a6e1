"""Hides tokens, keys, passwords and e-mail addresses.

Only what announces itself is hidden: by the prefix that its issuer gives it, by the name in front
of it, or by its place in a URL. Hashes, ids, paths and shapes stay as they are. A mask never holds
or removes a line break, so lines keep their numbers. Masking twice changes nothing more.
"""

from __future__ import annotations

import re

MASK = "[secret]"
EMAIL = "[e-mail]"

# Tokens that carry their issuer's prefix.
_TOKENS = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"hf_[A-Za-z0-9]{16,}"
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}"
    r"|sk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z0-9_-]{16,}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"
    r"|(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}(?![A-Za-z0-9])"
    r"|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}"
    r"|wandb_v\d_[A-Za-z0-9_]{20,}|nvapi-[A-Za-z0-9_-]{20,}|r8_[A-Za-z0-9]{30,}"
    r"|gsk_[A-Za-z0-9]{30,}|dckr_pat_[A-Za-z0-9_-]{20,}|key-[0-9a-f]{32}(?![0-9a-f])"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{0,})?"
    r")"
)
# name=value and name: value, also quoted and inside JSON; the name stays.
_NAMED = re.compile(
    r"(?P<name>(?i:"
    r"(?:api[_-]?key|secret[_-]?key|access[_-]?key(?:[_-]?id)?|secret|password"
    r"|passwd|passphrase|(?:access|auth|api|hub|hf|bearer|refresh|session|private|github|gitlab|ngc"
    r"|wandb|bot)[_-]?token|client[_-]?secret|connection[_-]?string|private[_-]?key|credentials?))"
    r"[\"']?\s{0,3}(?:=|:(?!:)|=>)\s{0,3})"
    r"(?P<quote>[\"']?)(?P<value>[^\s\"'`,;&<>(){}\[\]|\\]{4,})"
)
_FLAG = re.compile(
    r"(?P<name>(?<![\w-])--?(?i:[a-z0-9_-]{0,30}(?:api[_-]?key|password|passwd|secret|token))[ =])"
    r"(?P<quote>[\"']?)(?P<value>[^\s\"'`]{6,})"
)
# A token by the plain name `token`: only where the value looks random, for "token: the" is prose.
_PLAIN = re.compile(
    r"(?P<name>(?<![A-Za-z])(?i:hf_token|token|pwd|auth)[\"']?\s?[=:]\s?)(?P<quote>[\"']?)"
    r"(?P<value>[A-Za-z0-9_+/=.-]{16,})"
)
_HEADER = re.compile(
    r"(?P<name>(?i:(?:proxy-)?authorization|x-api-key|x-auth-token|cookie)[\"']?\s?[:=]\s?[\"']?"
    r"(?:(?i:bearer|basic|token|digest|apikey)\s)?)(?P<quote>)(?P<value>[^\s\"'`,]{4,})"
)
_BEARER = re.compile(r"(?P<name>\b(?i:bearer)\s)(?P<quote>)(?P<value>[A-Za-z0-9_+/=.~-]{16,})")
_URL = re.compile(
    r"(?P<scheme>://)(?P<user>[^\s/@:\"'<>]{0,200}):(?P<password>[^\s/@\"'<>]{1,300})@"
)
_URL_TOKEN = re.compile(r"(?P<scheme>https?://)(?P<user>[A-Za-z0-9_.~%-]{16,200})@")
_QUERY = re.compile(
    r"(?P<name>[?&](?i:x-amz-signature|x-amz-security-token|x-amz-credential|signature|sig|token"
    r"|access_token|key|apikey|api_key|password|x-goog-signature)=)(?P<quote>)"
    r"(?P<value>[^\s&\"'<>]{6,})"
)
_WANDB = re.compile(
    r"(?P<name>(?i:wandb|weights\s?&\s?biases)[^\n]{0,80}?[\s=:\"'])(?P<quote>)"
    r"(?P<value>(?<![0-9A-Fa-f/])[0-9a-f]{40}(?![0-9A-Za-z]))"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+/=-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9@/-]|:[^\s])"
)
_KEY_EDGE = re.compile(r"-----(BEGIN|END) (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_BASE64 = re.compile(r"^(\s*)([A-Za-z0-9+/=]{8,})(\s*)$")

# What a value may be without being a secret.
_HARMLESS = re.compile(
    r"(?:None|null|nil|true|false|True|False|str|int|not|the|required|missing|invalid|unset|empty"
    r"|\*+|<[^>]{0,40}>|\$\{?\w{0,60}\}?|os\.\w{1,20}\S{0,200}|\[secret\]|\.{3})[.,:;!?]?$"
)


def mask(text: str) -> str:
    """The text with secrets replaced by MASK, e-mail addresses by EMAIL; linear in its length."""
    if "-----BEGIN" in text:
        text = _without_key_blocks(text)
    text = _TOKENS.sub(MASK, text)
    if "://" in text:
        text = _URL.sub(lambda m: f"{m['scheme']}{m['user']}:{MASK}@", text)
        text = _URL_TOKEN.sub(lambda m: f"{m['scheme']}{MASK}@", text)
        text = _QUERY.sub(_hide, text)
    for pattern in _by_words(text):
        text = pattern.sub(_hide, text)
    return _EMAIL.sub(EMAIL, text) if "@" in text else text


def _by_words(text: str) -> list[re.Pattern[str]]:
    """The patterns whose words the text holds at all."""
    low = text.lower()
    patterns = []
    if any(word in low for word in ("key", "secret", "pass", "token", "connection", "credential")):
        patterns += [_NAMED, _FLAG]
    if "token" in low or "auth" in low or "pwd" in low:
        patterns.append(_PLAIN)
    if "auth" in low or "x-api-key" in low or "cookie" in low:
        patterns.append(_HEADER)
    if "bearer" in low:
        patterns.append(_BEARER)
    if "wandb" in low or "biases" in low:
        patterns.append(_WANDB)
    return patterns


def _hide(match: re.Match[str]) -> str:
    value = match["value"]
    if MASK in match[0] or _HARMLESS.match(value):
        return match[0]
    if (
        match.re is _NAMED
        and not _random(value)
        and not match["quote"]
        and "=" not in match["name"]
    ):
        return match[0]  # "password: incorrect" is prose
    if match.re is _PLAIN and not _random(value):
        return match[0]
    return f"{match['name']}{match['quote']}{MASK}"


def _random(value: str) -> bool:
    """Whether a value looks made by a machine: digits among letters, or very long."""
    digits = sum(char.isdigit() for char in value)
    return len(value) >= 6 and (0 < digits < len(value) or len(value) >= 32)


def _without_key_blocks(text: str) -> str:
    lines = text.split("\n")
    inside = 0
    for index, line in enumerate(lines):
        edge = _KEY_EDGE.search(line)
        if edge:
            inside = 200 if edge[1] == "BEGIN" else 0
        elif inside:
            inside -= 1
            lines[index] = _BASE64.sub(rf"\1{MASK}\3", line)
    return "\n".join(lines)
