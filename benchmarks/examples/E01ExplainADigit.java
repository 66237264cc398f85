import java.nio.file.Path;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.explain.Context;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.gradient.path.IntegratedGradients;

/** Why does the shipped network see these digits? Integrated gradients, drawn into the given folder. */
public class E01ExplainADigit {
  public static void main(String[] args) {
    var network = Models.read("mnist");
    var digits = Mnist.test().rows(0, 4).images();
    var attribution =
        new IntegratedGradients().withSteps(100).explain(network, digits, Context.standard());

    var folder = Path.of(args.length > 0 ? args[0] : ".");
    var pictures = Heatmap.standard().withEnlarge(4).draw(attribution.values(), digits);
    for (int i = 0; i < pictures.size(); i++) {
      Heatmap.write(folder.resolve("digit-" + i + ".png"), pictures.get(i));
    }
    System.out.println(attribution);
  }
}
