"""Reads files by the shell, by line magics and by displays of a notebook."""
# %%
!cat @COURSE@/reference/hunted.py /etc/passwd
# %%
%load @COURSE@/reference/hunted.py
# %%
%run @COURSE@/reference/hunted.py
# %%
%cat @COURSE@/reference/hunted.py
# %%
%pycat @COURSE@/reference/hunted.py
# %%
%%bash
cat @COURSE@/reference/hunted.py
# %%
%%script cat @COURSE@/reference/hunted.py
# %%
from IPython.display import FileLink, HTML, Image, display
display(HTML("<img src='file://@COURSE@/reference/hunted.py'>"))
display(FileLink("@COURSE@/reference/hunted.py"))
# %%
Image(filename="@COURSE@/reference/hunted.py")
