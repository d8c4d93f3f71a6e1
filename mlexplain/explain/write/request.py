"""What a large language model is asked: the step, its facts and its names, in plain words."""

from __future__ import annotations

from mlexplain.explain.write.prompt import StepPrompt

SYSTEM = (
    "You explain Python code to a learner, one step at a time. Write one to three sentences that say "
    "what the step does and why one does it. Say only what the facts and the code show. Put every "
    "name, number or piece of code that you mention in back-ticks, exactly as it is written in the "
    "code, and mention none that is not there. No headings, no lists, no code blocks."
)


def question(prompt: StepPrompt) -> str:
    """The user's turn for one step."""
    parts = []
    if prompt.before:
        parts.append(f"Code above this step:\n{prompt.before}")
    what = "The code to summarise" if prompt.kind == "summary" else "The step"
    parts.append(f"{what}:\n{prompt.code}")
    parts.append(f"Facts from a program analysis: {prompt.facts}")
    if prompt.roles:
        told = ", ".join(f"{name} is {meaning}" for name, meaning in prompt.roles)
        parts.append(f"Names: {told}")
    return "\n\n".join(parts)


def answer(text: str, prompt: StepPrompt) -> str | None:
    """A model's answer in the form that the verifier takes, None where it quotes foreign code."""
    plain = " ".join(text.replace("```", "").split())
    return prompt.marked(plain) if plain else None
