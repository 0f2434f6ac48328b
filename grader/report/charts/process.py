"""The process that turns Vega-Lite specifications into SVG: a line of JSON in, a line of JSON out.

Run by its path, so that it imports vl-convert and nothing of ours.
"""

import json
import sys

import vl_convert


def main() -> None:
    """Answer each specification with its drawing. Nothing may be loaded from outside."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(line)) + "\n")
        sys.stdout.flush()


def _answer(specification: str) -> dict[str, str]:
    try:
        return {"svg": vl_convert.vegalite_to_svg(specification, allowed_base_urls=[], show_warnings=False)}
    except ValueError as error:
        return {"error": " ".join(str(error).split())[:300]}


if __name__ == "__main__":
    main()
