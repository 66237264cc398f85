import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Rules;
import org.xai4j.core.registry.Info;

/** A method of one's own in ten lines: the gradient squared, times the input. */
public class E09YourOwnMethod {
  @Info(
      id = "squared-gradient",
      title = "Squared gradient",
      summary = "The gradient squared, times the input.",
      reference = "An example")
  public record SquaredGradient() implements NetworkExplainer {
    @Override
    public Attributor prepare(Network model, INDArray inputs, Context context) {
      var gradient = context.engine().propagation(model, Rules.GRADIENT);
      return rows -> {
        var x = gradient.device().of(rows.inputs());
        var tape = gradient.forward(x);
        var g = gradient.backward(tape, rows.signal(tape.output()));
        return g.mul(g).mul(x).array();
      };
    }
  }

  public static void main(String[] args) {
    var digits = Mnist.test().rows(0, 4).images();
    System.out.println(
        new SquaredGradient().explain(Models.read("mnist"), digits, Context.standard()));
  }
}
