"""Text generation: a network that writes one character after another."""

from dlcore.applications.sequences.text_generation.diagram import DIAGRAM
from dlcore.contract import Application, Metric

APPLICATION = Application(
    package=__name__,
    title="Text generation",
    icon="✍️",
    sentence="A network that has read 36 plays of Shakespeare goes on writing where you stop.",
    idea="A network reads a text one character at a time and guesses each time which comes next. It keeps "
    "what matters in a state of a few hundred numbers. Let it read its own guesses, and it writes.",
    order=10,
    headline="validation_loss",
    metrics={
        "loss": Metric(
            "Training loss",
            "How surprised the model is by the characters that it has just read, in nats a character. "
            "Guessing blindly among 66 characters costs 4.19.",
            unit="nats",
        ),
        "validation_loss": Metric(
            "Held-out loss",
            "The same on text that is never trained on. While training: a sample of 4,096 characters; on the "
            "card: the whole held-out part. The line beside it is the 5-gram's.",
            unit="nats",
        ),
        "perplexity": Metric(
            "Perplexity",
            "The held-out loss as a number of choices: as unsure as among so many equally likely characters.",
            unit="characters",
        ),
        "trigram_loss": Metric(
            "Held-out loss of the trigram",
            "What counting reaches that sees only the last two characters.",
            unit="nats",
        ),
        "gradient_norm": Metric(
            "Gradient length",
            "Length of all gradients together before they are clipped. A jump means that the error grew "
            "on its way back through the loop.",
            better="neither",
            logarithmic=True,
        ),
        "copied": Metric(
            "Longest copied passage",
            "The longest passage of the latest sample that stands word for word in the training text. "
            "About 15 to 25 is what any text in the same language has; 100 is memory.",
            unit="characters",
        ),
        "known_words": Metric(
            "Known words",
            "Share of the words in the latest sample that stand somewhere in the training text.",
            better="neither",
        ),
        "variety": Metric(
            "Variety",
            "Share of different runs of four characters among all of them in the latest sample: 1 means "
            "that none repeats, a text that goes round in a circle is near 0.",
            better="neither",
        ),
    },
    diagram=DIAGRAM,
    datasets=("shakespeare",),
    concepts=(
        "recurrent network",
        "LSTM",
        "GRU",
        "language model",
        "hidden state",
        "temperature",
        "perplexity",
        "cross-entropy",
        "backpropagation through time",
        "exploding gradients",
        "gradient clipping",
        "memorising",
        "overfitting",
        "n-gram",
        "sampling",
    ),
    intended_use="To see in a lesson what a recurrent language model learns from a few megabytes of text.",
    limits="It has learnt spelling, metre and who speaks, but no meaning: what it says is never a statement. "
    "Its language is that of plays written around 1600, their insults and prejudices included.",
    sources=(
        (
            "Hochreiter and Schmidhuber (1997): Long short-term memory",
            "https://doi.org/10.1162/neco.1997.9.8.1735",
        ),
        (
            "Karpathy (2015): The unreasonable effectiveness of recurrent neural networks",
            "https://karpathy.github.io/2015/05/21/rnn-effectiveness/",
        ),
        (
            "Karpathy, Johnson and Li (2016): Visualizing and understanding recurrent networks",
            "https://arxiv.org/abs/1506.02078",
        ),
        (
            "Pascanu, Mikolov and Bengio (2013): On the difficulty of training recurrent neural networks",
            "https://arxiv.org/abs/1211.5063",
        ),
        ("Witten and Bell (1991): The zero-frequency problem", "https://doi.org/10.1109/18.87000"),
    ),
)
