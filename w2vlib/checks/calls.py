"""How an answer is called where that takes more than answer(*arguments). No right answer is here:
this file is within reach of a notebook that is being graded.

Each function: (answer, *arguments of the case) -> what is compared with the right result.
"""

from __future__ import annotations

import numpy as np

from w2vlib.checks.compare import as_numbers


def plain(answer, *args):
    return answer(*args)


def or_index_error(answer, W, ids):
    """The look-up, or what its IndexError says if an id does not exist."""
    try:
        return answer(W, ids)
    except IndexError as error:
        wrong = np.asarray(ids)[~np.isin(ids, np.arange(len(W)))]
        if not wrong.size:
            raise
        named = any(str(i) in str(error) for i in wrong.ravel().tolist())
        return "IndexError with a wrong id in its text" if named else "IndexError without the id"


def no_overflow(answer, *args):
    """NumPy's warning of a number that is too large becomes an exception."""
    with np.errstate(over="raise"):
        return answer(*args)


def with_dtype(answer, *args):
    """The array and its dtype; a list has none."""
    got = answer(*args)
    if as_numbers(got) is None:
        return got
    return {"gradient": got, "dtype": str(getattr(got, "dtype", "a list"))}


def step_in_place(answer, W, ids, dout, lr):
    """What the step returns, and W after it."""
    got = answer(W, ids, dout, lr)
    if not isinstance(got, tuple | list) or len(got) != 2:
        return got
    return {"ids": got[0], "rows": got[1], "W": W}


def in_place(answer, W, *rest):
    """W after the call: what the function returns does not count."""
    answer(W, *rest)
    return {"W": W}


def layer(answer, W, h, idx, dout, times):
    """Forward and backward of a layer; if times is 2, after a batch of other ids."""
    made = answer(W)
    for ids in [np.arange(len(idx))[::-1] % len(W), idx][-times:]:
        s = made.forward(h, ids)
        dh = made.backward(dout)
    return {"s": s, "dh": dh, "dW": made.grads[0]}
