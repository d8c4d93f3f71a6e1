"""Source to findings: data flow over device facts, suppression, safe edits."""
