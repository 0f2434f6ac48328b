"""Forges the reply of a cell: hundreds of outputs of megabytes each."""
# %%
import sys
frame = sys._getframe()
while frame:
    if "OPERATIONS" in frame.f_globals:
        text = "<b>" * 300_000
        png = b"\x89PNG\r\n\x1a\n" + b"<script>" * 100
        outputs = [{"kind": kind, "text": text, "data": png} for kind in ("text", "html", "image", "svg", "html", "text")]
        frame.f_globals["OPERATIONS"]["cell"] = lambda session, request: {"status": "ok", "outputs": outputs * 1, "notes": [text] * 2, "error": {"type": text, "message": text, "traceback": text}}
    frame = frame.f_back
# %%
print(1)
# %%
print(2)
