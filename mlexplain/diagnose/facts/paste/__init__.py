"""What the paste shows beside the failing line: frames, phase, machine, command, reports."""
