
from . import test_tones
