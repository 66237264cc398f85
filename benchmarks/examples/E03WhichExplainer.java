import java.util.List;
import java.util.Optional;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.network.Network;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.complexity.Sparseness;
import org.xai4j.evaluation.faithfulness.Deletion;
import org.xai4j.gradient.Saliency;
import org.xai4j.gradient.path.IntegratedGradients;
import org.xai4j.lrp.LrpEpsilonPlus;

/** Which of three explainers is the most faithful on ten digits, and which the sparsest? */
public class E03WhichExplainer {
  public static void main(String[] args) {
    var network = Models.read("mnist");
    var digits = Mnist.test().rows(0, 10).images();
    var context = Context.standard();
    for (AttributionExplainer<Network> explainer :
        List.of(new Saliency(), new IntegratedGradients(), new LrpEpsilonPlus())) {
      var values = explainer.explain(network, digits, context).values();
      var subject =
          new Subject(
              network, digits, values, FeatureGroups.none(), Optional.of(explainer), context);
      System.out.printf(
          "%s: deletion %.3f (lower is better), sparseness %.3f%n",
          explainer.getClass().getSimpleName(),
          mean(new Deletion().score(subject).values()),
          mean(new Sparseness().score(subject).values()));
    }
  }

  private static double mean(double[] values) {
    return java.util.Arrays.stream(values).average().orElseThrow();
  }
}
