"""Fewer points for the wire: the shape of a curve survives, the store keeps every value."""

from typing import Any

MOST = 200  # metrics in a frame
BINS = 64  # each keeps the lowest, the highest and the last value of every metric


def thin(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events with their metrics thinned where there are more than `MOST`; nothing else is left out."""
    places = [index for index, event in enumerate(events) if event["type"] == "metrics"]
    if len(places) <= MOST:
        return events
    kept = set(range(len(events))).difference(places)
    size = -(-len(places) // BINS)
    for offset in range(0, len(places), size):
        kept |= _extremes(events, places[offset : offset + size])
    return [events[index] for index in sorted(kept)]


def _extremes(events: list[dict[str, Any]], places: list[int]) -> set[int]:
    """Where a bin has the lowest, highest and last value of each metric, and what is no number."""
    lowest: dict[str, tuple[float, int]] = {}
    highest: dict[str, tuple[float, int]] = {}
    last: dict[str, int] = {}
    kept = set()
    for place in places:
        for name, value in events[place]["values"].items():
            if value is None:
                kept.add(place)
                continue
            last[name] = place
            if name not in lowest or value < lowest[name][0]:
                lowest[name] = value, place
            if name not in highest or value > highest[name][0]:
                highest[name] = value, place
    extremes = [*lowest.values(), *highest.values()]
    return kept | set(last.values()) | {place for _, place in extremes}
