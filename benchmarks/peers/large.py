"""Times PyTorch, ONNX Runtime, Captum and Zennit on large networks, and writes the networks as ONNX files.

    python large.py export                  # resnet18.onnx, … with random weights, into the current folder
    python large.py time [NETWORK …]        # a table: milliseconds per row, peak memory of the process

Needs torch, torchvision, timm, onnx; onnxruntime, captum and zennit where they are installed. Then, beside it:

    ./xai4j speed --model resnet18.onnx --batch 1 --batch 8 --method forward --method saliency
"""
import resource
import subprocess
import sys
import time
import types

import torch

# A torchvision built for another torch fails on operators of detection networks alone.
sys.modules.setdefault("torchvision._meta_registrations", types.ModuleType("none"))
import timm
import torchvision

THREADS = 2
NETWORKS = {
    "resnet18": torchvision.models.resnet18,
    "resnet50": torchvision.models.resnet50,
    "vgg16": torchvision.models.vgg16,
    "mobilenet_v3": torchvision.models.mobilenet_v3_large,
    "densenet121": torchvision.models.densenet121,
    "vit_tiny": lambda: timm.create_model("vit_tiny_patch16_224", pretrained=False),
    "vit_b16": lambda: timm.create_model("vit_base_patch16_224", pretrained=False),
}


def network(name):
    torch.manual_seed(0)
    return NETWORKS[name]().eval()


def export():
    for name in NETWORKS:
        torch.onnx.export(
            network(name), (torch.randn(2, 3, 224, 224),), name + ".onnx", input_names=["input"],
            output_names=["logits"], dynamic_axes={"input": {0: "n"}, "logits": {0: "n"}},
            dynamo=False, opset_version=17)
        print("wrote", name + ".onnx", flush=True)


def works(name, model, x):
    """Name and function of each piece of work."""
    last = [m for m in model.modules() if isinstance(m, torch.nn.Conv2d)][-1]

    def forward():
        with torch.no_grad():
            model(x)

    def gradient():
        y = x.clone().requires_grad_(True)
        out = model(y)
        torch.autograd.grad(out.gather(1, out.argmax(1)[:, None]).sum(), y)

    yield "forward", forward
    yield "saliency", gradient
    try:
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        session = onnxruntime.InferenceSession(name + ".onnx", options)
        yield "forward (ONNX Runtime)", lambda: session.run(None, {"input": x.numpy()})
    except Exception as e:
        print("no ONNX Runtime:", e, file=sys.stderr)
    try:
        from captum.attr import IntegratedGradients, LayerGradCam
        target = model(x).argmax(1)
        yield "grad-cam", lambda: LayerGradCam(model, last).attribute(x, target=target)
        yield "integrated-gradients", lambda: IntegratedGradients(model).attribute(
            x, target=target, n_steps=20, internal_batch_size=8)
    except ImportError as e:
        print("no Captum:", e, file=sys.stderr)
    try:
        from zennit.attribution import Gradient
        from zennit.composites import EpsilonPlus

        def relevance():
            with Gradient(model=model, composite=EpsilonPlus()) as attribute:
                out = model(x)
                attribute(x.clone().requires_grad_(True), torch.eye(out.shape[1])[out.argmax(1)])

        yield "lrp-epsilon-plus", relevance
    except ImportError as e:
        print("no Zennit:", e, file=sys.stderr)


def milliseconds(work, rows):
    """Best and median of at least three runs and five seconds, per row."""
    work()
    times, begun = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begun < 5:
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) / rows * 1e3)
    times.sort()
    return times[0], times[len(times) // 2]


def measure(name):
    torch.set_num_threads(THREADS)
    model = network(name)
    for rows in 1, 8:
        for label, work in works(name, model, torch.randn(rows, 3, 224, 224)):
            best, median = milliseconds(work, rows)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{name:13} {rows:2} rows  {label:24} best {best:8.1f} median {median:8.1f} ms/row  "
                  f"so far {peak} MB", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["export"]:
        export()
    elif sys.argv[1:2] == ["time"] and len(sys.argv) == 3:
        measure(sys.argv[2])
    elif sys.argv[1:2] == ["time"]:
        # A process for each, so that the memory is its own.
        for name in sys.argv[2:] or NETWORKS:
            subprocess.run([sys.executable, __file__, "time", name], check=True)
    else:
        sys.exit(__doc__)
