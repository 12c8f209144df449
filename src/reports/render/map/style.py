"""The colours of a map: as text for a `<style>` element."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "sea": "#d7e5ee", "land": "#f6f3ec", "line": "#a49c8d", "coast": "#8fa9b8", "water": "#a9c8da", "told": "#f3dfc8",
    "text": "#1d1f21", "soft": "#6b665c", "halo": "#f6f3ec", "mark": "#b3261e", "ring": "#b3261e",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "sea": "#16212a", "land": "#23272b", "line": "#5b6168", "coast": "#4a6376", "water": "#2c4556", "told": "#4a3a26",
    "text": "#f0ede6", "soft": "#a3a099", "halo": "#1b1e21", "mark": "#ff8a7a", "ring": "#ff8a7a",
}  # fmt: skip

_RULES = """
.sea{fill:$sea}.land{fill:$land;fill-rule:evenodd}.lake{fill:$sea}.told{fill:$told;fill-rule:evenodd}
.coast,.border,.contested,.region,.river,.way,.scale path{fill:none;stroke-linejoin:round}
.coast{stroke:$coast;stroke-width:.7}.river{stroke:$water;stroke-width:.8}
.border{stroke:$line;stroke-width:1.3}.contested{stroke:$line;stroke-width:1.3;stroke-dasharray:4 3}
.region{stroke:$line;stroke-width:.6;stroke-dasharray:1 2}
.ring{fill:$ring;fill-opacity:.05;stroke:$ring;stroke-width:.9;stroke-dasharray:3 2.5}
.ring.wide{fill:none}
.way{stroke:$mark;stroke-width:1.1;stroke-dasharray:2 2}
.mark{fill:$mark;stroke:$halo;stroke-width:1.2}.mark.silent{fill:$soft}
.mark.relative,.mark.unsure{fill:$halo;stroke:$mark;stroke-width:1.6}
.mark.area{fill:none;stroke:$mark;stroke-width:1.4}.town{fill:$soft}.away path{fill:$mark}
text{font-family:system-ui,-apple-system,"Segoe UI","Liberation Sans",Arial,sans-serif;fill:$text;
stroke:$halo;stroke-width:2.6px;stroke-linejoin:round;paint-order:stroke}
.spot-name{font-size:12.5px;font-weight:600}.area-name{font-size:12.5px;font-style:italic;font-weight:600}
.town-name,.region-name,.away-name,.scale text{font-size:10px}.town-name,.region-name,.country-name{fill:$soft}
.region-name{font-style:italic}.country-name{font-size:13px;font-weight:500}
.locator .border{stroke-width:.6}.frame{fill:none;stroke:$line;stroke-width:1.5}
.here{fill:none;stroke:$mark;stroke-width:1.5}
.scale path{stroke:$text;stroke-width:1.4}.credits{font-size:8px;fill:$soft;stroke-width:2px}
"""


def rules(palette: Mapping[str, str], scope: str = "") -> str:
    """The rules of a palette, each under the selector `scope` if one is given."""
    text = _RULES
    for name in sorted(palette, key=len, reverse=True):
        text = text.replace(f"${name}", palette[name])
    if not scope:
        return text.replace("\n", "")
    rules = [rule for rule in text.replace("\n", "").split("}") if rule]
    return "".join(f"{_scoped(rule.partition('{')[0], scope)}{{{rule.partition('{')[2]}}}" for rule in rules)


def _scoped(selectors: str, scope: str) -> str:
    return ",".join(f"{scope} {selector.strip()}" for selector in selectors.split(","))
