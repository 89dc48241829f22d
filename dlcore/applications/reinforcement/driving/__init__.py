"""Driving: learned in a simulation, then put into a changed world."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("sensors", "Sensors", 0, 0, "What the car sees of the road, and feels of itself."),
        Box("policy", "Policy", 1, 0, "One probability for each of nine actions.", "entropy"),
        Box("action", "Action", 2, 0, "Drawn by its probability in training, the best one in an exam."),
        Box("world", "World", 3, 0, "Car, tyres and track: they answer with a reward.", "move_reward"),
        Box("judge", "Judge", 1, 1, "How much reward it expects from here on.", "value"),
        Box("advantage", "Advantage", 2, 1, "How much better it went than the judge expected.", "advantage"),
        Box("update", "Update", 3, 1, "Good actions become more probable, but never by much.", "clipped"),
    ),
    arrows=(
        Arrow("sensors", "policy"),
        Arrow("policy", "action", "by chance"),
        Arrow("action", "world"),
        Arrow("sensors", "judge"),
        Arrow("judge", "advantage", "expected"),
        Arrow("world", "advantage", "reward"),
        Arrow("advantage", "update"),
        Arrow("update", "policy", "gradient", dashed=True),
    ),
    stages=(
        Stage(
            ("sensors", "policy"), "The policy sees the road and gives each action a probability.", "drive"
        ),
        Stage(
            ("policy", "action"), "One action is drawn: now and then an improbable one, to try it.", "drive"
        ),
        Stage(("action", "world"), "The car moves, and the world says what that was worth.", "drive"),
        Stage(("judge", "advantage"), "Was that more than the judge had expected?", "learn"),
        Stage(("advantage", "update", "policy"), "If so the action becomes a little more probable.", "learn"),
    ),
    alt="What the sensors see goes to a policy, which draws an action, and to a judge, which expects a "
    "reward. The world answers with the real reward; the difference, the advantage, changes the policy.",
)


def _drives(name: str, who: str) -> dict[str, Metric]:
    """Laps, crashes and reward of one driver in one world."""
    return {
        f"{name}_laps": Metric(f"{who}: laps", f"Laps in 40 seconds, {who.lower()}; 100 drives.", "higher"),
        f"{name}_crashes": Metric(f"{who}: crashes", f"Share of 100 drives, {who.lower()}, that crash."),
        f"{name}_reward": Metric(f"{who}: reward", f"Mean reward of 100 drives, {who.lower()}.", "higher"),
    }


METRICS = {
    "laps": Metric("Laps", "Laps in an exam drive of 40 seconds; a crash ends the drive.", "higher"),
    "crashes": Metric("Crashes", "Share of exam drives that leave the road."),
    "reward": Metric("Reward", "Mean sum of the rewards of an exam drive.", "higher"),
    "loss": Metric("Policy loss", "The clipped objective, mean over the updates of a step.", "neither"),
    "judge_loss": Metric("Judge loss", "Half the squared error of the expected reward.", logarithmic=True),
    "entropy": Metric(
        "Undecidedness", "Entropy of the actions: 2.2 if all nine are alike, 0 if one is sure.", "neither"
    ),
    "clipped": Metric("Clipped", "Share of moves whose probability has gone as far as it may.", "neither"),
    "advantage": Metric("Advantage", "Mean size of the difference to what was expected.", "neither"),
    "value": Metric("Value", "The reward that the judge expects, mean over the moves.", "neither"),
    "move_reward": Metric("Reward of a move", "Mean reward of a move while it trains.", "higher"),
    "speed": Metric("Speed", "Mean speed while it trains.", "neither", "m/s"),
    "ends": Metric("Drives ended", "Drives that crashed or used their time in this step.", "neither"),
    **_drives("moved", "Simulation's driver in the changed world"),
    **_drives("fine_tuned", "Fine-tuned there"),
    **_drives("from_scratch", "From scratch there"),
    **_drives("randomised", "Randomised simulation"),
    **_drives("randomised_moved", "Randomised, in the changed world"),
    **_drives("back", "Fine-tuned, back in the usual world"),
    **_drives("camera", "With a camera"),
}

APPLICATION = Application(
    package=__name__,
    title="Driving",
    icon="🏎️",
    sentence="A driver learns in a simulation and is put into a world that is a little different.",
    idea="The driver was never shown how to drive: it tried, and was paid for metres and fined for crashes. "
    "In its simulation it is fast and safe. Make the road slippery, and it has to learn again.",
    order=30,
    headline="laps",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("driving_worlds",),
    concepts=(
        "reinforcement learning",
        "policy",
        "PPO",
        "advantage",
        "simulation",
        "sim-to-real",
        "domain randomisation",
        "fine-tuning",
        "forgetting",
        "reward hacking",
        "robotics",
        "self-driving",
    ),
    intended_use="To see how a skill learned in a simulation fails and recovers in a world that differs.",
    limits="This is a point on a flat map with a simple tyre: no real car drives like it. A hand-written "
    "rule, the baseline, also drives these tracks, a little slower. Each driver knows the world that it "
    "learned in: in another one it may crash within seconds, and nothing warns of it. No part of this may "
    "steer a machine or be used to judge whether a real one is safe.",
    sources=(
        (
            "Schulman and others: Proximal policy optimization algorithms (2017)",
            "https://arxiv.org/abs/1707.06347",
        ),
        (
            "Schulman and others: High-dimensional control using generalized advantage estimation (2016)",
            "https://arxiv.org/abs/1506.02438",
        ),
        (
            "Tobin and others: Domain randomization for transferring deep neural networks (2017)",
            "https://arxiv.org/abs/1703.06907",
        ),
        (
            "Peng and others: Sim-to-real transfer of robotic control with dynamics randomization (2018)",
            "https://arxiv.org/abs/1710.06537",
        ),
        (
            "Pomerleau: ALVINN, an autonomous land vehicle in a neural network (1989)",
            "https://proceedings.neurips.cc/paper/1988/hash/812b4ba287f5ee0bc9d43bbf5bbe87fb-Abstract.html",
        ),
    ),
)
