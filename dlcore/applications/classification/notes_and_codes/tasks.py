"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task


def best(run: RunSummary, name: str) -> float:
    """The highest value of a figure in a run, 0 where it was not measured."""
    return run.highest.get(name, 0.0)


def fused(evidence: Evidence) -> bool:
    """Both together beat note and codes by a tenth."""
    return any(
        best(run, "validation_macro_f1")
        >= max(best(run, "notes_macro_f1"), best(run, "codes_macro_f1"), 0.5) + 0.1
        for run in evidence.runs
    )


def fooled(evidence: Evidence) -> bool:
    """A run that does well where the phrase helps and far worse where it is exchanged."""
    return any(
        float(run.config["template"]) >= 0.8
        and run.last.get("marked_f1", 0.0) >= run.last.get("flipped_f1", 1.0) + 0.2
        for run in evidence.runs
    )


def cured(evidence: Evidence) -> bool:
    """A run whose notes carry a strong phrase, and that is as good when it is exchanged."""
    return any(
        float(run.config["template"]) >= 0.9
        and run.last.get("flipped_f1", 0.0) >= max(0.75, run.last.get("marked_f1", 1.0) - 0.08)
        for run in evidence.runs
    )


def changed_mind(evidence: Evidence) -> bool:
    """The same note asked twice with other codes, and another finding on top."""
    tops: dict[str, set[str]] = {}
    for answer in evidence.answers:
        if answer.question == "read" and not answer.result["refused"]:
            rows = answer.result["findings"]
            top = max(rows, key=lambda row: row["both"])
            if top["both"] >= 0.5:
                tops.setdefault(str(answer.arguments["note"]), set()).add(str(top["name"]))
    return any(len(names) > 1 for names in tops.values())


def denied(evidence: Evidence) -> bool:
    """A run that is good on notes and raises no alarm where everything is denied."""
    return any(
        run.last.get("denial_alarms", 1.0) <= 0.02 and run.last.get("notes_macro_f1", 0.0) >= 0.65
        for run in evidence.runs
    )


TASKS = (
    Task(
        "codes change it",
        "On the Use view, keep one note and change only its codes until another finding comes out on top.",
        changed_mind,
        "Two conditions share each complaint. Give a patient who coughs a raised white count, then hay "
        "fever.",
    ),
    Task(
        "fused",
        "Train until macro-F1 of both together is 0.1 above the note's alone and the codes' alone.",
        fused,
    ),
    Task(
        "denied",
        "Reach a macro-F1 of 0.65 with the note alone and no more than 2 % false alarms on denials.",
        denied,
        "How many words must be read together to see that a symptom is denied?",
    ),
    Task(
        "fooled",
        "Make a network that looks good and is not: F1 falls by 0.2 when the hospital's phrase is exchanged.",
        fooled,
        "The setting “Template”.",
    ),
    Task(
        "cured",
        "Keep the phrase at 0.9 or more, and train a network that hardly minds when it is exchanged.",
        cured,
        "Phrase and finding should no longer go together in what it learns from.",
    ),
)

SHORT = {"steps": 500}
BREAKAGES = (
    Breakage(
        name="denial",
        title="“No evidence of …”",
        healthy=SHORT,
        broken={**SHORT, "window": 1},
        look_for="In notes that say one thing and deny another, the network of single words finds what is "
        "denied: “fever” is the same word in “no fever”. Now show “Macro-F1, note alone”: it pays for that.",
        remedy="Let it read words together: windows of two words or more, or a GRU. On the real reports even "
        "that is not enough: what is hardly ever denied there is never learned to be deniable.",
        metric="denial_alarms",
    ),
    Breakage(
        name="template",
        title="A phrase of one hospital",
        healthy={**SHORT, "template": 0.5},
        broken={**SHORT, "template": 0.95},
        cured={**SHORT, "template": 0.95, "balance_template": True},
        look_for="With the phrase F1 on held-out notes of the same hospitals is as high as ever. Now show "
        "“F1, phrase exchanged”: where the phrase goes the other way, the network follows it. No held-out "
        "note of the same hospitals can tell.",
        remedy="Weigh the notes so that phrase and finding no longer go together (“balance template”), take "
        "the phrase out of the notes, and test in a hospital that you did not learn from.",
        metric="flipped_f1",
    ),
    Breakage(
        name="misspelt",
        title="A hasty typist",
        healthy=SHORT,
        broken={**SHORT, "misspelt": 0.4},
        cured={**SHORT, "misspelt": 0.4, "correct_spelling": True},
        look_for="Two in five longer words of the held-out notes have a slip of the pen. To a network of "
        "whole words “caugh” is as unknown as a word of Finnish.",
        remedy="Correct each unknown word to the nearest known one before reading, or read pieces of words. "
        "And look how many words were unknown before you believe an answer.",
        metric="notes_macro_f1",
    ),
)
