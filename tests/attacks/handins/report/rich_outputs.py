"""Shows HTML, SVG, Markdown, LaTeX, JavaScript and pictures that would run code in a browser."""
# %%
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
for text in (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a><a href=' java\nscript:alert(1)'>y</a><a href='data:text/html,<script>1</script>'>z</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg><math><mtext></mtext><a xlink:href='javascript:1'></a></math>",
    "<iframe src='http://127.0.0.1:@PORT@'></iframe><object data=x></object><embed src=x><base href='http://evil'>",
    "<meta http-equiv=refresh content='0;url=http://evil'><form action='http://evil'><input><button formaction='http://evil'>",
    "<style>body{display:none}</style><div style='position:fixed;inset:0' class=page id=top>over everything</div>",
    "<link rel=stylesheet href='http://evil'><img src='http://127.0.0.1:@PORT@/x'><video src='http://evil'>",
    "</div></details></section></main></body></html><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
):
    display(HTML(text), Markdown(text), Latex(text))
    display({"text/html": text, "image/svg+xml": text, "application/javascript": "alert(1)"}, raw=True)
# %%
display(Javascript("alert(1)"), SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"))
# %% [markdown]
[x](javascript:alert(1)) [y](data:text/html,<script>1</script>) ![z](http://127.0.0.1:@PORT@/p) <script>alert(1)</script>
<img src=x onerror=alert(1)> <a href="vbscript:x">v</a> `</code><script>alert(1)</script>`
# %%
display({"image/png": "iVBORw0KGgo8c2NyaXB0PmFsZXJ0KDEpPC9zY3JpcHQ+"}, raw=True)
