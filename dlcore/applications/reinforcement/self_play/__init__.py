"""Self-play: a network that learns board games from nothing but their rules."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("board", "Position", 0, 0, "Two planes: my stones, and the other side's."),
        Box("network", "Network", 1, 0, "One look: which moves seem good, and who will win.", "policy_score"),
        Box(
            "search",
            "Tree search",
            2,
            0,
            "Looks ahead where the network finds it worth while, and corrects the first guess.",
        ),
        Box("move", "Move", 3, 0, "The move that the search visited most.", "games"),
        Box("memory", "Memory", 3, 1, "Positions, where the search looked, and who won.", "positions"),
        Box("policy", "Policy error", 2, 1, "How far the first guess was from the search.", "policy_loss"),
        Box("value", "Value error", 1, 1, "How far the forecast was from how it ended.", "value_loss"),
    ),
    arrows=(
        Arrow("board", "network"),
        Arrow("network", "search", "prior, value"),
        Arrow("search", "move", "visits"),
        Arrow("move", "memory", "a game is played"),
        Arrow("memory", "policy", "some, by chance"),
        Arrow("policy", "value"),
        Arrow("value", "network", "gradient", dashed=True),
    ),
    stages=(
        Stage(("board", "network"), "The network sees the board and guesses: good moves, and who will win."),
        Stage(
            ("network", "search"), "The search tries moves out in its head, the promising ones more often."
        ),
        Stage(("search", "move"), "What was visited most is played, and the other side does the same."),
        Stage(("move", "memory"), "When the game is over, every position is remembered with its end."),
        Stage(("memory", "policy"), "The guess should have been what the search found."),
        Stage(("policy", "value", "network"), "The forecast should have been how it ended. Both correct it."),
    ),
    alt="A loop: a position goes to the network, whose guess steers a tree search; the search chooses the "
    "move; games are remembered, and correct the network's guess and its forecast.",
)

METRICS = {
    "policy_score": Metric(
        "Score of the policy alone",
        "Share of points against minimax of depth 2, without any search: 60 games in training.",
        "higher",
    ),
    "rating": Metric(
        "Rating",
        "Strength with search on the scale of chess, where play by chance has 0 and 400 more are ten to one.",
        "higher",
    ),
    "rating_error": Metric("Error of the rating", "Standard error: few games, wide error.", "neither"),
    "score_chance": Metric("Score against chance", "Share of points with 32 simulations.", "higher"),
    "score_minimax_2": Metric("Score against minimax 2", "Share of points with 32 simulations.", "higher"),
    "score_minimax_4": Metric("Score against minimax 4", "Share of points with 32 simulations.", "higher"),
    "score_tree": Metric(
        "Score against tree search",
        "Share of points against tree search without a network, both with 32 simulations.",
        "higher",
    ),
    "policy_loss": Metric("Policy loss", "Cross-entropy between the search's visits and the first guess."),
    "value_loss": Metric("Value loss", "Squared error of the forecast, from -1 to 1.", logarithmic=True),
    "games": Metric("Games", "Games of self-play so far; decided ones are ended.", "neither"),
    "positions": Metric("Positions", "Positions to learn from so far.", "neither"),
    "small_connect_four_score_tree": Metric(
        "Small board: score against tree search", "Share of points, both with 32 simulations.", "higher"
    ),
    "small_connect_four_rating": Metric(
        "Small board: rating", "As above, on the board of 4 by 5 cells.", "higher"
    ),
    "tic_tac_toe_score_tree": Metric(
        "Tic-tac-toe: score against tree search", "Share of points, both with 32 simulations.", "higher"
    ),
    "tic_tac_toe_rating": Metric("Tic-tac-toe: rating", "As above, in tic-tac-toe.", "higher"),
}

APPLICATION = Application(
    package=__name__,
    title="Self-play on a board",
    icon="🔴",
    sentence="A network learns Connect Four and tic-tac-toe by playing against itself, from the rules alone.",
    idea="Nobody shows the network a game. It plays against itself, looks ahead before each move, and learns "
    "to guess what looking ahead would find. Each guess that improves makes the next search look further.",
    order=20,
    headline="policy_score",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("board_games",),
    concepts=(
        "self-play",
        "AlphaZero",
        "tree search",
        "Monte Carlo tree search",
        "policy",
        "value",
        "minimax",
        "Connect Four",
        "tic-tac-toe",
        "reinforcement learning",
        "Elo rating",
        "exploration",
    ),
    intended_use="To see a network become strong at a game without a teacher, and to look into its search.",
    limits="Each network plays one game on one board. None but tic-tac-toe's is perfect: Connect Four was "
    "solved in 1988, and a program that looks at everything beats this one. The ratings are those of this "
    "page's opponents and say nothing about ratings of people.",
    parameters=("board", "moves"),
    sources=(
        (
            "Silver and others: A general reinforcement learning algorithm that masters chess, shogi and Go "
            "through self-play (2018)",
            "https://www.science.org/doi/10.1126/science.aar6404",
        ),
        (
            "Silver and others: Mastering the game of Go without human knowledge (2017)",
            "https://www.nature.com/articles/nature24270",
        ),
        ("Wu: Accelerating self-play learning in Go (2019)", "https://arxiv.org/abs/1902.10565"),
        (
            "Winands, Björnsson and Saito: Monte-Carlo tree search solver (2008)",
            "https://dke.maastrichtuniversity.nl/m.winands/documents/uctloa.pdf",
        ),
        ("Allis: A knowledge-based approach of Connect Four (1988)", "https://arxiv.org/abs/2202.03220"),
    ),
)
