def test_cell(notebook):
    import time
    for src in ["1+1", "print('a')\nx = 3", "1/0", "import matplotlib.pyplot as plt\nplt.plot([1,2]);", "import torch\ntorch.zeros(2)"]:
        t=time.perf_counter(); r = notebook.cell(src, 4)
        print(round((time.perf_counter()-t)*1e3,1), r["status"], r["error"], [(o["kind"],o["text"][:50]) for o in r["outputs"]], r["notes"], r["seconds"])
    t=time.perf_counter(); print(notebook.get("x"), time.perf_counter()-t)
    t=time.perf_counter(); b = notebook.fork(); print("fork", time.perf_counter()-t)
    notebook.cell("x=4")
    assert b.get("x") == 3
    assert notebook.get("x") == 4
    notebook.cell("def f(a): \n  print('hi')\n  return a*2")
    b = notebook.fork()
    for _ in range(3):
        t=time.perf_counter(); r=b.call("f", 3); print("call", time.perf_counter()-t, r)
