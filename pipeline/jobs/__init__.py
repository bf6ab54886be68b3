"""Score in the background: jobs that are folders of a library, and the one worker that does them in turn.

A second server sees by the worker's lock that somebody is at it; a worker that was killed leaves a job that goes on
where it was.
"""

from .folder import Job as Job
from .folder import is_working as is_working
from .folder import seconds as seconds
from .queue import cancel as cancel
from .queue import clear as clear
from .queue import jobs as jobs
from .queue import resume as resume
from .queue import start as start
from .queue import wake as wake
