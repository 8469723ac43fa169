"""The only place where ONNX Runtime sessions are made, so that thread counts are always set."""

from collections.abc import Sequence
from pathlib import Path

import onnxruntime as ort

from models.cpus import threads_per_process


def session(
    model: Path | bytes,
    threads: int | None = None,
    providers: Sequence[str] = ("CPUExecutionProvider",),
) -> ort.InferenceSession:
    """Open an ONNX model, from its file or from its bytes.

    `threads` defaults to the CPUs this process may use (see `models.cpus`). Spinning is switched
    off: an idle session must not burn the core of the process beside it.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or threads_per_process()
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = model if isinstance(model, bytes) else str(model)
    return ort.InferenceSession(source, sess_options=options, providers=list(providers))
