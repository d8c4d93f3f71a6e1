"""Lets a rank started by torchrun run under the guest."""

import json
import os
import sys

if "RANK" in os.environ and "STAGE_JOB" in os.environ:
    script = next((a for a in sys.orig_argv[1:] if a.endswith(".py")), None)
    if script:
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
        sys.argv = [script]
        import guest

        job = json.loads(os.environ.pop("STAGE_JOB"))
        index = sys.orig_argv.index(script)
        job["args"] = sys.orig_argv[index + 1 :]
        only = job.get("env", {}).get("STAGE_RANK")
        if only is not None and only != os.environ["RANK"]:
            job["breaks"] = []
        status = guest.perform(job)
        sys.stdout.flush()
        os._exit(status)
