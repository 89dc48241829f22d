"""What to reach, and what to break; all judged from what runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value


def of_game(run: RunSummary, game: str, metric: str) -> float:
    """The best value of a metric of a run in that game; nothing for a run in another."""
    return run.highest.get(metric, 0.0) if run.config["game"] == game else 0.0


def better_than_search(evidence: Evidence) -> bool:
    """A run scores three quarters against tree search with as many simulations."""
    return any(of_game(run, "connect_four", "score_tree") >= 0.75 for run in evidence.runs)


def good_guess(evidence: Evidence) -> bool:
    """The policy of a run, without search, scores more than a third against minimax."""
    return any(of_game(run, "connect_four", "policy_score") >= 0.36 for run in evidence.runs)


def few_simulations(evidence: Evidence) -> bool:
    """A run on the small board that searches little and is rated well above minimax all the same."""
    return any(
        0 < int(run.config["simulations"]) <= 8 and of_game(run, "small_connect_four", "rating") >= 400
        for run in evidence.runs
    )


def ended(evidence: Evidence, game: str, results: tuple[str, ...], simulations: int) -> bool:
    """The visitor ended a game so, against an agent that really played all its moves."""
    return any(
        answer.question == "finished"
        and answer.result["real"]
        and answer.result["game"] == game
        and answer.result["result"] in results
        and answer.result["simulations"] >= simulations
        for answer in evidence.answers
    )


def found_hole(evidence: Evidence) -> bool:
    """A game of Connect Four against the policy alone that the visitor won."""
    return ended(evidence, "connect_four", ("won",), 1)


def held(evidence: Evidence) -> bool:
    """A draw, or better, in tic-tac-toe at full strength."""
    return ended(evidence, "tic_tac_toe", ("won", "draw"), 100)


TASKS = (
    Task(
        "hold",
        "On the Use view: play tic-tac-toe against full strength and do not lose.",
        held,
        "Take the middle, or a corner. A draw is all that anybody can get.",
    ),
    Task(
        "win",
        "Beat the network in Connect Four at any strength.",
        found_hole,
        "Without search it has holes: the Break view finds one, and it answers alike every time.",
    ),
    Task(
        "guess",
        "Train a policy for Connect Four that scores 0.36 against minimax without any search.",
        good_guess,
        "The default settings come near it; more steps go further.",
    ),
    Task(
        "search",
        "Train a network that scores 0.75 in an exam against tree search with as many simulations.",
        better_than_search,
        "Exams are short and luck plays a part: the default settings do it in most runs.",
    ),
    Task(
        "thrift",
        "On the small board: search at most 8 positions a move in self-play, and reach a rating of 400.",
        few_simulations,
        "Preset “Connect Four, 4 by 5”. Exams search 32 positions, whatever self-play does.",
    ),
)

SHORT: dict[str, Value] = {"steps": 200, "exam_every": 20}
BREAKAGES = (
    Breakage(
        "no_search",
        "No search: the policy alone",
        healthy=SHORT,
        broken={**SHORT, "simulations": 0, "certain": False},
        look_for="The score of the policy stays where it is. The network is taught what it played itself, "
        "and nothing says that another move would have been better. Only the forecast learns.",
        remedy="A teacher that knows more than the pupil. The teacher here is the pupil itself, who takes "
        "time to look ahead.",
        metric="policy_score",
    ),
    Breakage(
        "one_simulation",
        "One simulation",
        healthy=SHORT,
        broken={**SHORT, "simulations": 1, "certain": False},
        look_for="One simulation visits one move, and the policy is taught to play just that move, for sure. "
        "First guesses, good or bad, become certainties: the policy loss falls and the score does not "
        "rise with it.",
        remedy="Enough simulations that a surprise can change the mind: some for each move that there is.",
        metric="policy_score",
    ),
    Breakage(
        "no_noise",
        "No exploration",
        healthy=SHORT,
        broken={**SHORT, "noise": 0.0, "lottery_moves": 0},
        look_for="Without chance all 64 games are the same game. The losses fall, for there is little to "
        "learn, and the score in games that begin otherwise falls behind.",
        remedy="Noise in the first choice of each search, and early moves by lot.",
        metric="policy_score",
    ),
    Breakage(
        "one_opening",
        "Training on one opening only",
        healthy=SHORT,
        broken={**SHORT, "one_opening": True},
        look_for="The broken run learns as fast, in its opening. Exams begin with other moves, and there it "
        "scores less. Choose it on the Inside view and look at “Openings”: dark cells are the hole.",
        remedy="Learn from what will be met: openings by lot.",
        metric="policy_score",
    ),
)
