import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.explain.Context;
import org.xai4j.gradient.InputXGradient;
import org.xai4j.lrp.LrpEpsilonPlus;
import org.xai4j.lrp.LrpZero;

/** LRP-0 is gradient × input on rectifier networks (Shrikumar 2016); other rules are not. */
public class E07LrpIsGradientTimesInput {
  public static void main(String[] args) {
    var network = Models.read("mnist");
    var digits = Mnist.test().rows(0, 8).images();
    var context = Context.standard();
    var gradient = new InputXGradient().explain(network, digits, context).values();
    var zero = new LrpZero().explain(network, digits, context).values();
    var plus = new LrpEpsilonPlus().explain(network, digits, context).values();
    double size = gradient.norm2Number().doubleValue();
    System.out.printf("LRP-0:  relative difference %.1e%n", gradient.distance2(zero) / size);
    System.out.printf("LRP-ε⁺: relative difference %.1e%n", gradient.distance2(plus) / size);
  }
}
