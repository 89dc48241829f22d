"""Notes and codes: what a note says, what its codes know, and what only both together tell."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("note", "Note", 0, 0, "Words, as somebody has written them; a word never met is “unknown”."),
        Box("words", "Word vectors", 1, 0, "Each word is looked up as a row of learned numbers."),
        Box(
            "windows",
            "Windows",
            2,
            0,
            "Filters read one, two, three words together; the strongest answer stays.",
        ),
        Box("codes", "Codes", 0, 1, "Diagnosis codes of ICD-10-CM beside the note."),
        Box(
            "lines",
            "Lines above",
            1,
            1,
            "Each code is the sum of its own vector, its category's, block's and chapter's.",
        ),
        Box("bend", "One layer", 2, 1, "The sum is bent once, so that codes can work together."),
        Box(
            "fused",
            "Side by side",
            3,
            0.5,
            "Both vectors in one row: that is all that fusion is.",
            "validation_macro_f1",
        ),
        Box("findings", "Findings", 4, 0.5, "A probability for each finding; several may be true."),
        Box("loss", "Loss", 4, 1.5, "How surprised the network is by what is true.", "loss"),
    ),
    arrows=(
        Arrow("note", "words"),
        Arrow("words", "windows"),
        Arrow("windows", "fused"),
        Arrow("codes", "lines"),
        Arrow("lines", "bend"),
        Arrow("bend", "fused"),
        Arrow("fused", "findings"),
        Arrow("findings", "loss", "compared"),
        Arrow("loss", "fused", "gradient", dashed=True),
    ),
    stages=(
        Stage(("note", "words", "windows"), "The note is read by windows of words."),
        Stage(("codes", "lines", "bend"), "The codes are looked up with all lines above them."),
        Stage(("fused", "findings"), "Both are laid side by side and weighed for each finding."),
        Stage(("findings", "loss", "fused"), "What is true says how every weight should move."),
    ),
    alt="A note goes through word vectors and windows, codes through their hierarchy; both are laid side by "
    "side and give a probability for each finding. The loss sends a gradient back.",
)
MACRO = "F1 balances false alarms and misses; macro means the plain average over all findings, rare ones too"
METRICS = {
    "loss": Metric(
        "Loss", "Surprise of the network that reads both, on this step's notes, in nats a finding."
    ),
    "validation_loss": Metric("Validation loss", "The same on held-out notes, in nats a finding."),
    "validation_macro_f1": Metric(
        "Macro-F1, note and codes", f"{MACRO}. Held-out notes, note and codes read.", "higher"
    ),
    "notes_macro_f1": Metric(
        "Macro-F1, note alone", "The same for a network that is given the note and no codes.", "higher"
    ),
    "codes_macro_f1": Metric(
        "Macro-F1, codes alone", "The same for a network that is given the codes and no note.", "higher"
    ),
    "marked_f1": Metric(
        "F1, same hospitals",
        "F1 of the finding that the phrase goes with, on held-out notes of the same kind.",
        "higher",
    ),
    "flipped_f1": Metric(
        "F1, phrase exchanged",
        "F1 of that finding when the phrase goes with its absence, as in another hospital.",
        "higher",
    ),
    "denial_alarms": Metric(
        "False alarms on denials",
        "Share of test notes in which the note's network finds what is denied there (“no fever”).",
    ),
}

APPLICATION = Application(
    package=__name__,
    title="Notes and codes",
    icon="📝",
    sentence="A network reads a clinical note and its diagnosis codes, and shows which words carried its "
    "answer.",
    idea="A note says what hurts, diagnosis codes say what has been known for years. Each alone wavers "
    "where both together tell. Here three networks, given the note, the codes or both, answer side by side.",
    order=20,
    headline="validation_macro_f1",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("synthetic_notes", "icd10cm", "indiana_reports"),
    concepts=(
        "clinical notes",
        "ICD-10-CM",
        "multi-label classification",
        "fusion",
        "word embedding",
        "convolution",
        "GRU",
        "tf-idf",
        "macro-F1",
        "negation",
        "spurious pattern",
        "occlusion",
    ),
    intended_use="To learn what a network gets out of words, what out of codes, and how to catch it reading "
    "the wrong thing.",
    limits="No medical advice: nothing here may be used to diagnose, to treat, to bill or to judge anybody. "
    "The shipped model has read synthetic notes only, of eight conditions that we made up the rules for; on "
    "a real note its answers mean nothing. The reports' network knows the reports of one American "
    "collection of 2013, and its codes are derived by us. Where codes know no more than the note, reading "
    "both is no better than the note alone; the baseline, tf-idf with logistic regression, comes close to "
    "the network everywhere.",
    sources=(
        (
            "Kim: Convolutional neural networks for sentence classification (2014)",
            "https://arxiv.org/abs/1408.5882",
        ),
        ("Choi and others: GRAM, a graph-based attention model (2017)", "https://arxiv.org/abs/1611.07012"),
        (
            "Demner-Fushman and others: Preparing a collection of radiology examinations (2016)",
            "https://doi.org/10.1093/jamia/ocv080",
        ),
        ("CDC, National Center for Health Statistics: ICD-10-CM", "https://www.cdc.gov/nchs/icd/icd-10-cm/"),
        (
            "Zech and others: Variable generalization performance of a deep learning model (2018)",
            "https://doi.org/10.1371/journal.pmed.1002683",
        ),
    ),
)
