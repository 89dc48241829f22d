"""The gallery of all applications, a search by concept, and a tour for a teacher who has ten minutes."""

import json
from dataclasses import dataclass

import streamlit as st

from dlcore.contract import FAMILIES, ROOT, Application, applications, find
from dlcore.contract.cards import model_card
from dlcore.ui import components, style
from dlcore.ui.show import scale
from dlcore.ui.state import keep_widgets


@dataclass(frozen=True)
class Stop:
    """One stop of the tour: where to go and what to do there."""

    application: str
    title: str
    doing: str
    query: dict[str, str]


def tour() -> list[Stop]:
    """The stops in their order."""
    stops = json.loads((ROOT / "assets" / "tour.json").read_text(encoding="utf-8"))
    return [Stop(**stop) for stop in stops]


def open_applications() -> list[Application]:
    """The applications that have a page; one that is being written may not have it yet."""
    return [one for one in applications() if (ROOT / "pages" / f"{one.name}.py").exists()]


def home_page() -> None:
    """Gallery first; everything is one click away."""
    keep_widgets()
    style.page_style()
    st.title("Deep learning laboratory", anchor=False)
    st.markdown(
        "Every page **uses** a trained network at once, **trains** it live before your eyes, **opens** it, "
        "and **breaks** it on purpose. All is computed on this machine; nothing that you upload leaves it."
    )
    wanted = st.text_input(
        "Search by concept", placeholder="gradient, overfitting, latent, mode collapse …", key="home.search"
    )
    found = [one for one in open_applications() if matches(one, wanted)]
    if not found:
        st.info(f"No page names “{wanted[:40]}” yet. Try one of: {', '.join(all_concepts()[:12])}.")
    grid = st.grid(2, min_column_width=300, gap="small")
    for application in found:
        with grid.cell(), st.container(border=True, key=f"card_{application.name}"):
            card(application)
    tour_panel()


def card(application: Application) -> None:
    """A picture that the shipped model made, one sentence, how long training takes, and the way in."""
    st.markdown(f"#### {application.icon} {application.title}")
    st.caption(FAMILIES[application.family])
    show_picture(application)
    st.markdown(application.sentence)
    shipped = model_card(application.name)
    if shipped:
        st.caption(
            f"Shipped model: {shipped['parameters']:,} parameters, trained in {wait(shipped['seconds'])}."
        )
    st.page_link(f"{application.name}.py", label=f"Open {application.title}", icon=":material/arrow_forward:")


def show_picture(application: Application) -> None:
    """What the shipped model made when its card was written."""
    content = model_card(application.name).get("gallery")
    if content:
        components.sample(content, key=f"gallery_{application.name}", height=170)


def wait(seconds: float) -> str:
    """A duration as a person would say it."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def matches(application: Application, wanted: str) -> bool:
    """Whether every word of the search occurs in the words of the application."""
    words = (application.title, application.sentence, application.idea, *application.concepts)
    return all(word in " ".join(words).lower() for word in wanted.lower().split())


def all_concepts() -> list[str]:
    """All concepts that a page explains."""
    return sorted({concept for application in open_applications() for concept in application.concepts})


def tour_panel() -> None:
    """Six stops, each a link that sets everything up."""
    with st.expander("**A tour of six stops for a teacher who has ten minutes**"):
        for number, stop in enumerate(tour(), start=1):
            application = find(stop.application)
            st.page_link(
                f"{application.name}.py",
                label=f"{number}. {application.title}: {stop.title}",
                query_params={**stop.query, "stop": str(number)},
            )
            st.markdown(stop.doing)


def tour_bar() -> None:
    """On a page that was reached by the tour: what to do here, and the next stop."""
    number = st.query_params.get("stop", "")
    stops = tour()
    if not number.isdigit() or not 1 <= int(number) <= len(stops):
        return
    here = stops[int(number) - 1]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour_bar"):
        st.markdown(f"**Stop {number} of {len(stops)}.** {here.doing}")
        if int(number) < len(stops):
            following = stops[int(number)]
            st.page_link(
                f"{following.application}.py",
                label=f"Next: {following.title}",
                query_params={**following.query, "stop": str(int(number) + 1)},
            )


def projector_switch() -> None:
    """Larger type and lines for the back row."""
    st.session_state.setdefault("projector", st.query_params.get("scale") == "150")
    st.toggle("Projector mode", key="projector", help="Larger type and lines, for the back row.")
    if scale() == 150:
        st.query_params["scale"] = "150"
    else:
        st.query_params.pop("scale", None)
