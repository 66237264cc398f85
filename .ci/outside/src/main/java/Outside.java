import java.util.Arrays;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Predictor;

/** Shapley values of a linear function are its weights times the row. */
public class Outside {
  public static void main(String[] args) {
    var linear = Predictor.ofRows(x -> new double[] {2 * x[0] - 3 * x[1] + 0.5 * x[2]});
    var row = Nd4j.createFromArray(new double[][] {{1, 1, 4}});
    var values = new KernelShap().explain(linear, row, Context.standard()).values();
    System.out.println(Arrays.toString(values.toDoubleVector()));
    if (values.distance2(Nd4j.createFromArray(new double[][] {{2, -3, 2}})) > 1e-9) {
      throw new AssertionError("expected [2, -3, 2]");
    }
  }
}
