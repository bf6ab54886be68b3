import numpy as np

from pipeline.evaluate.relation import five_classes


def test_two_directions_make_one_of_five_classes() -> None:
    against, neither, for_ = np.eye(3, dtype=np.float32) * 0.8 + 0.1
    forth = np.stack([neither, for_, neither, against, neither])
    back = np.stack([neither, neither, for_, neither, against])
    assert five_classes(forth, back).tolist() == [0, 1, 2, 3, 4]
