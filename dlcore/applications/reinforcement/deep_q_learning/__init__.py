"""Deep Q-learning: a network that learns to act from rewards alone."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box(
            "state", "State", 0, 0, "All that the game shows: four numbers, or a picture of ten by ten cells."
        ),
        Box("network", "Network", 1, 0, "One value an action: how much reward is still to come.", "value"),
        Box("action", "Action", 2, 0, "The one of the highest value, or now and then any.", "exploration"),
        Box("game", "Game", 3, 0, "The rules: they answer with a reward and the next state."),
        Box("replay", "Replay", 3, 1, "What happened is remembered, and drawn from at random."),
        Box(
            "target",
            "Target",
            2,
            1,
            "Reward, plus what the slow network says of the next state, discounted.",
        ),
        Box("error", "Error", 1, 1, "How far the value was from the target: the surprise.", "surprise"),
    ),
    arrows=(
        Arrow("state", "network"),
        Arrow("network", "action", "values"),
        Arrow("action", "game"),
        Arrow("game", "replay", "reward, next state"),
        Arrow("replay", "target", "a few, by chance"),
        Arrow("target", "error"),
        Arrow("error", "network", "gradient", dashed=True),
    ),
    stages=(
        Stage(("state", "network"), "The network sees the state and gives each action a value."),
        Stage(("network", "action"), "The highest value wins, except for some moves by chance."),
        Stage(("action", "game"), "The game moves on and says what that was worth."),
        Stage(("game", "replay"), "The move is remembered with what it led to."),
        Stage(("replay", "target"), "From remembered moves: what should their values have been?"),
        Stage(("target", "error", "network"), "The difference corrects the network, a little each time."),
    ),
    alt="A loop: the state goes to the network, its values choose an action, the game answers with a reward "
    "and the next state; both are remembered, and remembered moves give targets that correct the network.",
)

METRICS = {
    "skill": Metric(
        "Skill",
        "Points in exam games, where 0 is play by chance and 100 the rule that a person wrote.",
        "higher",
    ),
    "score": Metric("Score", "Mean points of an exam game: steps, crossings, bricks or fruit.", "higher"),
    "reward": Metric("Reward", "Mean sum of the rewards that were set, over an exam game.", "higher"),
    "rule_score": Metric("Score of the rule", "What the hand-written rule scores in this game.", "neither"),
    "chance_score": Metric("Score by chance", "What moves by chance score in this game.", "neither"),
    "loss": Metric("Loss", "Huber error between values and targets, mean of a batch.", logarithmic=True),
    "surprise": Metric("Surprise", "Mean size of the temporal-difference error.", logarithmic=True),
    "value": Metric("Value", "What the network expects, mean over a recorded exam game.", "neither"),
    "exploration": Metric("Exploration", "Share of moves that are made by chance (epsilon).", "neither"),
    "cartpole_score": Metric("CartPole: steps", "Steps the pole stood, of 500, mean of 100 games.", "higher"),
    "freeway_score": Metric("Freeway: crossings", "Crossings in 250 steps, mean of 100 games.", "higher"),
    "breakout_score": Metric("Breakout: bricks", "Bricks in 500 steps, mean of 100 games.", "higher"),
    "collect_score": Metric("Collect: fruit", "Fruit in 200 steps, mean of 100 games.", "higher"),
}

APPLICATION = Application(
    package=__name__,
    title="Deep Q-learning",
    icon="🕹️",
    sentence="A network learns to play four small games from nothing but rewards.",
    idea="Nobody tells the network what to do: it acts, and now and then a reward comes. It learns to say "
    "for each action how much reward will still follow, and takes the best. Its teacher is its own guess.",
    order=0,
    headline="skill",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("small_games",),
    concepts=(
        "reinforcement learning",
        "Q-learning",
        "reward",
        "exploration",
        "discount",
        "replay",
        "target network",
        "temporal difference",
        "reward hacking",
        "Atari",
        "convolution",
    ),
    intended_use="To see a network learn to act, in games small enough to look into.",
    limits="Each network plays one game and nothing else; another world of “collect” needs another network. "
    "The baseline, a rule of one line that a person wrote, is nearly as good in all four games: nobody needs "
    "a network for them. A disturbance that it has never met, such as moves that come late, ruins its play. "
    "These are games: nothing here may steer a machine or decide about people.",
    sources=(
        (
            "Mnih and others: Human-level control through deep reinforcement learning (2015)",
            "https://www.nature.com/articles/nature14236",
        ),
        (
            "van Hasselt, Guez and Silver: Deep reinforcement learning with double Q-learning (2016)",
            "https://arxiv.org/abs/1509.06461",
        ),
        (
            "Wang and others: Dueling network architectures for deep reinforcement learning (2016)",
            "https://arxiv.org/abs/1511.06581",
        ),
        (
            "Young and Tian: MinAtar, an Atari-inspired testbed (2019)",
            "https://arxiv.org/abs/1903.03176",
        ),
        (
            "Barto, Sutton and Anderson: Neuronlike adaptive elements (1983)",
            "https://doi.org/10.1109/TSMC.1983.6313077",
        ),
        (
            "Clark and Amodei: Faulty reward functions in the wild (2016)",
            "https://openai.com/index/faulty-reward-functions/",
        ),
    ),
)
