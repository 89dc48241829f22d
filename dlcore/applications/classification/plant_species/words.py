"""The answers of `use` in words."""

from collections.abc import Mapping, Sequence
from typing import Any

USUAL, STRANGE = 0.95, 0.998  # share of known leaves that are nearer to their neighbours

DRAW = "Draw the outline of one leaf and close it: the inside is filled for you."
UNTIL = "Until you draw, a sketch (synthetic)"
PHOTO = (
    "Lay one leaf on plain paper, without a shadow, and leave paper free all around. What is taken for the "
    "leaf is shown in blue."
)
SKETCH = "A sketch from this leaf's numbers; the table has no picture of it."
OWN_CLASSES = (
    "A photo has more than an outline: veins, gloss, colour. On the page **Your own classes** a network "
    "looks at the whole picture. It opens there with four kinds of synthetic leaf sketches; put your own "
    "photos beside them."
)
POISON = "Never eat, touch or use a plant because of an answer here."


def verdict(answer: Mapping[str, Any]) -> str:
    """What the network says of a held-out leaf, and whether it is right."""
    chance = answer["probabilities"][answer["best"]]
    said = f"**{answer['best']}** (*{answer['latin']}*), {chance:.0%}"
    return f"✓ {said}. That is right." if answer["right"] else f"✗ {said}. It is a **{answer['truth']}**."


def outline_verdict(answer: Mapping[str, Any]) -> str:
    """What the network says of a drawing or a photo, and how far it may be trusted."""
    chance = answer["probabilities"][answer["best"]]
    share = answer["distance"]["share"]
    if share > STRANGE:
        return (
            "**This is no leaf that I know.** Its outline is "
            f"{answer['distance']['own'] / answer['distance']['usual']:.0f} times as far from all known "
            "leaves as they are from each other. The softmax must choose all the same, and says "
            f"{answer['best']}, {chance:.0%}: worth nothing."
        )
    said = f"**{answer['best']}** (*{answer['latin']}*), {chance:.0%}, from the outline alone."
    if share > USUAL:
        return f"{said} An unusual outline: only {1 - share:.1%} of the known leaves stand further apart."
    return f"{said} Such outlines are known: {1 - share:.0%} of the known leaves stand further apart."


def trust(subsets: Mapping[str, Any]) -> str:
    """How often an answer from the outline alone is right, as measured on held-out leaves."""
    alone = subsets["alone"].get("outline", 0.0)
    return f"From the outline alone this model names {alone:.0%} of its held-out leaves right."


def numbers_table(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """The nine numbers of an outline as rows of a table."""
    return [
        {
            "Number": one["label"],
            "Here": f"{one['value']:.3f}" + ("" if one["within"] else " ⚠"),
            "9 of 10 leaves": f"{one['low']:.2f} to {one['high']:.2f}",
            "What it is": one["meaning"],
        }
        for one in answer["numbers"]
    ]


def folds_table(folds: Mapping[str, Mapping[str, Sequence[float]]]) -> list[dict[str, str]]:
    """Mean and spread over five folds as rows of a table, best first."""
    rows = []
    for name, values in sorted(folds["everything"].items(), key=lambda item: -sum(item[1])):
        rows.append(
            {
                "Model": name,
                "Told everything": mean_and_spread(values),
                "Outline alone": mean_and_spread(folds["outline"][name]),
            }
        )
    return rows


def mean_and_spread(values: Sequence[float]) -> str:
    """For instance "95.6 % ± 0.8"."""
    mean = sum(values) / len(values)
    spread = (sum((value - mean) ** 2 for value in values) / max(len(values) - 1, 1)) ** 0.5
    return f"{100 * mean:.1f} % ± {100 * spread:.1f}"


def winner(folds: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Which model is best at what, with the gap to the second beside the spread."""
    sentences = []
    for told, words in (("everything", "Told everything"), ("outline", "From the outline alone")):
        ordered = sorted(folds[told].items(), key=lambda item: -sum(item[1]))
        (best, first), (second, values) = ordered[:2]
        gaps = [one - other for one, other in zip(first, values, strict=True)]
        won = sum(gap > 0 for gap in gaps)
        sentences.append(
            f"{words}, {best} is first, {100 * sum(gaps) / len(gaps):.1f} points before {second} (better in "
            f"{won} of {len(gaps)} folds)."
        )
    return " ".join(sentences)


def worst_pair(counts: Sequence[Sequence[int]]) -> tuple[int, int]:
    """True species and answer of the commonest mistake."""
    pairs = [
        (count, row, column)
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if row != column
    ]
    count, row, column = max(pairs, key=lambda pair: (pair[0], -pair[1], -pair[2]))
    return (row, column) if count else (0, 1)


def mistakes(counts: Sequence[Sequence[int]], names: Sequence[str], one: int, other: int) -> str:
    """How often two species are taken for each other."""
    return (
        f"{names[one]} taken for {names[other]}: **{counts[one][other]}** of {sum(counts[one])} held-out "
        f"leaves. The other way round: **{counts[other][one]}** of {sum(counts[other])}."
    )


def left_out(found: Sequence[Mapping[str, Any]]) -> str:
    """What the 32 networks say that each miss a species."""
    confidence = sum(one["confidence"] for one in found) / len(found)
    noticed = sum(one["noticed"] for one in found) / len(found)
    alarms = sum(one["false_alarms"] for one in found) / len(found)
    return (
        "32 networks, each trained without one species, were shown its leaves. On average they are "
        f"**{confidence:.0%} sure** of their wrong answer: a softmax has no “none of these”. The distance "
        f"to the nearest known leaves notices **{noticed:.0%}** of the strangers, and calls {alarms:.0%} of "
        "the known kinds strange."
    )


def giveaways(found: Mapping[str, Any]) -> str:
    """What the table gives away, as a list."""
    names = ", ".join(f"{name} ({count})" for name, count in found["bright_species"])
    twins = found["twins"]
    return (
        "- **Words.** Apex, base, shape and edge are the same for all leaves of a species, in "
        f"{found['constant']} of 32 species: they were written down by species. Whoever reads nothing but "
        f"these four words names **{found['right_by_words']:.0%}** of the leaves right. We left them out; "
        "the Break view puts them in. Whoever reports 98 % and more on this table has most likely left "
        "them in.\n- **Whole numbers.** Length and width are whole numbers for nearly all leaves of "
        f"{found['upright']} species and broken ones for {found['tilted']}: the box around the leaf was put "
        "upright for the first and tilted for the others. How something was measured tells what it is.\n- "
        f"**Background.** The colours are means over the whole picture. {found['bright']} of "
        f"{found['leaves']:,} pictures have a bright background instead of a black one, most of them of "
        f"{names}.\n- **Copies.** We looked for leaves that stand in the table twice: there are "
        f"{twins['copies']}. The two most alike are {twins['nearest']:.1f} spreads apart over all columns "
        f"(usual for a nearest neighbour: {twins['usual']:.1f}), so the held-out leaves are really new."
    )


MEASURED = (
    "Measured as in the table: the picture is brought to the same size, blurred alike, and the outline is a "
    "chain of pixels. Columns that need colour or texture, or whose way of measuring is not told exactly "
    "(eccentricity, corners, scatter), are left out rather than guessed. ⚠: no known leaf has such a number."
)
IMPORTANCE = (
    "Shuffle a group of numbers among the held-out leaves and count how many more get a wrong name. It says "
    "what the network **uses**. Single columns lose little: most of what one says, others say too."
)


def enough(counts: Sequence[int], curves: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """Which model does best with few leaves, and which with many."""
    means = {name: [sum(draws) / len(draws) for draws in values] for name, values in curves.items()}
    ahead = []
    for place, count in enumerate(counts):
        _, best = max((values[place], name) for name, values in means.items())
        ahead.append(f"{best.lower()} with {count}")
    gain = means["Network"][-1] - means["Network"][0]
    return (
        "Three draws of leaves for each point; a bar goes from the lowest to the highest. Ahead on average: "
        f"{', '.join(ahead)}. More leaves help more than another model: from {counts[0]} to {counts[-1]} "
        "of each species "
        f"the network gains {100 * gain:.0f} points."
    )


def one_sum(found: Mapping[str, Any]) -> str:
    """One number with its sum: the score of the favourite."""
    total = found["sum"]
    return (
        f"The score of **{found['best']}**: the hidden neurons add {total['for']:.2f} and take away "
        f"{-total['against']:.2f}, the bias is {total['bias']:.2f}; together **{total['score']:.2f}**. The "
        f"softmax makes {found['chance']:.0%} of it, beside the scores of the 31 others."
    )


def the_map(found: Mapping[str, Any]) -> str:
    """What the map shows and what it leaves out."""
    return (
        "Each point is a held-out leaf; a cross is one with a wrong name. The hidden layer has "
        f"{found['hidden']} neurons; the two directions in which it differs most (principal components) "
        f"hold {found['share']:.0%} of the differences, the rest is not in the picture. Species that lie on "
        "each other here may be apart there."
    )
