"""What a small model loses on the way is seen beside the facts."""

import pytest

from mlexplain.explain.write.slips import slips


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            "Its area: 1 for a perfect order, 0.5 for chance.",
            "Its area: for order, 0.5 for chance.",
        ),
        (
            "Between these lies all of <1> but a share <2> at the ends: for samples, an interval.",
            "Between these lies all of <1>, whose share <2> at the ends, is an interval of samples.",
        ),
        ("Looks whether <1> is in <2>.", "It comes again, so whether <1> is in <2>."),
        ("Takes <1> from <2> on; the result is <3>.", "Picks <1> from <2> on out as <3>."),
        ("Stacks <1> into one.", "<1> are stacked into one by one."),
        ("It is over (<1>) when <2> is set.", "It is over (<1>) for which <2> is set."),
        ("Multiplies <1> but never lets it fall.", "<1> is multiplied but never lets it fall."),
        ("All of <1> except the last is kept.", "All of <1> is kept, the last as well."),
        ("Starts <1> with equal shares, together 1.", "<1> has equal shares, which are <2> and 1."),
        ("Returns <1> (the gain).", "Ends the function with <1> (the gain as its result."),
        (
            "<1> is the mean up to here, <2> that of the rest: both sides of a cut.",
            "<1>, the mean up to here, which is <2>, both sides of a cut.",
        ),
        (
            "Turns <1> into <2>, then runs it through <3>; the result is <4>.",
            "<4> is the result of turning <1> into <2>, and then runs it through <3>.",
        ),
        ("Links each row to <1>.", "Then it Links each row to <1>."),
        ("In SimCLR, where <1> holds, these are pairs.", "The Where <1> holds are pairs, SimCLR."),
        ("Makes a new <1>; the result is <2>.", "<2> is a new <1>, made."),
        ("For each <1> from <2> up to <3>:", "Goes through <1> from <2> up to <3>:"),
        ("For each pair of <1> and <2>:", "Goes through pair of <1> and <2>:"),
        ("If <1> is greater than <2>:", "If <1> is greater than <2>."),
        ("This converts degrees.", "This call converts degrees."),
        (
            "So each row is one-hot: a 1 at <2> and zeros elsewhere.",
            "So that each row is one-hot: a 1 at <2> and zeros elsewhere.",
        ),
        (
            "Only the first token gets <1>, while others get <2>, which the loss ignores.",
            "Since the first token gets <1>, while others get <2>, which the loss ignores.",
        ),
        ("Gives <1> the shape <2>.", "The entries of <1> are the shape <2>."),
        ("Finds what is in <1>; the result is the set <2>.", "<1> is found, and the set <2>."),
        ("Moves every part of <1>; the result is <2>.", "<2> is what every part of <1> moves."),
        ("Returns <1>, defined above.", "Hands <1>, defined above back to the caller."),
        ("Writes whether <1> is at least <2> to <3>.", "Stores whether <1> at least <2> at <3>."),
        ("Marks in which rows <1> is <2>.", "To get <3>, it marks rows <1> is <2>."),
        ("Writes <1> first, so that no half is left.", "Writes <1>, because no half is left."),
        (
            "Takes <1>. <1> and <2> are picked alike.",
            "Takes <1>. Then <1> and <2> are picked alike.",
        ),
        ("<1> is a function of <2> that gives <3>.", "<1>, a function of <2> that gives <3>."),
        ("Straight-through: it has the value <1>.", "The value of <1> is straight-through."),
        ("It moves each of its weights.", "It moves the weights."),
        ("Imports <1>, <2> as <3> and <4>.", "<1>, <2>, is imported as <3>, <4>."),
        ("Imports <1>, <2> and <3> from <4>.", "<1>, <2> and <3> from <4>."),
        ("Imports <1> and <2>.", "<1> and <2>."),
        ("The direct path lets gradients flow.", "Its direct path gradients flow."),
        (
            "Does it <1> times: keeps a list, then appends <2>.",
            "<1> times: a list, then appends <2>.",
        ),
        ("Sets an attribute of <1> to <2>.", "To the attribute of <1> are set to <2>."),
        ("Sets <1> to a list of <2>.", "Gives <1> the value a list of <2>."),
        ("Imports <1> and <2> from <3>.", "<1> is imported, and <2> from <3>."),
        ("Imports <1> and <2> as <3>.", "<1> and <2> are imported in <3>."),
        ("Calls entry <1> of <2> with <3>.", "<3> is what entry <1> of <2> with <3>."),
        ("Imports <1> from <2> and <3> from <4>.", "<1> from <2> and <3> from <4>."),
        ("Adam divides by its root.", "So that steps are small, adam divides by its root."),
        ("Each example becomes one vector.", "Each example become one vector."),
        ("Windows of one pixel mix the channels.", "To mix the channels, windows have one pixel."),
        ("Defines <1>. It makes a decorator.", "Sets up <1>. Next, it makes a decorator."),
        ("Those used longest ago stand at the end.", "The two used longest ago stand at the end."),
        (
            "Returns <1>. It comes to this only late.",
            "Returns <1>. Then it comes to this only late.",
        ),
        (
            "The mean of a comparison is the share for which it holds.",
            "The mean of a comparison is true is the share for which it holds.",
        ),
        (
            "The weights give a sum of the rows of <1>: this is how attention mixes values.",
            "This is the weights give a sum of the rows of <1>, which is how attention mixes values.",
        ),
        (
            "They are never the largest, and a softmax gives them no weight.",
            "They are out, and a softmax gives them no weight in it the largest.",
        ),
        (
            "Replaces the elements of <1> by <2>, then finds the largest; the result is <3>.",
            "The elements of <1> are replaced by <2>, and then finds the largest, which gives <3>.",
        ),
        (
            "The smallest of the largest of <1>: a threshold that <2> of them reach.",
            "The smallest of the largest of <1> is what a threshold that <2> of them reach.",
        ),
        (
            "Measures <1>, so that outliers count less; the result is <2>.",
            "Measures <1>, so that outliers count less and keeps the result as <2>.",
        ),
        (
            "Runs <1> through <2> and picks, in each row, the entry of <3>.",
            "<1> is run through <2>, so that the entry of <3> can be picked in each row.",
        ),
        (
            "Mixes <1> and <2>, with the weights <3> and <4>, which add up to one.",
            "Because the weights <3> and <4> add up to one, <1> and <2> are mixed.",
        ),
        ("Imports <1> and <2> as <3>.", "<1> and <2> are imported as <3>."),
        (
            "Imports <1>, <2> as <3> and <4>. Imports <5> from <6>.",
            "Makes <1>, <2> as <3> and <4>. Imports <5> from <6>.",
        ),
        (
            "For a buffer this breaks up the order in which they came, so that the batch is less alike.",
            "Because the batch is less alike, a buffer this breaks up the order in which they came.",
        ),
        ("The clamp keeps <1> between <2> and <3>.", "<1> is the clamped between <2> and <3>."),
        (
            "Returns <1> in the shape <2> without copying.",
            "Hands <1> in the shape <2> without copying back to the caller.",
        ),
        (
            "Makes a layer; the results, each made anew, are <1> and <2>.",
            "Each made anew, are the result of making a layer; the results are <1> and <2>.",
        ),
        (
            "Two layers give a distribution, as a rule a normal one.",
            "As a rule a normal one, two layers give a distribution.",
        ),
        (
            "To the output of <1>, a correction is added.",
            "<1> gets a correction, and only those are trained there are added.",
        ),
        (
            "With <1> as the log-probability, taking <2> times it off is a bonus.",
            "If <1> is the log-probability, <2> times it off is a bonus.",
        ),
        ("The smaller guards against it.", "With a smaller of the two guards against it."),
        ("This gives <1> as a share of <2>.", "<1> is a share of <2>."),
        (
            "So the masked places get almost no weight in a softmax.",
            "So they get almost no weight, the masked places are treated like this.",
        ),
        ("<1>, defined above, sets up work.", "Then <1>, defined above, sets up work."),
        (
            "Turns <1> into ids and returns the result.",
            "<1> is turned into ids, and returns the result.",
        ),
        ("Marks in <1>, the marks, where <2> is set.", "Then <1>, the marks, where <2> is set."),
        (
            "Shifts <1> and sets the first to <2>, as it does: the token stays.",
            "<1> are shifted, so the first to <2>, as it does, the token stays.",
        ),
        (
            "This is true once all are over, so that there is nothing more to make.",
            "Nothing more to make once all are over, and then this is true.",
        ),
        ("Marks in <1>, the marks, where <2> is set.", "In <1>, the marks, where <2> is set."),
        ("To the output of <1>, a part is added.", "The output of <1> is added, a part."),
        (
            "The place of the largest score is the predicted class.",
            "The largest score has its place at the predicted class.",
        ),
        (
            "Minus the logarithm of minus the logarithm of <1> is noise.",
            "The logarithm of minus the logarithm of <1> is noise.",
        ),
        ("Averages <1> along `-1`.", "Averages <1> along `- 1`."),
        (
            "Compares <1> with <2>: the rows have length one, so that their products are cosines.",
            "<1> is compared with <2>: the rows have length one, their products are cosines.",
        ),
        (
            "Converts <1> to numbers, then subtracts <2> from the result.",
            "<1> is converted to numbers, then subtracts <2> from the result.",
        ),
        (
            "The diagonal, where an entry meets itself, is left out.",
            "Where an entry meets itself, it is the diagonal.",
        ),
        (
            "Copies <1> into <2>, which holds the same until one is trained.",
            "Because <1> is copied into <2>, which holds the same, until one is trained.",
        ),
        ("Saves the weights of <1> to <2>.", "Into <2>, the weights of <1> is saved."),
        (
            "<1> starts with zeros, so that at first it adds nothing.",
            "So that at first it adds nothing at first, <1> starts with zeros.",
        ),
        ("Imports <1> and <2> from <3>.", "<1> and <2> from <3>."),
        (
            "Compares every query in <1> with every key in <2> by a dot product.",
            "The dot product of each query in <1> with each key in <2> are compared.",
        ),
        ("Such a step doubles the size.", "The size is what it such a step doubles."),
        ("Such a step doubles the size.", "Such a step doubles, whose size."),
        (
            "Only the first token of a word gets its label, <1> at <2>; others get <3>.",
            "Since the first token of a word gets its label, <1> at <2>; others get <3>.",
        ),
        ("Positives get the weight <1>.", "Positives are the weight <1>."),
        (
            "What is returned is the ratio of <1> to the sum of <2>.",
            "The ratio of <1> is returned to the sum of <2>.",
        ),
        ("Counts <1> up by <2>.", "<1> counts up by <2>."),
        ("Adds <2>. <1> counts the rounds.", "Adds <2>. Then <1> counts the rounds."),
        ("Prints <1>. Leaves the loop.", "Prints <1>."),
        (
            "The same <1> (where it is learned, a token) is put in front.",
            "In front, the same <1> (a token) is where it is learned.",
        ),
        ("Imports <1> as <2> and <3>.", "<1> is imported as <2> and <3>."),
        ("Imports <1> as <2>, <3> and <4> as <5>.", "<1> is imported as <2>, <3> and <4> as <5>."),
        ("Moves <1> to <2>.", "<1>, is moved to <2>."),
        (
            "A penalty: it is zero where <1> is 1.",
            "To keep it slow, a penalty: zero where <1> is 1.",
        ),
        ("A copy stays as it is.", "Training goes on, as it is, a copy stays as it is."),
        ("What is later learned stays there.", "Later learned stays there."),
        (
            "A mean: its old value has weight <1>.",
            "A mean, which its old value has the weight <1>.",
        ),
        ("The results are, in this order, <1>.", "The results are, a order, <1>."),
        ("It makes an average, as of one batch.", "As of one batch, it makes an average."),
        ("Finds the <1> largest in <2>.", "A filter finds that many <1> largest in <2>."),
        ("Turns the indices <1> into rows.", "The indices <1> is turned into rows."),
        (
            "Starts with one candidate: the sequence with <1> alone.",
            "With one candidate, the sequence that has <1> alone.",
        ),
        ("Appends <1>. Returns the first of <2>.", "Appends <1>. The first of <2>."),
        (
            "Only one process, that of rank 0, does it; otherwise all would do it.",
            "Since otherwise all would do it, only one process, that of rank 0.",
        ),
    ],
)
def test_slips_are_seen(facts, text):
    assert list(slips(text, facts))
    assert not list(slips(facts, facts))


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ("If <1> is greater than <2>:", "The next lines run only if <1> is greater than <2>."),
        ("For each <1> in <2>:", "Goes through each <1> in <2>:"),
        ("Multiplies <1> by <2>.", "Then <1> is multiplied by <2>."),
        ("Calls <1> with <2>; the result is <3>.", "<3> comes out of <1>, called with <2>."),
        ("Divides <1>, so that it is short.", "So that it is short, <1> is divided."),
        ("Keeps <1>, so that it is there.", "Because <1> should be there, it is kept."),
        ("This is the mean of <1>.", "This is the mean that <1> gives."),
        ("Moves <1> to <2>.", "<1> and <2> are changed and stay."),
        ("<1> is so, since <2> is that.", "Since <2> is that, <1> is so."),
        ("Keeps where <1> is at least <2>.", "Where <1> is not at least <2>, nothing is kept."),
        ("Limits <1> to at least <2>.", "<1> is limited to at least <2>."),
        ("Marks in which rows <1> holds.", "The rows that <1> holds in are marked."),
        ("Writes it, because it is so.", "It is written because it is so."),
        ("Takes <1> and <2> as two boxes.", "Of two boxes, <1> and <2>, it takes both."),
        ("Looks whether <1> is in <2>.", "It looks whether <1> is in <2>."),
        ("It is over (<1>) when <2> is set.", "Once <2> is set, it is over (<1>)."),
        ("Runs <1> through <2>; the result is <3>.", "To get <3>, it passes <1> through <2>."),
        ("Keeps <1>, so that it is there.", "To keep <1> there, <1> is kept."),
        ("All of <1> except the last is kept.", "Of <1>, only the last is left out."),
        ("<1> is whose part <2> holds.", "<1>, whose part <2> holds, is told."),
        (
            "Imports <1> as <2> and <3> as <4>.",
            "<1> is imported as <2> and <3> as <4>.",
        ),
        ("Adds <2>. Counts <1>.", "Adds <2>. Then <1> is counted."),
        ("Prints <1>. Leaves the loop.", "Prints <1>. Then it stops looping."),
        ("Reads <1>; the result is <2>.", "To get <2>, it reads <1>."),
        ("Imports <1> as <2>.", "<1> is imported as <2>."),
        ("Returns <1>.", "Hands <1> back to the caller."),
        ("Starts with one candidate: <1>.", "One candidate is there to begin with: <1>."),
        ("Turns <1> into ids.", "<1> is turned into ids, and they are kept."),
        ("Makes an LSTM layer.", "At this point the code makes an LSTM layer."),
    ],
)
def test_other_words_are_none(facts, text):
    assert not list(slips(text, facts))
