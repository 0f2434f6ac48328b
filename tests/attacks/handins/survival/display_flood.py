"""Shows rich outputs without end."""
# %%
from IPython.display import HTML, display
for _ in range(3000):
    display(HTML("<p>" + "flood " * 500))
# %%
import matplotlib.pyplot as plt
for number in range(12):
    plt.figure(); plt.plot([number]); plt.show()
# %%
print("x" * (64 << 20))
