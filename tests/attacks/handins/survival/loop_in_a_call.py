"""Never answers, and catches every interrupt."""


def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


halve = shout = double
