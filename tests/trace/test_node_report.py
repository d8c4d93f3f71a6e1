"""ComfyUI's own form of a report."""

from mlexplain.trace.log import trace_log

NEW = """\
# ComfyUI Error Report
## Error Details
- **Node ID:** 7
- **Node Type:** VAEDecode
- **Exception Type:** RuntimeError
- **Exception Message:** Given groups=1, weight of size [4, 4, 1, 1], expected 4 channels

## Stack Trace
```
  File "/srv/ComfyUI/execution.py", line 327, in execute
    output_data = get_output_data(obj, input_data_all)

  File "/srv/ComfyUI/nodes.py", line 293, in decode
    return vae.decode(samples["samples"])
```
## System Information
- **OS:** posix
"""
OLD = """\
Error occurred when executing CheckpointLoaderSimple:

module 'comfy.sd' has no attribute 'load_twice'

  File "/srv/ComfyUI/execution.py", line 153, in recursive_execute
    output_data = get_output_data(obj, input_data_all)
  File "/srv/ComfyUI/nodes.py", line 516, in load_checkpoint
    out = comfy.sd.load_twice(path)
"""


def test_the_report_gives_class_message_and_calls():
    (failure,) = trace_log(NEW).failures
    assert failure.exception == "RuntimeError"
    assert failure.message.startswith("Given groups=1")
    assert [frame.function for frame in failure.frames] == ["execute", "decode"]
    assert failure.lines == (5, 14)


def test_the_older_form_lacks_the_class():
    (failure,) = trace_log(OLD).failures
    assert failure.exception == "AttributeError"
    assert failure.message == "module 'comfy.sd' has no attribute 'load_twice'"
    assert len(failure.frames) == 2


def test_a_list_of_other_things_is_no_report():
    assert not trace_log("- **Exception Type:** what kind it is\n- more\n").failures
    assert not trace_log("Error occurred when executing step:\n\nretrying\n").failures
