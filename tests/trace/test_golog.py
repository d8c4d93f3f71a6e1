"""Records of programs written in Go, as they are and as a text inside JSON."""

from mlexplain.trace.log import trace_log


def test_message_and_error_of_a_record_are_read() -> None:
    log = (
        "time=2025-05-02T10:11:12.131+02:00 level=INFO source=server.go:614 msg=waiting\n"
        'time=2025-05-02T10:11:12.133+02:00 level=ERROR source=sched.go:450 msg="error loading"'
        ' error="unable to load model: /m/blobs/sha256-1"\n'
    )
    (failure,) = trace_log(log).failures
    assert failure.message == "error loading: unable to load model: /m/blobs/sha256-1"
    assert failure.lines == (2, 2)


def test_a_record_kept_in_json_is_read() -> None:
    log = (
        '{"level":50,"msg":"time=2025-05-02T10:11:12.133+02:00 level=ERROR source=sched.go:450'
        ' msg=\\"error loading\\" error=\\"no room\\"\\n"}\n'
    )
    (failure,) = trace_log(log).failures
    assert failure.message == "error loading: no room"


def test_a_setting_named_level_is_no_record() -> None:
    assert not trace_log("logger --level=ERROR\n").failures
