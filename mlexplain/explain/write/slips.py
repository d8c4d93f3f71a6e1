"""Slips of a small model that rewords facts: parts lost on the way, halves of two phrasings in one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_QUOTED = re.compile(r"`[^`]*`|<\d{1,2}>")
_TICKED = re.compile(r"`[^`]*`")
_NUMBER = re.compile(r"\d+")
_COUNTS = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|half)\b", re.I)
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,)x] )[A-Z][a-z]+")
_EMPTY = re.compile(r",? (?:made|called)(?=[.,;])")
_GOES_THROUGH = re.compile(r"Goes through (?:pair|x)\b")
_REMARK = re.compile(r"\b(?:This|It) (\w+)")
_PURPOSE_ALONE = re.compile(r"(?:^|[.:] )So that [^,.:]*[.:]")
_REASON = re.compile(r"(?:Since|Because) (?!of )")
_NO_MAIN_CLAUSE = re.compile(
    r"(?:while|which|where|because|until|so that|and|or|with)\b|x(?: [a-z]+ x)*\.?$"
    r"|only (?:one|the) \w+$|that of [^.]*\.?$"
)
_ARE_A_SHAPE = re.compile(r"\bare the (?:shape|weight|label|value) x")
_HEADING = re.compile(r"(?:If|When|Only if|For each|As long as|Otherwise|Repeats)\b[^.]*\.$")
_HALF_PASSIVE = re.compile(r"\b(?:is|are) (?:found|made|\w+ed), and the \w+ x\.")
_UNLIKE_A_RESULT = re.compile(r"x is what (?:every|each|all)\b")
_TWO_VERBS = re.compile(
    r"(?:^|[.;:] )(?:(?!\b(?:where|which|that|when|if|whose|what|how)\b)[^.;:])*"
    r"\b(?:is|are) (?:true|false|set|given|zero) (?:is|are)\b"
)
_THIS_IS_THAT_DOES = re.compile(
    r"\b(?:This|It) is (?!how |what |why |where )(?:the |an? )?(?:(?!that |which |who |what )\w+ ){1,4}"
    r"(?:gives?|mix(?:es)?|makes?|keeps?|lets?|holds?|says?|tells?) "
)
_PRONOUN_AND_NOUN = re.compile(
    r"\b(?:in|of|on|by|from|to|with|for|at|into|under) (?:it|them) (?:the|an?) "
)
_DONE_AND_DOES = re.compile(
    r"\bare \w+(?:ed|en) [^.;:]*?\band (?:then )?(?:finds|takes|keeps|adds|turns|divides|multiplies"
    r"|subtracts|makes|returns|converts|raises|averages)\b"
)
"""What is said of several that are changed, and goes on as if it were of one that changes them."""
_WHAT_AND_NO_VERB = re.compile(r"\bis what an? \w+ that\b")
_PURPOSE_AND_KEEPS = re.compile(r"\bso that [^.;:]* and keeps the result\b")
_SO_THAT = re.compile(r"\b[Ss]o that\b")
_TO_AN_END = re.compile(
    r"\bso\b|\bfor\b|\bto\b|\bkeeps?\b|\blets?\b|\bmakes?\b|\bbecause\b|\bsince\b|\bwhich\b|\bwhere\b"
    r"|\bthis\b|\bthese\b|\bnever\b|\bonly\b|\bcannot\b|\bwithout\b|\bwould\b|\balone\b|:"
)
_BECAUSE = re.compile(r"\b[Bb]ecause (?!of )")
_CAUSAL = re.compile(
    r"\b(?:because|since|so|thus|why|as|for|keeps?|lets?|makes?|this|these|would|otherwise|whatever"
    r"|cannot|avoids?|saves?|need(?:ed|s)?|against|must|faster|cheaper|fewer|stable)\b|:|\("
)
_KEPT = (
    (re.compile(r"\bthat of the rest\b"), re.compile(r"\brest\b")),
    (
        re.compile(r"\b(?:but (?:an?|the|for|x)|except|apart from|other than)\b"),
        re.compile(
            r"\b(?:but|except|apart|other|others|save|without|only|not|no|never|none)\b", re.I
        ),
    ),
    (
        re.compile(r"\bwhen\b"),
        re.compile(
            r"\b(?:when|whenever|if|once|as soon|after|before|where|wherever|until|unless|while|each"
            r"|because|since|every|only|in case|then)\b",
            re.I,
        ),
    ),
    (
        re.compile(r"\btogether \d"),
        re.compile(r"\b(?:together|total|sum|sums|all|add|adds)\b", re.I),
    ),
    (re.compile(r"\beach of its\b"), re.compile(r"\b(?:its|their) ")),
    (re.compile(r"\bImports x"), re.compile(r"\bimport", re.I)),
    (
        re.compile(r"\b[Ll]eaves the loop\b"),
        re.compile(r"\b(?:leav|left|stop|end|break|over)", re.I),
    ),
    (
        re.compile(r"\bis left out\b"),
        re.compile(
            r"\b(?:lea(?:ft|ves?|ving)|left|without|but|except|not|no|nothing|ignor|skip)", re.I
        ),
    ),
    (
        re.compile(r"\b[Mm]inus [^.]* minus\b"),
        re.compile(r"\bminus [^.]* minus\b|\b(?:subtract|less|negative|sign)", re.I),
    ),
    (re.compile(r"(?:^|\. )Only the first\b"), re.compile(r"\b(?:only|alone|just|but)\b", re.I)),
    (re.compile(r"\bStarts with\b"), re.compile(r"\b(?:start|begin|beg[ai]n|first)", re.I)),
    (re.compile(r"(?:^|\. )Returns\b"), re.compile(r"\b(?:returns?|returned|back)\b", re.I)),
)
"""Words without which a sentence says another thing, and those of which one must be left of them."""
_WHOSE_NOTHING = re.compile(
    r"\bwhose (?:(?!\b(?:is|are|was|were|has|have|holds?|gives?|makes?|stands?|comes?|fits?|lies?)\b)"
    r"[^,.;])*, (?:is|are)\b"
)
"""`all of x, whose share x at the ends, is …`: the clause has no verb."""
_LOOSE_WORDS = re.compile(r"\b(?:so|but|because|since) whether\b|\bon out as\b|\binto one by one\b")
_RESULT_OF_DOING_AND_DOES = re.compile(
    r"\b(?:is the result of|comes from) \w+ing\b[^.;:]*?(?:, then|\band then|\band finally) [a-z]+s\b"
)
"""`x is the result of turning y into z, and then runs it through w`."""
_DONE_BUT_DOES = re.compile(
    r"\bis \w+(?:ed|en) [^.;:]*?\bbut (?:never )?(?:lets|keeps|makes|takes) it\b"
)
_OPEN_ASIDE = re.compile(r", defined above [a-z]")
_BARE_COMPARISON = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bnot )(?<!\bit )(?:at least|at most|greater than|less than) x"
)
_BARE_NAMING = re.compile(
    r"(?:^|\. )x, an? function of x that \w+ [^.;,]*\.|\bis straight-through\b"
)
_LOST_VERB = re.compile(
    r"\bdirect path gradients\b|: an? [^:;.]*, then [a-z]+s\b|\bTo the \w+ of x (?:are|is) set\b"
    r"|\bGives x the value (?:an?|the) |\bx is imported, and x from x\b"
    r"|\bx is what (?:entry )?x(?: of x)? with\b|^x from x and x from x\.|\badam\b"
    r"|\bimported in x\b|\b[Ee]ach \w+ become\b|^From outside [^,]*, it refers to x, (?!so )"
)
_BROKEN = re.compile(
    r"\bx,? and x are imported as\b|(?:^|\. )Makes (?:x(?: as x)?(?:, and |,| and)? ?)+\."
    r"|\b(?:is|are) the \w+ed (?:between|by|to|from)\b|\bwithout copying back\b"
    r"|(?:^|\. )Each [\w ]+, are\b|(?:^|\. )As a rule an? |\b(?:is|are) \w+ed there (?:is|are)\b"
    r"|(?<!taking )\bx times (?:it|x) off\b|\bx is a share of x\b"
    r"|(?:^|\. )So (?:they|it|these) [^.,]*, [^.]* like this\b|\bThen x, defined above\b"
    r"|\bis \w+(?:ed|en) [^.;:]*, and returns the result\b|\bthat many x (?:largest|smallest)\b"
    r"|(?:^|\. )(?:Then|In) x, [^.]*, where x [^,.]*\.|(?:^|\. )The output of x is added\b"
    r"|\b(?:so|and) the (?:first|last) to x\b|(?:^|\. )Nothing (?:more )?to \w+ |[a-z,]  [a-z]"
    r"|\b(?:for )?an? (?:\w+ )?\w+ this (?:breaks|keeps|lets|makes|gives)\b"
    r"|(?:^|[.:] )The (?:\w+ )?(?:indices|targets|labels|logits|scores|tokens|weights) x is\b"
)
"""Sentences of which a verb, or what it is the verb of, has gone."""
_MISSHAPEN = re.compile(
    r"\bx counts up by\b|\bis where it is\b"
    r"|\bimported as x(?:, x| and x(?! as| is))|(?:^|\. )x, (?:is|are) |(?:average|mean), which its "
    r"|(?:^|\. )To [a-z]+ [^.:]*, an? [\w -]+:|\bas it is, [^.]* as it is\b|\bAs of one "
    r"|\bhas its place at\b|: [^.;:,]+ (?:have|has|is|are) [^.;:,]+, their [^.;:,]+ (?:is|are)\b"
    r"|\b(?:is|are) \w+ed [^.;:,]*, (?:and )?then (?!it |the |x |is |are )[a-z]+s (?:x|the)\b"
    r"|(?:^|[.:,] )[Tt]he (?:weights|parameters|entries|values|gradients) of x is\b"
    r"|\bat first [^.]*\bat first\b|(?:^|\. )x(?: as x)? and x(?: as x)? from x\."
    r"|(?:^|\. )The dot product of (?:(?! and the )[^.;:,])* are "
    r"|\b[Tt]he (?:ratio|quotient) of [^.;:]* is returned to "
    r"|\bis what it (?:such|an?|the)\b|\bdoubles, [a-z]"
    r"|(?:^|\. )Later [a-z]+ed |\ba (?!one|uni|us|uti|eu)[aeiou][a-z]"
)
"""Halves of two sentences in one, lists told as one thing, and the wrong article."""
_WITH_ALONE = re.compile(r"(?:^|\. )With [^,.:;]+\.")
_TO_DO_WHAT = re.compile(r"(?:^|[.:] )To (?!get |this |x )[a-z]+ ")
"""What is done, told as what it is done for."""
_BROKEN_LIST = re.compile(
    r"\bx, (?:is|are) imported\b|\baverage, is divided\b|\band x(?: as x)?(?: from x)? is imported\b"
)
_NO_VERB_IN_LIST = re.compile(
    r"(?:^|\. )(?:x(?: as x)?, )+x(?: as x)?(?: and x(?: as x)?)?(?: from x)?\."
)
_THEN_IT_IS = re.compile(r"(?:^|\. )Then ([^.;:]*\bx\b[^.;:]*?\b(?:is|are) \w+)")
"""A remark on what is so, told as the next thing that is done."""
_THEN_ONE_DOES = re.compile(r"(?:^|\. )Then (x [a-z]+s )")
_JOINT = re.compile(
    r"\b(?:in|for|at|of) which\b|\bwhere\b|\bwhen\b|\bwhose\b|\bthat\b|\bhow\b", re.I
)


def slips(text: str, facts: str) -> Iterator[str]:
    """What a text with slots shows of a lost thread, beside the facts that it should say."""
    told, given = _QUOTED.sub("x", text), _QUOTED.sub("x", facts)
    if Counter(_NUMBER.findall(told)) != Counter(_NUMBER.findall(given)):
        yield "a number is lost"
    if set(map(str.lower, _COUNTS.findall(told))) - set(map(str.lower, _COUNTS.findall(given))):
        yield "a number of its own"
    if set(_TICKED.findall(text)) - set(_TICKED.findall(facts)):
        yield "a quotation that is another"
    if told.count("(") != told.count(")"):
        yield "an open parenthesis"
    if set(_CAPITAL_INSIDE.findall(told)) - set(_CAPITAL_INSIDE.findall(given)):
        yield "a sentence begins inside another"
    for pattern in (
        *(_EMPTY, _GOES_THROUGH, _ARE_A_SHAPE, _HALF_PASSIVE, _UNLIKE_A_RESULT),
        *(_WHAT_AND_NO_VERB, _PURPOSE_AND_KEEPS, _WHOSE_NOTHING),
        *(
            _BROKEN,
            _MISSHAPEN,
            _LOOSE_WORDS,
            _DONE_BUT_DOES,
            _RESULT_OF_DOING_AND_DOES,
            _BARE_NAMING,
            _BROKEN_LIST,
            _NO_VERB_IN_LIST,
            _LOST_VERB,
        ),
        *(_OPEN_ASIDE, _TWO_VERBS, _THIS_IS_THAT_DOES, _PRONOUN_AND_NOUN, _DONE_AND_DOES),
    ):
        if pattern.search(told) and not pattern.search(given):
            yield "a phrasing with a hole"
    for asked, kept in _KEPT:
        if asked.search(given) and not kept.search(told):
            yield "an exception or a total is lost"
    if given.endswith(":") and _HEADING.search(told.rpartition(". ")[2]):
        yield "a heading that nothing follows"
    if _PURPOSE_ALONE.search(told) and not _PURPOSE_ALONE.search(given):
        yield "a purpose without what it is for"
    if any(_reason_alone(sentence) for sentence in re.split(r"[.:;] ", told)):
        yield "a reason without what it is for"
    if len(_BARE_COMPARISON.findall(told)) > len(_BARE_COMPARISON.findall(given)):
        yield "a comparison without its verb"
    if re.search(r"(?<!\()(?<!, )\b(?:in|for|at) which\b", given) and not _JOINT.search(told):
        yield "a clause without its joint"
    if _BECAUSE.search(told) and not _CAUSAL.search(given.lower()):
        yield "a reason that nobody gave"
    if _WITH_ALONE.search(told) and "with" not in given.lower():
        yield "a phrasing with a hole"
    if _SO_THAT.search(told) and not _TO_AN_END.search(given.lower()):
        yield "a purpose that nobody gave"
    if _TO_DO_WHAT.search(told) and not _TO_AN_END.search(given.lower()):
        yield "a purpose that nobody gave"
    if "because" not in given.lower() and _purpose_as_reason(told, given):
        yield "a purpose told as a reason"
    for remark in (*_THEN_IT_IS.findall(told), *_THEN_ONE_DOES.findall(told)):
        if f". {remark}".lower() in f". {given}".lower():
            yield "a remark told as a deed"
    for verb in _REMARK.findall(given):
        if re.search(rf"\b(?:(?:[Cc]all|code)|(?:[Tt]hen|[Nn]ext,) it) {verb}\b", told):
            yield "a remark told as a deed"


def _purpose_as_reason(told: str, given: str) -> bool:
    """Whether what stands behind "so that" now stands behind "because"."""
    before, _, purpose = given.partition("so that ")
    purpose, _, after = purpose.partition(";")
    before += after
    _, first, reason = told.partition("Because ")
    reason = reason.partition(",")[0] if first else told.partition(" because ")[2].partition(".")[0]
    if re.search(r"\b(?:can|could|should|must|would|needs?|ha(?:ve|s) to)\b", reason):
        return False  # what is wanted is a reason
    said = set(re.findall(r"\w+", reason))
    meant, done = (said & set(re.findall(r"\w+", part)) for part in (purpose, before))
    return len(meant - done) > len(done - meant)


def _reason_alone(sentence: str) -> bool:
    """Whether it is "Since x is so, which is that.": nothing follows from it."""
    after = sentence.split(", ")[1:]
    return bool(_REASON.match(sentence)) and all(map(_NO_MAIN_CLAUSE.match, after))
