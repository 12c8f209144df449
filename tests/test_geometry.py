"""Distances, bearings and parts of areas."""

from __future__ import annotations

import pytest

from reports.geometry import (
    COMPASS,
    Box,
    Circle,
    bearing,
    between,
    bounds,
    distance_km,
    part_of,
    part_of_circle,
    point_at,
)


def test_distance_of_two_cities() -> None:
    assert distance_km(50.45, 30.52, 49.99, 36.23) == pytest.approx(409, abs=4)  # Kyiv to Kharkiv


def test_distance_over_the_date_line() -> None:
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.5)


@pytest.mark.parametrize(("lat", "lon", "degrees"), [(1, 0, 0), (0, 1, 90), (-1, 0, 180), (0, -1, 270)])
def test_bearing(lat: float, lon: float, degrees: float) -> None:
    assert bearing(0, 0, lat, lon) == pytest.approx(degrees, abs=0.01)


@pytest.mark.parametrize("degrees", [0, 45, 133, 225, 315])
def test_point_at_goes_back_to_where_it_came_from(degrees: float) -> None:
    lat, lon = point_at(36.2, 37.16, degrees, 45)
    assert distance_km(36.2, 37.16, lat, lon) == pytest.approx(45, abs=0.05)
    assert (bearing(36.2, 37.16, lat, lon) - degrees + 180) % 360 - 180 == pytest.approx(0, abs=0.1)


def test_point_at_wraps_the_longitude() -> None:
    assert point_at(0, 179.9, 90, 50).lon == pytest.approx(-179.65, abs=0.01)


def test_between_is_halfway() -> None:
    lat, lon = between(10, 10, 12, 12)
    assert distance_km(10, 10, lat, lon) == pytest.approx(distance_km(12, 12, lat, lon), abs=0.1)


@pytest.mark.parametrize(
    ("word", "degrees"),
    [("north", 0), ("south-western", 225), ("southwest", 225), ("north east", 45), ("eastern", 90), ("westward", 270)],
)
def test_compass_words(word: str, degrees: float) -> None:
    assert COMPASS[word] == degrees


def test_bounds_trim_and_date_line() -> None:
    points = [(0.0, 178.0), (1.0, 179.0), (2.0, -179.0), (50.0, 179.5)]
    assert bounds(points) == Box(0.0, 178.0, 50.0, -179.0)
    assert bounds(points, trim=0.25) == Box(1.0, 179.0, 2.0, 179.5)


def test_bounds_of_nothing() -> None:
    with pytest.raises(ValueError, match="no points"):
        bounds([])


@pytest.mark.parametrize(
    ("degrees", "lat", "lon"), [(0, 7.5, 10), (90, 5, 15), (180, 2.5, 10), (270, 5, 5), (45, 7.5, 15), (None, 5, 10)]
)
def test_part_of_a_box(degrees: float | None, lat: float, lon: float) -> None:
    part = part_of(Box(0, 0, 10, 20), degrees)
    assert (part.lat, part.lon) == (lat, lon)
    assert part.km < 1300


def test_part_of_a_box_over_the_date_line() -> None:
    assert part_of(Box(-10, 170, 10, -170), 90).lon == -175


def test_part_of_a_circle_lies_inside_it() -> None:
    part = part_of_circle(Circle(34.0, 44.0, 80), 180)
    assert distance_km(34.0, 44.0, part.lat, part.lon) == pytest.approx(40, abs=0.1)
    assert part.lat < 34.0
    assert part.km < 80
