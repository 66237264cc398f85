import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Predictor;

/** Any function of a row is a model: Shapley values of a function with an interaction. */
public class E02AnyFunction {
  public static void main(String[] args) {
    var model = Predictor.ofRows(x -> new double[] {2 * x[0] + x[1] * x[2]});
    var row = Nd4j.createFromArray(new double[][] {{1, 2, 3}});

    // The product's 6 is shared by the two that make it: [2, 3, 3].
    System.out.println(new ExactShapley().explain(model, row, Context.standard()).values());
    System.out.println(new KernelShap().explain(model, row, Context.standard()).values());
  }
}
